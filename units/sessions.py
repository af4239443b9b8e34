"""The session engine: Django's cached and stored sessions, each row with its person so that it can be ended.

SESSION_ENGINE names this module. Ending a person's sessions is deleting their rows (units.actions.sessions).
"""

import datetime as dt
from typing import Any

import structlog
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import cached_db
from django.core.cache import BaseCache
from django.utils import timezone
from redis.exceptions import RedisError

from units.models import Session

CACHE_PREFIX = "units.sessions"


log = structlog.get_logger(__name__)


class ForgivingCache:
    """The cache as far as sessions use it: where it is away it has and keeps nothing, and the table is the truth."""

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache

    def _ask(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self._cache, verb)(*args, **kwargs)
        except (RedisError, OSError):
            log.warning("session_cache_away", verb=verb)
            return None

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> None:
        self._ask("delete", *args, **kwargs)

    def __contains__(self, key: str) -> bool:
        return bool(self._ask("has_key", key))


class SessionStore(cached_db.SessionStore):
    cache_key_prefix = CACHE_PREFIX

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = ForgivingCache(self._cache)

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to be saved; the clock of the session starts when it is first saved with a person in it."""
        if SESSION_KEY in data and "started_at" not in data:
            data["started_at"] = data["seen_at"] = int(timezone.now().timestamp())
        session: Session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        session.address = data.get("address", "")
        if SESSION_KEY in data:
            session.started_at = dt.datetime.fromtimestamp(data["started_at"], dt.UTC)
        return session
