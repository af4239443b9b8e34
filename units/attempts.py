"""Guessing passwords needs patience: ten failures for one name from one address, then a quarter of an hour's pause.

Counted in the cache by name *and* address: a whole building behind one address must not lock itself out, and a stranger
elsewhere must not lock out an official. Without the cache nobody is counted and everybody may sign in.
"""

import hashlib

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

LIMIT = 10
PAUSE_SECONDS = 15 * 60

log = structlog.get_logger(__name__)


def _key(username: str, address: str) -> str:
    return "login:" + hashlib.sha256(f"{username.lower()}|{address}".encode()).hexdigest()


def exhausted(username: str, address: str) -> bool:
    """Whether this name from this address has to wait."""
    try:
        return int(cache.get(_key(username, address), 0)) >= LIMIT
    except RedisError:
        log.warning("login attempts are not counted: the cache is away")
        return False


def failed(username: str, address: str) -> None:
    key = _key(username, address)
    try:
        cache.add(key, 0, PAUSE_SECONDS)
        if cache.incr(key) == LIMIT:
            log.warning("sign-in paused after repeated failures", username=username, ip=address)
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        return


def succeeded(username: str, address: str) -> None:
    try:
        cache.delete(_key(username, address))
    except RedisError:
        return
