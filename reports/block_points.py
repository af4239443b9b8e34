"""Every unit of a block on every criterion: frozen where published, else live."""

from collections.abc import Sequence

from django.db.models import Q

from indicators.models import Period, Score
from indicators.rules import leaves
from indicators.scoring import Options
from indicators.sets.trees import tree_of
from reports import queries
from reports.figures import Row, thawed_leaf
from reports.lost import Lost, Point, lost_points


def block_points(period: Period, block_code: str, publication_id: int | None, rows: Sequence[Row]) -> list[Point]:
    """`rows`: the league table, whose ranks these have; three queries at most, whatever the number of units."""
    ranks = {row.unit_id: row.rank for row in rows}
    return _frozen(publication_id, block_code) if publication_id else _live(period, block_code, ranks)


def _frozen(publication_id: int, block_code: str) -> list[Point]:
    found = queries.standings().filter(publication_id=publication_id, block_code=block_code)
    return [
        Point(
            unit_id,
            name,
            rank,
            leaf.code,
            leaf.name,
            leaf.area_code,
            leaf.max,
            leaf.points,
            leaf.not_applicable,
        )
        for unit_id, name, rank, entries in found.values_list("unit_id", "unit_name", "rank", "leaves")
        for leaf in map(thawed_leaf, entries)
    ]


def _live(period: Period, block_code: str, ranks: dict[int, int | None]) -> list[Point]:
    sheets = {each.pk: each for each in queries.sheets_of_block(period, block_code)}
    if not sheets:
        return []
    tree = tree_of(next(iter(sheets.values())).criteria_set)
    area_of = {leaf.code: area.code for area in tree.roots for leaf in leaves((area,))}
    scores = Score.objects.scoped(Q(assessment__in=sheets)).order_by("assessment_id", "criterion__position")
    found = []
    for sheet, criterion, points, removed in scores.values_list(
        "assessment_id", "criterion_id", "points", "not_applicable"
    ):
        unit, leaf = sheets[sheet].unit, tree.leaf_by_id[criterion]
        place = (unit.pk, unit.name, ranks.get(unit.pk))
        found.append(Point(*place, leaf.code, leaf.name, area_of[leaf.code], leaf.max_points, points, removed))
    return found


def lost_of_block(period: Period, block_code: str, publication_id: int | None, rows: Sequence[Row]) -> list[Lost]:
    """Where the block loses points, the most first; one query more than its points."""
    chosen = queries.set_of(period, block_code)
    options = tree_of(chosen).options if chosen else Options()
    points = block_points(period, block_code, publication_id, rows)
    return lost_points(points, options.bonus, options.penalty)
