"""Strangers at the public door: how much one address may fetch, and who tries doors that are not there.

Counted in the cache by address and minute; without it nobody is counted and nginx alone stands guard (docs/running.md).
An unpublished result has no address at all, so whoever tries several is guessing: the log says so.
"""

import hashlib

import structlog
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

FETCHES, MINUTE = 30, 60  # of data files, by one address
GUESSES, TEN_MINUTES = 5, 600  # of results that are not there

log = structlog.get_logger(__name__)


def too_many(request: HttpRequest) -> bool:
    """Whether this address has fetched its share of data files for the minute."""
    return _counted("fetch", request, MINUTE) > FETCHES


def guessed(request: HttpRequest) -> None:
    """Note that somebody asked for a result that is not public; the fifth time within ten minutes is told."""
    if _counted("guess", request, TEN_MINUTES) == GUESSES:
        log.warning("unpublished_results_probed", address=request.META.get("REMOTE_ADDR", ""), path=request.path)


def _counted(what: str, request: HttpRequest, seconds: int) -> int:
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]
    key = f"public:{what}:{address}"
    try:
        cache.add(key, 0, seconds)
        return int(cache.incr(key))
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        return 0
