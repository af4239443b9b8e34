"""The session engine: Django's cached and stored sessions, each row with its person so that it can be ended.

SESSION_ENGINE names this module. Ending a person's sessions is deleting their rows (units.actions.sessions).
"""

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import cached_db
from django.utils import timezone

from units.models import Session

CACHE_PREFIX = "units.sessions"


class SessionStore(cached_db.SessionStore):
    cache_key_prefix = CACHE_PREFIX

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
