"""Every report's figures: one function per figure, a constant number of queries, frozen rows out.

A published period is read from its frozen standings, an unpublished one from the live assessments; both come
out as the same rows (figures.Row), so whatever shows them cannot tell two different stories.

A table of a block is shown whole or not at all. Who may see it is asked at the doors (selection, views, tasks: see
policy.may_see_table), so the rows below are read without a scope of their own.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from dossiers import facts
from indicators.calculation import result_of
from indicators.enums import FINAL, UNSENT, PeriodKind, Reporting, State
from indicators.models import Assessment, CriteriaSet, Criterion, Period, PeriodSet, Score
from indicators.models.assessments import AssessmentQuerySet
from indicators.rules import Node
from indicators.scoring import NodeTotal, Options, Totals, total
from indicators.sets.trees import tree_of
from reports.criteria_years import CriteriaYear, Rules
from reports.figures import (
    Area,
    Dossiers,
    Leaf,
    Named,
    Previous,
    Row,
    ordered,
    thawed_area,
    thawed_leaf,
    with_movement,
)
from reports.models import Publication, Standing, StandingQuerySet
from reports.policy import sees_early
from reports.rankings import Place, ranked
from reports.restated import Published
from units.facts import lineage
from units.policy import Person
from units.succession import under_every_name


def _every_sheet(period: Period) -> AssessmentQuerySet:
    return Assessment.objects.unscoped(reason="a whole table, see above").filter(period=period)


def _sheets(period: Period) -> AssessmentQuerySet:
    return _every_sheet(period).taking_part()


def standings() -> StandingQuerySet:
    return Standing.objects.unscoped(reason="a whole table, see above")


def periods(person: Person) -> QuerySet[Period]:
    """Periods that have points, newest first, as far as this person may know of them.

    With the publication in force for the person (its pk, or None) as `publication_id`, and `handed_in`: some unit has
    submitted.
    """
    released = Publication.objects.of_person(person).filter(period=OuterRef("pk"))
    newest = released.order_by("-version").values("pk")[:1]
    scored = Assessment.objects.filter(period=OuterRef("pk"), total_points__isnull=False)
    submitted = Assessment.objects.taking_part().filter(period=OuterRef("pk")).exclude(state__in=UNSENT)
    found = Period.objects.of_person(person).annotate(publication_id=Subquery(newest), handed_in=Exists(submitted))
    return found.filter(Exists(scored) | Q(publication_id__isnull=False))


def blocks(period: Period, publication_id: int | None) -> list[tuple[str, str, int]]:
    """(code, name, units) of the blocks compared in the period; by their names of that day where published."""
    if publication_id:
        rows = standings().filter(publication_id=publication_id)
        rows = rows.values_list("block_code", "block_name").annotate(units=Count("pk"), first=Min("pk"))
        return [(code, name, units) for code, name, units, _ in rows.order_by("first")]
    rows = _sheets(period).values_list("criteria_set__block__code", "criteria_set__block__name")
    return list(rows.annotate(units=Count("pk")).order_by("criteria_set__block__position", "criteria_set__block__code"))


def league(
    period: Period, block_code: str, publication_id: int | None, before: Previous | None = None
) -> tuple[Row, ...]:
    """The league table of a block, best first, with the movement against the year before where that is given."""
    rows = standing_rows(publication_id, block_code) if publication_id else live_rows(period, block_code)
    return with_movement(ordered(rows), before)


def taking_part(period: Period) -> int:
    """How many units are in the tables of the period: moves where one is exempt, before any points do; one query."""
    return _sheets(period).count()


def handed_in(period: Period, now: dt.datetime) -> tuple[int, int, dt.datetime | None, int]:
    """How many units take part, how many handed in, when the last did, how many are past a deadline of their own: moves
    before any points do; one query."""
    past = Q(extended_to__lt=now)
    found = _sheets(period).aggregate(
        all=Count("pk"), units=Count("submitted_at"), last=Max("submitted_at"), past=Count("pk", filter=past)
    )
    return found["all"], found["units"], found["last"], found["past"]


def reporting(period: Period, block_code: str, now: dt.datetime) -> list[tuple[Named, Reporting]]:
    """Where every unit of the block stands with its duty to report, by name; one query."""
    sheets = _every_sheet(period).filter(criteria_set__block__code=block_code)
    told = ("period_id", "unit_id", "state", "extended_to", "timely_until", "handed_in_at")
    found = []
    for each in sheets.annotate(unit_name=F("unit__name")).only(*told).order_by("unit__sort_name"):
        each.period = period
        found.append((Named(each.unit_id, each.unit_name), each.reporting(now)))
    return found


def standing_rows(publication_id: int, block_code: str) -> list[Row]:
    """As published; one query."""
    found = standings().filter(publication_id=publication_id, block_code=block_code).without_leaves()
    return [row_of(standing) for standing in found]


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
    """From the assessments as recalculated last; the same few queries whatever the number of units and dossiers."""
    assessments = sheets_of_block(period, block_code)
    added = added_up(assessments)
    counted = dossiers(period, [each.unit_id for each in assessments])
    options = tree_of(assessments[0].criteria_set).options if assessments else Options()
    placed = places(assessments, added, options)
    return [_live_row(each, placed[each.pk], added[each.pk], counted[each.unit_id]) for each in assessments]


def sheets_of_block(period: Period, block_code: str) -> list[Assessment]:
    """The sheets of a block by the names of their units; one query."""
    found = _sheets(period).filter(criteria_set__block__code=block_code)
    return list(found.select_related("unit", "criteria_set").order_by("unit__sort_name", "unit_id"))


def set_of(period: Period, block_code: str) -> CriteriaSet | None:
    """The set that scores a block in a period; one query."""
    return CriteriaSet.objects.filter(period_sets__period=period, block__code=block_code).order_by("pk").first()


def sheet_of(period: Period, unit_id: int) -> Assessment | None:
    """The sheet of one unit with its unit and block; one query."""
    return _sheets(period).filter(unit=unit_id).select_related("unit", "criteria_set__block").first()


def places(assessments: Sequence[Assessment], added: Mapping[int, Totals], options: Options) -> dict[int, Place[int]]:
    """Ranked by the figure the criteria set names as its result, to as many decimals and by the ties it says."""
    rows = [(each.pk, result_of(each, options), each.unit.ranked) for each in assessments]
    ties = {pk: [totals.by_node[code].points for code in options.ties] for pk, totals in added.items()}
    return {place.key: place for place in ranked(rows, options.ranking_precision, ties)}


def live_places(period: Period, block_code: str) -> dict[int, Place[int]]:
    """The place of every unit of the block by unit id, from the totals as they are stored.

    One query; one more, for the scores, only where the set breaks ties by criteria.
    """
    assessments = sheets_of_block(period, block_code)
    options = tree_of(assessments[0].criteria_set).options if assessments else Options()
    placed = places(assessments, added_up(assessments) if options.ties else {}, options)
    return {each.unit_id: placed[each.pk] for each in assessments}


def _live_row(each: Assessment, place: Place[int], added: Totals, counted: Dossiers) -> Row:
    return Row(
        unit_id=each.unit_id,
        unit_code=each.unit.code,
        unit_name=each.unit.name,
        rank=place.rank,
        of=place.of,
        appraised=each.appraised_points,
        survey=each.survey_points,
        total=each.total_points,
        max=each.max_points,
        percent=each.percent,
        grade=each.grade,
        grade_reason=each.grade_reason,
        submitted_at=each.submitted_at,
        areas=_areas(each, added),
        dossiers=counted,
        missing=len(added.missing),
    )


def _areas(assessment: Assessment, added: Totals) -> tuple[Area, ...]:
    return tuple(_area(node, added.by_node[node.code]) for node in tree_of(assessment.criteria_set).roots)


def _area(node: Node, added: NodeTotal) -> Area:
    return Area(node.code, node.short_name or node.name, added.points, added.max_points)


def live_areas(assessment: Assessment) -> tuple[Area, ...]:
    """The areas of one unit as they stand; one query."""
    return _areas(assessment, added_up([assessment])[assessment.pk])


def dossiers(period: Period, unit_ids: Collection[int]) -> dict[int, Dossiers]:
    """Early, on time, late of each unit in the period's window, from the roll-up; one query."""
    counted = facts.counts(unit_ids, period.data_from, period.data_to)
    return {
        unit_id: Dossiers(found.received, found.early, found.on_time, found.late) if found else Dossiers()
        for unit_id, found in ((unit_id, counted.get(unit_id)) for unit_id in unit_ids)
    }


def still_open(period: Period) -> list[str]:
    """What stands in the way of publishing, one sentence per unit; empty: all is appraised, nothing is missing."""
    missing: dict[int, list[str]] = {}
    sheets = _sheets(period)
    lacking = Score.objects.scoped(Q(assessment__in=sheets)).filter(points=None, not_applicable=False)
    for pk, code in lacking.order_by("criterion__position").values_list("assessment_id", "criterion__code"):
        missing.setdefault(pk, []).append(code)
    said = []
    for each in sheets.select_related("unit").order_by("unit__sort_name", "unit_id"):
        if each.state not in FINAL:
            said.append(f"{each.unit.name} chưa thẩm định xong (phiếu {_state(each)})")
        elif each.pk in missing:
            said.append(f"{each.unit.name} còn thiếu điểm tiêu chí {_some(missing[each.pk])}")
        elif None in (each.total_points, each.max_points, each.percent):
            said.append(f"{each.unit.name} chưa có tổng điểm")
    return said


def _some(codes: Sequence[str]) -> str:
    """At most eight codes; the rest is counted."""
    more = f" và {len(codes) - 8} tiêu chí khác" if len(codes) > 8 else ""
    return ", ".join(codes[:8]) + more


def _state(assessment: Assessment) -> str:
    return State(assessment.state).label.lower()


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


def added_up(assessments: Collection[Assessment]) -> dict[int, Totals]:
    """The engine's totals of each assessment, so that areas know its knock-outs, limits and penalties; one query."""
    points: dict[int, dict[str, Decimal | None]] = {each.pk: {} for each in assessments}
    removed: dict[int, set[str]] = {each.pk: set() for each in assessments}
    scores = Score.objects.scoped(Q(assessment__in=points)).order_by("assessment_id", "pk")
    for pk, code, got, left_out in scores.values_list("assessment_id", "criterion__code", "points", "not_applicable"):
        points[pk][code] = got
        if left_out:
            removed[pk].add(code)
    trees_of = {each.pk: tree_of(each.criteria_set) for each in assessments}
    return {pk: total(tree.roots, points[pk], removed[pk], tree.options) for pk, tree in trees_of.items()}


def live_leaves(assessments: Collection[Assessment]) -> dict[int, tuple[Leaf, ...]]:
    """Assessment id → its leaves; two queries whatever the number of assessments."""
    leaves_of = trees({each.criteria_set_id for each in assessments})
    of_these = Q(assessment__in=[each.pk for each in assessments])
    scores = Score.objects.scoped(of_these).order_by("assessment_id", "pk")
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


def previous(period: Period, block_code: str, *, early: bool = False) -> Previous | None:
    """The publication in force of the same months one year earlier, renamed units under all their names; two queries.

    `early`: for those who see a publication before the units do.
    """
    rows = list(
        standings()
        .in_force(early=early)
        .a_year_before(period)
        .filter(block_code=block_code)
        .order_by("unit_id")
        .values_list("unit_id", "rank", "total_points")
    )
    if not rows:
        return None
    ranks = under_every_name({unit_id: rank for unit_id, rank, _ in rows if rank}, lineage())
    return Previous(period.year - 1, ranks, tuple(total for _, rank, total in rows if rank))


def published_years(person: Person, unit_ids: Collection[int]) -> list[Published]:
    """The yearly results in force of these units, oldest first, under their names of that day; one query."""
    rows = Standing.objects.of_person(person).in_force(early=sees_early(person))
    rows = rows.filter(unit__in=unit_ids, publication__period__kind=PeriodKind.YEAR)
    rows = rows.without_leaves().select_related("publication__period")
    return [
        Published(
            unit_id=each.unit_id,
            unit_name=each.unit_name,
            period=each.publication.period.code,
            year=each.publication.period.year,
            data_to=each.publication.period.data_to,
            percent=each.percent,
            rank=each.rank,
            of=each.ranked_of,
            grade=each.grade,
            dossiers=Dossiers(**each.dossiers),
        )
        for each in rows.order_by("publication__period__data_to", "unit_name", "unit_id")
    ]


def criteria_years(person: Person, unit_id: int) -> list[CriteriaYear]:
    """The criteria of every yearly result in force of a unit, oldest first; two queries."""
    found = Standing.objects.of_person(person).in_force(early=sees_early(person)).filter(unit=unit_id)
    found = found.filter(publication__period__kind=PeriodKind.YEAR).select_related("publication__period")
    standings = list(found.order_by("publication__period__data_to"))
    periods = {each.publication.period_id for each in standings}
    chosen = PeriodSet.objects.filter(period__in=periods).values_list("period_id", "block__code", "criteria_set_id")
    set_of = {(period, block): pk for period, block, pk in chosen}
    return [
        CriteriaYear(
            each.publication.period.year,
            set_of[each.publication.period_id, each.block_code],
            {leaf.code: leaf for leaf in map(thawed_leaf, each.leaves)},
        )
        for each in standings
        if (each.publication.period_id, each.block_code) in set_of
    ]


def rules_of(used: Collection[int]) -> dict[int, Rules]:
    """These sets and all others of their blocks, through which old codes are followed; one query."""
    sets = CriteriaSet.objects.filter(block__criteria_sets__in=used).distinct()
    return {each.pk: Rules(each.source, each.follows_id) for each in sets}
