"""How many things wait for a person, as the menu says it on every page: counted seldom, so that pages stay quick.

What the person does makes it be counted anew at once (forget); what others do shows within KEPT. While the cache is
away there is no number: a page is worth more than its badge.
"""

from collections.abc import Callable
from contextlib import suppress

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

KEPT = 120  # seconds
AWAY = (RedisError, OSError)

log = structlog.get_logger(__name__)


def number_for(user_id: int, count: Callable[[], int]) -> int:
    """The number that stands; counted where none does."""
    try:
        found = cache.get(_key(user_id))
    except AWAY:
        log.warning("badge_cache_away")
        return 0
    return int(found) if found is not None else remember(user_id, count())


def remember(user_id: int, number: int) -> int:
    with suppress(*AWAY):
        cache.set(_key(user_id), number, KEPT)
    return number


def forget(user_id: int) -> None:
    with suppress(*AWAY):
        cache.delete(_key(user_id))


def _key(user_id: int) -> str:
    return f"badge-{user_id}"
