"""Every report's figures: one function per figure, a constant number of queries, frozen rows out.

A published period is read from its frozen standings, an unpublished one from the live assessments; both come
out as the same rows (figures.Row), so whatever shows them cannot tell two different stories.
"""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)

from cchc_portal.kit.numbers import rounded
from dossiers import facts
from indicators.enums import PeriodKind, State
from indicators.models import Assessment, Criterion, Period, Score
from reports.figures import (
    Area,
    Dossiers,
    Leaf,
    Previous,
    Row,
    YearFigure,
    ordered,
    thawed_area,
    with_movement,
)
from reports.models import Publication, Standing
from reports.rankings import ranked

_YEARS_SHOWN = 6


def periods() -> QuerySet[Period]:
    """Periods that have points, newest first, with the publication in force (its pk, or None) as `publication_id`."""
    newest = Publication.objects.filter(period=OuterRef("pk")).order_by("-version").values("pk")[:1]
    scored = Assessment.objects.filter(period=OuterRef("pk"), total_points__isnull=False)
    return Period.objects.annotate(publication_id=Subquery(newest)).filter(
        Exists(scored) | Q(publication_id__isnull=False)
    )


def blocks(period: Period, publication_id: int | None) -> list[tuple[str, str, int]]:
    """(code, name, units) of the blocks compared in the period; by their names of that day where published."""
    if publication_id:
        rows = Standing.objects.filter(publication_id=publication_id)
        rows = rows.values_list("block_code", "block_name").annotate(units=Count("pk"), first=Min("pk"))
        return [(code, name, units) for code, name, units, _ in rows.order_by("first")]
    rows = Assessment.objects.filter(period=period).values_list(
        "criteria_set__block__code", "criteria_set__block__name"
    )
    return list(rows.annotate(units=Count("pk")).order_by("criteria_set__block__position", "criteria_set__block__code"))


def league(
    period: Period, block_code: str, publication_id: int | None, before: Previous | None = None
) -> tuple[Row, ...]:
    """The league table of a block, best first, with the movement against the year before where that is given."""
    rows = standing_rows(publication_id, block_code) if publication_id else live_rows(period, block_code)
    return with_movement(ordered(rows), before)


def handed_in(period: Period) -> tuple[int, dt.datetime | None]:
    """How many units handed in, and when the last did: moves before any points do; one query."""
    found = Assessment.objects.filter(period=period).aggregate(units=Count("submitted_at"), last=Max("submitted_at"))
    return found["units"], found["last"]


def standing_rows(publication_id: int, block_code: str) -> list[Row]:
    """As published; one query."""
    standings = Standing.objects.filter(publication_id=publication_id, block_code=block_code).without_leaves()
    return [row_of(standing) for standing in standings]


def row_of(standing: Standing) -> Row:
    return Row(
        unit_id=standing.unit_id,
        unit_code=standing.unit_code,
        unit_name=standing.unit_name,
        rank=standing.rank,
        of=standing.ranked_of,
        appraised=standing.appraised_points,
        survey=standing.survey_points,
        total=standing.total_points,
        max=standing.max_points,
        percent=standing.percent,
        grade=standing.grade,
        grade_reason=standing.grade_reason,
        submitted_at=standing.submitted_at,
        areas=tuple(thawed_area(entry) for entry in standing.areas),
        dossiers=Dossiers(**standing.dossiers),
    )


def live_rows(period: Period, block_code: str) -> list[Row]:
    """From the assessments as recalculated last; five queries whatever the number of units and dossiers."""
    assessments = list(
        Assessment.objects.filter(period=period, criteria_set__block__code=block_code)
        .select_related("unit", "criteria_set")
        .order_by("unit__sort_name", "unit_id")
    )
    areas = _live_areas(assessments)
    counted = dossiers(period, [each.unit_id for each in assessments])
    places = {place.key: place for place in _places(assessments)}
    return [_live_row(each, places.get(each.pk), areas[each.pk], counted[each.unit_id]) for each in assessments]


def _places(assessments: Collection[Assessment]):
    scored = [each for each in assessments if each.percent is not None]
    precision = next((each.criteria_set.scoring.get("ranking_precision", 2) for each in scored), 2)
    return ranked([(each.pk, each.percent, each.unit.ranked) for each in scored], precision)


def _live_row(each: Assessment, place, areas: tuple[Area, ...], counted: Dossiers) -> Row:
    return Row(
        unit_id=each.unit_id,
        unit_code=each.unit.code,
        unit_name=each.unit.name,
        rank=place.rank if place else None,
        of=place.of if place else 0,
        appraised=each.appraised_points,
        survey=each.survey_points,
        total=each.total_points,
        max=each.max_points,
        percent=each.percent,
        grade=each.grade,
        grade_reason=each.grade_reason,
        submitted_at=each.submitted_at,
        areas=areas,
        dossiers=counted,
    )


def dossiers(period: Period, unit_ids: Collection[int]) -> dict[int, Dossiers]:
    """Early, on time, late of each unit in the period's window, from the roll-up; one query."""
    counted = facts.counts(unit_ids, period.data_from, period.data_to)
    return {
        unit_id: Dossiers(found.received, found.early, found.on_time, found.late) if found else Dossiers()
        for unit_id, found in ((unit_id, counted.get(unit_id)) for unit_id in unit_ids)
    }


def still_open(period: Period) -> list[str]:
    """What stands in the way of publishing, one sentence part per unit; empty: everything is appraised and totalled."""
    rows = period.assessments.select_related("unit").order_by("unit__sort_name", "unit_id")
    closed = (State.APPRAISED, State.PUBLISHED)
    waiting = [
        f"{each.unit.name} chưa thẩm định xong (phiếu {_state(each)})" for each in rows if each.state not in closed
    ]
    lacking = [
        f"{each.unit.name} chưa đủ điểm để cộng tổng" for each in rows if each.state in closed and _lacks_total(each)
    ]
    return waiting + lacking


def _state(assessment: Assessment) -> str:
    return State(assessment.state).label.lower()


def _lacks_total(assessment: Assessment) -> bool:
    return None in (assessment.total_points, assessment.max_points, assessment.percent)


# --- areas and leaves -----------------------------------------------------------------------------------------------


def trees(set_ids: Collection[int]) -> dict[int, dict[int, tuple[Criterion, Criterion]]]:
    """Of each criteria set: leaf id → (leaf, its area), in the order of the tree; one query."""
    found: dict[int, dict[int, tuple[Criterion, Criterion]]] = {set_id: {} for set_id in set_ids}
    area: Criterion | None = None
    for node in Criterion.objects.filter(criteria_set_id__in=set_ids).order_by("criteria_set_id", "position"):
        area = node if node.parent_id is None else area
        if node.is_leaf:
            found[node.criteria_set_id][node.pk] = (node, area)
    return found


def _live_areas(assessments: Collection[Assessment]) -> dict[int, tuple[Area, ...]]:
    """Points and maximum per area of each assessment; the maximum leaves out what does not apply to the unit."""
    leaves_of = trees({each.criteria_set_id for each in assessments})
    by_area: dict[int, list[int]] = {}
    for leaves in leaves_of.values():
        for leaf, area in leaves.values():
            by_area.setdefault(area.pk, []).append(leaf.pk)
    sums = {
        (row["assessment_id"], row["area"]): row
        for row in Score.objects.filter(assessment__in=[each.pk for each in assessments])
        .annotate(
            area=Case(
                *(When(criterion__in=ids, then=area) for area, ids in by_area.items()), output_field=IntegerField()
            )
        )
        .values("assessment_id", "area")
        .annotate(
            got=Sum("points", filter=Q(not_applicable=False)),
            left_out=Sum("criterion__max_points", filter=Q(not_applicable=True)),
        )
        .order_by("assessment_id", "area")
    }
    return {each.pk: _areas_of(leaves_of[each.criteria_set_id], each.pk, sums) for each in assessments}


def _areas_of(leaves: dict[int, tuple[Criterion, Criterion]], assessment_id: int, sums: dict) -> tuple[Area, ...]:
    full: dict[Criterion, Decimal] = {}
    for leaf, area in leaves.values():
        full[area] = full.get(area, Decimal(0)) + leaf.max_points
    found = []
    for area, max_points in full.items():
        row = sums.get((assessment_id, area.pk), {"got": None, "left_out": None})
        found.append(Area(area.code, area.short_name or area.name, row["got"], max_points - (row["left_out"] or 0)))
    return tuple(found)


def live_leaves(assessments: Collection[Assessment]) -> dict[int, tuple[Leaf, ...]]:
    """Assessment id → its leaves; two queries whatever the number of assessments."""
    leaves_of = trees({each.criteria_set_id for each in assessments})
    scores = Score.objects.filter(assessment__in=[each.pk for each in assessments]).order_by("assessment_id", "pk")
    found = {(score.assessment_id, score.criterion_id): score for score in scores}
    return {
        each.pk: tuple(
            _leaf(leaf, area, found.get((each.pk, leaf.pk))) for leaf, area in leaves_of[each.criteria_set_id].values()
        )
        for each in assessments
    }


def _leaf(criterion: Criterion, area: Criterion, score: Score | None) -> Leaf:
    return Leaf(
        code=criterion.code,
        name=criterion.name,
        area_code=area.code,
        area_name=area.name,
        max=criterion.max_points,
        self_points=score.self_points if score else None,
        computed_points=score.computed_points if score else None,
        appraised_points=score.appraised_points if score else None,
        points=score.points if score else None,
        not_applicable=score.not_applicable if score else False,
        reason=score.appraisal_reason if score else "",
        explanation=score.explanation if score else "",
    )


# --- other years ----------------------------------------------------------------------------------------------------


def previous(period: Period, block_code: str) -> Previous | None:
    """The publication in force of the same kind of period one year earlier; one query."""
    rows = list(
        Standing.objects.in_force()
        .filter(publication__period__year=period.year - 1, publication__period__kind=period.kind, block_code=block_code)
        .order_by("unit_id")
        .values_list("unit_id", "rank", "total_points")
    )
    if not rows:
        return None
    ranks = {unit_id: rank for unit_id, rank, _ in rows if rank}
    return Previous(period.year - 1, ranks, tuple(total for _, rank, total in rows if rank))


def trend(block_code: str, until: int) -> tuple[YearFigure, ...]:
    """Mean, best and worst index (percent) of the ranked units in the published years up to `until`; one query."""
    rows = (
        Standing.objects.in_force()
        .filter(publication__period__kind=PeriodKind.YEAR, block_code=block_code, rank__isnull=False)
        .filter(publication__period__year__lte=until, publication__period__year__gt=until - _YEARS_SHOWN)
        .values("publication__period__year")
        .annotate(mean=Avg("percent"), best=Max("percent"), worst=Min("percent"), units=Count("pk"))
        .order_by("publication__period__year")
    )
    return tuple(
        YearFigure(row["publication__period__year"], rounded(row["mean"]), row["best"], row["worst"], row["units"])
        for row in rows
    )
