"""How often one address asks, for doors that everybody may open.

Counted in the cache by a keyed digest of the address and for minutes only; where the cache is away nobody is counted,
and nginx alone stands guard (docs/running.md).
"""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError


def counted(what: str, request: HttpRequest, seconds: int) -> int:
    """One more for this address; how many there were within the seconds that began with the first."""
    key = _place(what, request)
    try:
        cache.add(key, 0, seconds)
        return int(cache.incr(key))
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        return 0


def _place(what: str, request: HttpRequest) -> str:
    address = salted_hmac("strangers", request.META.get("REMOTE_ADDR", ""), algorithm="sha256").hexdigest()[:32]
    return f"strangers:{what}:{address}"
