"""The trail as a workbook."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from cchc_portal.audit.entries import Entry, entries
from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.excel import Column, write_table

COLUMNS = (
    Column("seq", ("Số",), width=10),
    Column("at", ("Lúc",), width=20),
    Column("who", ("Người thực hiện",), width=28),
    Column("deed", ("Việc",), width=34),
    Column("about", ("Đối tượng",), width=40),
    Column("unit", ("Đơn vị",), width=34),
    Column("period", ("Kỳ đánh giá",), width=22),
    Column("text", ("Từ → đến",), width=60),
    Column("reason", ("Lý do",), width=40),
)
CHUNK = 500
MOST_LINES = 100


def write_events(path: Path, events: QuerySet[AuditEvent]) -> None:
    """One row per record, newest first; memory does not grow with their number."""
    write_table(path, "Nhật ký", COLUMNS, (_row(entry) for entry in _in_chunks(events)))


def _in_chunks(events: QuerySet[AuditEvent]) -> Iterator[Entry]:
    rows = events.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from entries(chunk, most_lines=MOST_LINES)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        **{name: getattr(entry, name) for name in ("seq", "who", "deed", "about", "unit", "period", "text", "reason")},
        "at": f"{localtime(entry.at):%d/%m/%Y %H:%M:%S}",
    }
