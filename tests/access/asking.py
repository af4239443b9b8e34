"""One request to the portal, after which nothing has happened."""

import io
import re
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from tests.access.world import World
from tests.guards import written_by

NO_WRITE = {"units_session", "django_session"}
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
ALIASES = {
    ("ke-hoach", "pk"): "task_id",
    ("cong-bo", "pk"): "publication_id",
    ("cong-bo", "paper"): "drawn",
    ("cong-bo/de-nghi", "pk"): "proposal_id",
    ("ket-qua", "version"): "publication_version",
    ("don-vi", "pk"): "reorganisation_id",
    ("bo-tieu-chi", "set_id"): "draft_set_id",
}
JOB_PAGE = re.compile(r"/tien-trinh/([0-9a-f-]{36})/")


Form = tuple[tuple[str, str], ...]
Request = tuple[str, str, Form]
"""Method, address, and the form that is sent along."""


def fingerprint(tables: Iterable[str] | None = None) -> dict[str, str]:
    """A hash of each of these tables; of every table but the sessions, unless told which."""
    parts = [
        f"select '{name}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \"{name}\" t"
        for name in (_all_tables() if tables is None else tables)
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return dict(cursor.fetchall())


def _all_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public' order by 1")
        return [name for (name,) in cursor.fetchall() if "session" not in name]


@dataclass(frozen=True)
class Answer:
    status: int
    changed: bool
    text: str


@dataclass
class Asker:
    """Asks as one person; every request is undone, and the same request is asked only once."""

    client: Client
    world: World
    before: dict[str, str] = field(default_factory=fingerprint)
    known: dict[Request, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.copy()

    def ask(self, request: Request) -> Answer:
        if request not in self.known:
            self.known[request] = self._ask(*request)
        return self.known[request]

    def _ask(self, method: str, address: str, body: Form) -> Answer:
        self.client.cookies = self.cookies.copy()
        written: list[str] = []

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            written.extend(written_by(str(sql)) - NO_WRITE)
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = getattr(self.client, method)(address, dict(body))
                text = readable(response)
            now = fingerprint({*written} & self.before.keys())
            changed = any(self.before[table] != content for table, content in now.items())
            transaction.set_rollback(True)
        return Answer(response.status_code, changed, text)

    def export(self, address: str, body: dict[str, Any]) -> str:
        """Everything that comes of ordering a file: the answer, the job's page, the file itself, unzipped."""
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            response = self.client.post(address, body)
            said = [readable(response)]
            if found := JOB_PAGE.match(response.get("Location", "")):
                run_job(uuid.UUID(found[1]))
                said += [readable(self.client.get(response["Location"]))]
                if Job.objects.get(pk=found[1]).file:
                    said += [readable(self.client.get(f"{response['Location']}tep/"))]
            transaction.set_rollback(True)
        return "\n".join(said)


def readable(response: HttpResponse) -> str:
    """Headers and body as text; a workbook is unzipped."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{dict(response.items())}\n{response.cookies.output()}\n{unzipped(content)}"


def unzipped(content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(f"{name}\n{unzipped(parts.read(name))}" for name in parts.namelist())


def address(route: str, names: dict[str, Any], query: str = "") -> str:
    """The route with its parameters filled in: `pk` and the like are told apart by the path around them."""
    first, second = "/".join(route.split("/")[:1]), "/".join(route.split("/")[:2])

    def filled_in(found: re.Match[str]) -> str:
        return str(names[ALIASES.get((second, found[2])) or ALIASES.get((first, found[2]), found[2])])

    path = PLACE.sub(filled_in, route)
    return f"/{path}" + (f"?{query.format(**names)}" if query else "")


def requested(method: str, address: str, body: dict[str, str] | None = None) -> Request:
    return method, address, tuple((body or {}).items())


def filled(body: dict[str, str], names: dict[str, Any]) -> dict[str, str]:
    """The form with its placeholders filled in, in names and values."""
    return {name.format(**names): value.format(**names) for name, value in body.items()}
