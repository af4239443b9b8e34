"""What a head should look at before approving: rows by risk, each with its grounds in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.sheets.overviews import Standing
from indicators.sheets.rows import Row

SHOWN = 12  # rows; a longer list is not read


@dataclass(frozen=True, slots=True)
class Risk:
    """One row and why it is here."""

    row: Row
    grounds: tuple[str, ...]
    weight: tuple[int, Decimal]


def risks(rows: Iterable[Row]) -> list[Risk]:
    """Rows worth a look, riskiest first: errors, warnings, gaps to the computed points, evidence that is missing."""
    found = [risk for risk in map(_risk, rows) if risk.grounds]
    return sorted(found, key=lambda risk: risk.weight, reverse=True)


def _risk(row: Row) -> Risk:
    if row.standing in (Standing.LOCKED, Standing.EMPTY):
        return Risk(row, (), (0, Decimal(0)))
    gap = row.gap or Decimal(0)
    grounds = [message.text for message in row.messages]
    if gap:
        grounds.append(f"Tự chấm {row.own}, hệ thống tính {row.computed}")
    bare = not row.documents and not row.citation and not row.no_occurrence
    if row.wants_evidence and bare and row.standing is not Standing.WRONG:
        grounds.append("Chưa ghi minh chứng")
    if row.no_occurrence:
        grounds.append("Khai không phát sinh")
    severity = {Standing.WRONG: 3, Standing.ODD: 2}.get(row.standing, 1 if gap else 0)
    return Risk(row, tuple(grounds), (severity, gap))
