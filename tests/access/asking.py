"""One request to the portal, after which nothing has happened."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test import Client

from tests.access.world import World, fingerprint
from tests.guards import LOCK, WRITE

NO_WRITE = {"units_session", "django_session"}


@dataclass(frozen=True)
class Answer:
    status: int
    changed: bool
    text: str = ""


@dataclass
class Asker:
    """Asks as one person; every request is undone, and the same request is asked only once."""

    client: Client
    world: World
    before: dict[str, str] = field(default_factory=fingerprint)
    known: dict[Any, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.copy()

    def ask(self, method: str, address: str, body: dict[str, Any] | None = None) -> Answer:
        key = (method, address, tuple(sorted((body or {}).items())))
        if key not in self.known:
            self.known[key] = self._ask(method, address, body or {})
        return self.known[key]

    def _ask(self, method: str, address: str, body: dict[str, Any]) -> Answer:
        self.client.cookies = self.cookies.copy()
        written: list[str] = []

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            written.extend(set(WRITE.findall(LOCK.sub("", str(sql)))) - NO_WRITE)
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = getattr(self.client, method)(address, body)
            changed = bool(written) and fingerprint() != self.before
            transaction.set_rollback(True)
        return Answer(response.status_code, changed)


PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


def address(route: str, names: dict[str, Any], query: str = "") -> str:
    """The route with its parameters filled in: `pk` and the like are told apart by the path around them."""
    path = PLACE.sub(lambda found: str(names[ALIASES.get((route.split("/")[0], found[2]), found[2])]), route)
    return f"/{path}" + (f"?{query.format(**names)}" if query else "")


def filled(body: dict[str, str], names: dict[str, Any]) -> dict[str, str]:
    """The form with its placeholders filled in, in names and values."""
    return {name.format(**names): value.format(**names) for name, value in body.items()}


ALIASES = {("ke-hoach", "pk"): "task_id", ("cong-bo", "pk"): "publication_id", ("don-vi", "pk"): "reorganisation_id"}
