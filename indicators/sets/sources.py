"""Where the figures of a set come from, and which of those the portal cannot give yet (pure)."""

from collections.abc import Iterator

from indicators.rules.base import NOT_MEASURED, Source
from indicators.sets.edits import Document, rows


def not_measured(document: Document) -> list[str]:
    """A sentence for every criterion and condition that waits for figures which the portal does not keep yet."""
    return [
        f"{where}: hệ thống chưa đếm “{Source(source).label}”; chọn nguồn khác, hoặc để đơn vị nhập số liệu này."
        for where, source in _named(document)
        if source in NOT_MEASURED
    ]


def _named(document: Document) -> Iterator[tuple[str, str]]:
    for row in rows(document):
        for each in row.get("inputs") or []:
            yield f"Tiêu chí {row['code']}, “{each.get('label', '')}”", each.get("source", Source.TYPED.value)
    for gate in document.get("gates") or []:
        yield f"Điều kiện “{gate.get('reason', '')}”", gate.get("of", "")
