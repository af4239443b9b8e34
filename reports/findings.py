""" "Điều cần chú ý": what a leader should see first, drawn from the figures alone (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import show_number, show_percent
from reports.figures import Named, Row, Submissions, area_names, sum_of

LATE_LIMIT = Decimal(1)  # percent of finished dossiers; above it a unit is named
_NAMED = 3  # units named in one sentence; the rest is counted


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads to a unit's scorecard, or to one of its areas."""

    text: str
    unit_id: int
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence in pieces; the tone is err, warn or ok."""

    tone: str
    parts: tuple[str | Link, ...]

    def __str__(self) -> str:
        return "".join(part.text if isinstance(part, Link) else part for part in self.parts)


def findings(rows: Sequence[Row], handed_in: Submissions) -> tuple[Finding, ...]:
    """At most five sentences, the most pressing first."""
    return (*missing(handed_in), *of_figures(rows))


def of_figures(rows: Sequence[Row]) -> tuple[Finding, ...]:
    """What the table alone says; at most four sentences."""
    return tuple(finding for finding in (_late(rows), _divided(rows), _capped(rows), _climber(rows)) if finding)


def missing(handed_in: Submissions) -> tuple[Finding, ...]:
    """Who has not handed in; at most one sentence, which comes first."""
    found = _missing(handed_in)
    return (found,) if found else ()


def _missing(handed_in: Submissions) -> Finding | None:
    if overdue := handed_in.overdue:
        return Finding("err", (f"{len(overdue)} đơn vị chưa nộp phiếu dù đã quá hạn: ", *_named(overdue), "."))
    if waiting := handed_in.waiting:
        return Finding("warn", (f"{len(waiting)} đơn vị chưa nộp phiếu: ", *_named(waiting), "."))
    return None


def _late(rows: Sequence[Row]) -> Finding | None:
    whole = sum_of(row.dossiers for row in rows)
    if not whole.finished:
        return None
    above = [row for row in rows if row.dossiers.late_share is not None and row.dossiers.late_share > LATE_LIMIT]
    if not above:
        return Finding("ok", ("Không đơn vị nào có trên 1% hồ sơ trễ hạn.",))
    above.sort(key=lambda row: -row.dossiers.late_share)
    late = sum(row.dossiers.late for row in above)
    share = show_number(Decimal(late) * 100 / whole.late, 0)
    return Finding("err", (*_named(above), f" có trên 1% hồ sơ trễ hạn, chiếm {share}% số hồ sơ trễ hạn của cả khối."))


def _divided(rows: Sequence[Row]) -> Finding | None:
    """The area in which best and worst of the ranked units stand furthest apart."""
    widest: tuple[Decimal, str, Decimal, Row, Decimal] | None = None
    for code in area_names(rows):
        shares = [(area.percent, row) for row in rows if row.rank for area in row.areas if area.code == code]
        shares = [(share, row) for share, row in shares if share is not None]
        if len(shares) < 2:
            continue
        low, lowest_row = min(shares, key=lambda pair: pair[0])
        high = max(share for share, _ in shares)
        if high > low and (widest is None or high - low > widest[0]):
            widest = (high - low, code, low, lowest_row, high)
    if widest is None:
        return None
    _, code, low, row, high = widest
    return Finding(
        "warn",
        (
            Link(area_names(rows)[code], row.unit_id, code),
            f" là lĩnh vực phân hóa nhất: từ {show_percent(low, 1)} (",
            Link(row.unit_name, row.unit_id),
            f") đến {show_percent(high, 1)}.",
        ),
    )


def _capped(rows: Sequence[Row]) -> Finding | None:
    capped = [row for row in rows if row.grade_reason]
    if not capped:
        return None
    return Finding("warn", (*_named(capped), " bị khống chế mức xếp loại; lý do ghi dưới bảng."))


def _climber(rows: Sequence[Row]) -> Finding | None:
    moved = [row for row in rows if row.movement is not None]
    if not moved:
        return None
    kept = sum(row.movement >= 0 for row in moved)
    best = max(moved, key=lambda row: row.movement)
    said = f"{kept} trong {len(moved)} đơn vị giữ hoặc tăng hạng"
    if best.movement <= 0:
        return Finding("ok", (f"{said}; không đơn vị nào tăng hạng.",))
    return Finding("ok", (f"{said}; ", Link(best.unit_name, best.unit_id), f" tăng nhiều nhất ({best.movement} bậc)."))


def _named(rows: Sequence[Row | Named]) -> tuple[str | Link, ...]:
    """A, B và C — or A, B, C và 4 đơn vị khác."""
    parts: list[str | Link] = []
    shown = rows if len(rows) <= _NAMED + 1 else rows[:_NAMED]
    for place, row in enumerate(shown):
        last = place == len(shown) - 1 and len(shown) == len(rows)
        if place:
            parts.append(" và " if last else ", ")
        parts.append(Link(row.unit_name, row.unit_id))
    if len(shown) < len(rows):
        parts.append(f" và {len(rows) - len(shown)} đơn vị khác")
    return tuple(parts)
