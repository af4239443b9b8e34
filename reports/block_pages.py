"""What the pages about a whole block show, each figure with the address of what is behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.numbers import show_change, show_number, show_percent
from indicators.rules import leaves
from indicators.sets.trees import tree_of
from reports import queries
from reports.block_points import block_points
from reports.board_figures import Subject
from reports.charts import meter
from reports.comparison import Compared, compared
from reports.figures import Row
from reports.lost import Distribution, Lost, Point, by_points, distribution
from reports.rows import Links


def filtered(name: str, subject: Subject, *args: str, **more: str | int) -> str:
    """The address of a page about the same block in the same period."""
    query = urlencode({"period": subject.period.code, "block": subject.block_code, **more})
    return f"{reverse(f'reports:{name}', args=args)}?{query}"


# --- where points are lost ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LostLine:
    lost: Lost
    url: str
    worst_url: str

    @property
    def bar(self) -> SafeString:
        share = self.lost.percent or Decimal(0)
        return SafeString(meter(share, f"Đạt {show_percent(share)} điểm tối đa"))


def lost_lines(found: Sequence[Lost], subject: Subject) -> list[LostLine]:
    links = Links(subject.period.code)
    return [
        LostLine(each, filtered("criterion_units", subject, each.code), links.area(each.worst_id, each.area_code))
        for each in found
    ]


# --- one criterion ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitLine:
    point: Point
    url: str

    @property
    def lost(self) -> Decimal | None:
        return self.point.max - (self.point.points or Decimal(0)) if self.point.counted else None

    @property
    def bar(self) -> SafeString:
        share = self.point.percent
        return SafeString("" if share is None else meter(share, f"Đạt {show_percent(share)}"))


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """`below`: the criteria of an area, (code, name, address); nothing below a criterion that is scored."""

    code: str
    name: str
    area_code: str
    area_name: str
    area_url: str
    spread: Distribution | None
    lines: tuple[UnitLine, ...]
    below: tuple[tuple[str, str, str], ...]

    @property
    def is_area(self) -> bool:
        return self.code == self.area_code


def criterion_page(subject: Subject, rows: Sequence[Row], code: str) -> CriterionPage | None:
    """None where the set that scored the block has no such area or leaf."""
    chosen = queries.set_of(subject.period, subject.block_code)
    roots = tree_of(chosen).roots if chosen else ()
    area = next((area for area in roots if code == area.code or code in {leaf.code for leaf in leaves((area,))}), None)
    if area is None:
        return None
    is_area = area.code == code
    points = _area_points(rows, code) if is_area else _leaf_points(subject, rows, code)
    below = ((leaf.code, leaf.name, filtered("criterion_units", subject, leaf.code)) for leaf in leaves((area,)))
    return CriterionPage(
        code=code,
        name=next(area.name if is_area else leaf.name for leaf in leaves((area,)) if is_area or leaf.code == code),
        area_code=area.code,
        area_name=area.short_name or area.name,
        area_url=filtered("criterion_units", subject, area.code),
        spread=distribution(points),
        lines=tuple(UnitLine(each, _behind(subject, each)) for each in by_points(points)),
        below=tuple(below) if is_area else (),
    )


def _area_points(rows: Sequence[Row], code: str) -> list[Point]:
    return [
        Point(row.unit_id, row.unit_name, row.rank, code, area.name, code, area.max, area.points, not area.max)
        for row in rows
        for area in row.areas
        if area.code == code
    ]


def _leaf_points(subject: Subject, rows: Sequence[Row], code: str) -> list[Point]:
    points = block_points(subject.period, subject.block_code, subject.publication_id, rows)
    return [point for point in points if point.code == code]


def _behind(subject: Subject, point: Point) -> str:
    """Whoever reads every sheet goes on to the figures behind the points, everybody else to the published card."""
    place = [subject.period.code, point.unit_id]
    if subject.early:
        return reverse("reports:score_explained", args=[*place, point.code])
    return reverse("reports:area_detail", args=[*place, point.area_code])


# --- two units ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One figure as it is printed; `urls`: what is behind that of the first, the second, the best."""

    name: str
    one: str
    other: str
    apart: str
    median: str
    best: str
    best_name: str
    one_url: str
    other_url: str
    best_url: str


def pair(rows: Sequence[Row], asked: Mapping[str, str], mine: Collection[int]) -> tuple[Row, Row] | None:
    """The units the address names; else one's own and the one above it; else the first two. None: fewer than two."""
    if len(rows) < 2:
        return None
    by_id = {str(row.unit_id): row for row in rows}
    own = next((row for row in rows if row.unit_id in mine), rows[0])
    one = by_id.get(asked.get("mot", ""), own)
    place = rows.index(one)
    other = by_id.get(asked.get("hai", ""), rows[place - 1 if place else 1])
    return one, other


def compared_lines(rows: Sequence[Row], pair: tuple[Row, Row] | None, links: Links) -> list[ComparedLine]:
    return [] if pair is None else [_compared_line(each, *pair, links) for each in compared(rows, *pair)]


def _compared_line(line: Compared, one: Row, other: Row, links: Links) -> ComparedLine:
    def shown(value: Decimal | None) -> str:
        return show_percent(value) if line.percent else show_number(value, 2)

    def behind(unit_id: int | None) -> str:
        if unit_id is None:
            return ""
        return links.area(unit_id, line.area) if line.area else links.unit(unit_id)

    return ComparedLine(
        name=line.name,
        one=shown(line.one),
        other=shown(line.other),
        apart="—" if line.apart is None else show_change(line.apart),
        median=shown(line.median),
        best=shown(line.best),
        best_name=line.best_name,
        one_url=behind(one.unit_id),
        other_url=behind(other.unit_id),
        best_url=behind(line.best_id),
    )
