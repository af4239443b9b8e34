"""The figures of decisions as they are read: of a block's units, and of one unit with its criteria."""

from collections.abc import Iterable

from indicators.models import OfficialFigure, Period
from indicators.rules import Node
from reports import queries
from reports.explained import Why
from reports.official import Beside, Result, beside
from reports.selection import Subject
from units.policy import Person

TOTAL = "Cả đơn vị"


def official_of_block(person: Person, subject: Subject) -> list[tuple[int, Beside]]:
    """Unit id and both sides, best computed first; of units whose sheets this person reads. One query more than the
    table of the block."""
    league = queries.league(subject.period, subject.block_code, subject.publication_id)
    computed = {str(r.unit_id): Result(r.total, r.max, r.percent, r.rank, r.grade) for r in league}
    names = {str(row.unit_id): row.unit_name for row in league}
    found = _figures(person, subject.period).filter(criterion_code="")
    said = [(str(each.unit_id), each.decision, _said(each)) for each in found]
    return [(int(line.code), line) for line in beside(said, names, computed)]


def newest_period(person: Person) -> str:
    """The code of the newest period of which this person reads what a decision says; "" where there is none."""
    found = OfficialFigure.objects.of_person(person).order_by("-period__data_to", "-period", "pk")
    return found.values_list("period__code", flat=True).first() or ""


def official_of(person: Person, why: Why) -> list[Beside]:
    """Both sides of one unit: its total first, then the criteria that a decision names; one query.

    Ranks are compared on the page of the block only: before publication a unit sees none.
    """
    sheet, nodes = why.assessment, why.totals.by_node
    names = {"": TOTAL, **{node.code: node.name for node in _all(why.tree.roots)}}
    computed = {code: Result(node.points, node.max_points, node.percent) for code, node in nodes.items()}
    totals = why.totals
    computed[""] = Result(totals.points, totals.max_points, totals.percent, None, sheet.grade)
    found = _figures(person, sheet.period).filter(unit=sheet.unit_id)
    said = [(each.criterion_code, each.decision, _said(each)) for each in found]
    return beside(said, names, computed)


def _figures(person: Person, period: Period) -> Iterable[OfficialFigure]:
    return OfficialFigure.objects.of_person(person).filter(period=period).newest_first()


def _said(figure: OfficialFigure) -> Result:
    return Result(figure.points, figure.max_points, figure.percent, figure.rank, figure.grade)


def _all(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)
