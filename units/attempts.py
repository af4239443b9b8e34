"""Guessing passwords from everywhere: a soft pause for one name, counted over all addresses.

django-axes locks a name from one address after five failures. Somebody with many addresses gets five tries from each,
so failures are also counted by name alone: after twenty in an hour only addresses from which that person has signed in
before may go on. The official at the usual desk notices nothing; the stranger waits. Counted in the cache; without it
nobody is counted and axes alone stands guard.
"""

import hashlib

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

LIMIT = 20
HOUR = 60 * 60

log = structlog.get_logger(__name__)


def _key(username: str) -> str:
    return "login:" + hashlib.sha256(username.strip().lower().encode()).hexdigest()


def exhausted(username: str) -> bool:
    """Whether this name has seen too many failures within the hour."""
    try:
        return int(cache.get(_key(username), 0)) >= LIMIT
    except RedisError:
        log.warning("login attempts are not counted: the cache is away")
        return False


def failed(username: str) -> None:
    key = _key(username)
    try:
        cache.add(key, 0, HOUR)
        if cache.incr(key) == LIMIT:
            log.warning("sign-in slowed down after repeated failures", username=username)
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        return
