"""What is dear to make is kept in the cache; made anew where there is no cache, so that a page never waits for it."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

Made = TypeVar("Made")
HOUR = 60 * 60  # seconds
DAY = 24 * HOUR

_log = structlog.get_logger(__name__)


def kept(key: str, make: Callable[[], Made], seconds: int = HOUR) -> Made:
    """What stands under the key, or what `make` gives, which then stands there. `make` never gives None."""
    try:
        found: Made | None = cache.get(key)
        if found is not None:
            return found
        made = make()
        cache.set(key, made, seconds)
    except RedisError as error:
        _log.warning("cache_unreachable", key=key.partition(":")[0], error=str(error))
        return make()
    return made
