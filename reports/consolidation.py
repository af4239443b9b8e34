"""Tổng hợp: how far a period is from being published, and what it would look like beside the year before."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from cchc_portal.kit.numbers import show_change
from indicators.enums import FINAL, PeriodKind, PeriodState, State
from indicators.models import Assessment, Period, Score
from indicators.sets.trees import tree_of
from reports import queries
from reports.enums import Outcome
from reports.figures import Row
from reports.models import Minutes, Proposal, Publication, Standing
from reports.rankings import movement
from units.facts import lineage
from units.policy import Person
from units.succession import Link, under_every_name


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A unit that stands in the way: how far its sheet is, which criteria have no points yet."""

    unit_id: int
    name: str
    state: str
    appraised: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """A criterion without points in some units: where one lacks them in all, a survey or an owner is late."""

    code: str
    name: str
    scored_by: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What the unit had in the same kind of period one year earlier, as published."""

    rank: int | None
    total: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One line of the table to be published; `before` None: the unit was not in last year's."""

    row: Row
    before: Before | None

    @property
    def moved(self) -> int | None:
        return movement(self.row.rank, self.before.rank if self.before else None)

    @property
    def moved_down(self) -> int:
        return -(self.moved or 0)

    @property
    def change(self) -> str:
        """ "+1,25", "−0,40"; "" where there is nothing to compare."""
        if self.before is None or self.row.total is None:
            return ""
        return show_change(self.row.total - self.before.total)


@dataclass(frozen=True, slots=True)
class BlockPreview:
    code: str
    name: str
    lines: tuple[Preview, ...]
    grades: tuple[tuple[str, int, int], ...]  # label, units now, units a year before; best first

    @property
    def compared(self) -> bool:
        """Whether any unit of the block has a year before to stand beside."""
        return any(line.before for line in self.lines)

    @property
    def notes(self) -> tuple[Row, ...]:
        """Rows whose grade is lower than the points alone would give."""
        return tuple(line.row for line in self.lines if line.row.grade_reason)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Everything the page of a period says."""

    units: int
    appraised: int
    open_units: tuple[OpenUnit, ...]
    open_criteria: tuple[OpenCriterion, ...]
    blocks: tuple[BlockPreview, ...]
    minutes: tuple[Minutes, ...]
    proposals: tuple[Proposal, ...]
    versions: tuple[Publication, ...]
    published: bool  # and not opened again for a correction
    needs_minutes: bool

    @property
    def step(self) -> int:
        """1 appraise, 2 minutes, 3 propose, 4 approve, 5 published."""
        if self.published or self.waiting:
            return 5 if self.published else 4
        if not self.ready:
            return 1
        return 2 if self.needs_minutes and not self.minutes else 3

    @property
    def ready(self) -> bool:
        return bool(self.units) and not self.open_units

    @property
    def waiting(self) -> Proposal | None:
        return next((each for each in self.proposals if each.outcome == Outcome.OPEN), None)


def consolidation(person: Person, period: Period) -> Consolidation:
    """The same number of queries whatever the number of units."""
    found = Assessment.objects.of_person(person).taking_part().filter(period=period)
    sheets = list(found.select_related("unit", "criteria_set").order_by("unit__sort_name", "unit_id"))
    missing = _missing(sheets)
    open_units = [_open_unit(each, missing.get(each.pk, ())) for each in sheets]
    versions = Publication.objects.of_person(person).filter(period=period).without_bundle()
    proposals = Proposal.objects.of_person(person).filter(period=period).select_related("proposed_by", "closed_by")
    return Consolidation(
        units=len(sheets),
        appraised=sum(each.state in FINAL for each in sheets),
        open_units=tuple(each for each in open_units if not each.appraised or each.missing),
        open_criteria=_by_criterion(sheets, missing),
        blocks=_blocks(person, period),
        minutes=tuple(Minutes.objects.of_person(person).filter(period=period).select_related("recorded_by")),
        proposals=tuple(proposals),
        versions=tuple(versions.select_related("release", "published_by").order_by("-version")),
        published=period.state == PeriodState.PUBLISHED,
        needs_minutes=period.kind == PeriodKind.YEAR,
    )


def _missing(sheets: Sequence[Assessment]) -> dict[int, tuple[str, ...]]:
    """Assessment id → codes of the leaves that apply and have no points; one query."""
    of_these = Q(assessment__in=[each.pk for each in sheets], points=None, not_applicable=False)
    found: dict[int, tuple[str, ...]] = {}
    rows = Score.objects.scoped(of_these).order_by("criterion__position", "pk")
    for pk, code in rows.values_list("assessment_id", "criterion__code"):
        found[pk] = (*found.get(pk, ()), code)
    return found


def _open_unit(sheet: Assessment, missing: tuple[str, ...]) -> OpenUnit:
    state = State(sheet.state)
    return OpenUnit(sheet.unit_id, sheet.unit.name, str(state.label), state in FINAL, missing)


def _by_criterion(sheets: Sequence[Assessment], missing: dict[int, tuple[str, ...]]) -> tuple[OpenCriterion, ...]:
    """Only of sheets that are appraised: before that every criterion lacks points, which says nothing."""
    found: dict[tuple[int, str], list[str]] = {}
    leaves = {each.criteria_set_id: tree_of(each.criteria_set).leaf_by_id.values() for each in sheets}
    for sheet in sheets:
        for code in missing.get(sheet.pk, ()) if sheet.state in FINAL else ():
            found.setdefault((sheet.criteria_set_id, code), []).append(sheet.unit.name)
    named = {(set_id, leaf.code): leaf for set_id, rules in leaves.items() for leaf in rules}
    return tuple(
        OpenCriterion(key[1], named[key].name, str(named[key].scored_by.label), tuple(units))
        for key, units in found.items()
    )


def _blocks(person: Person, period: Period) -> tuple[BlockPreview, ...]:
    before, links = _year_before(person, period), lineage()
    return tuple(
        _block(code, name, queries.league(period, code, None), before.get(code, {}), links)
        for code, name, _ in queries.blocks(period, None)
    )


def _block(
    code: str, name: str, rows: Sequence[Row], before: Mapping[int, Before], links: Collection[Link]
) -> BlockPreview:
    now, then = Counter(row.grade for row in rows), Counter(each.grade for each in before.values())
    of_unit = under_every_name(before, links)
    labels = list(dict.fromkeys([*(row.grade for row in rows), *then]))
    return BlockPreview(
        code,
        name,
        tuple(Preview(row, of_unit.get(row.unit_id)) for row in rows),
        tuple((label, now[label], then[label]) for label in labels if label),
    )


def _year_before(person: Person, period: Period) -> dict[str, dict[int, Before]]:
    """By block and unit, under the name of that time; one query."""
    rows = Standing.objects.of_person(person).in_force(early=True).without_leaves()
    found: dict[str, dict[int, Before]] = {}
    for each in rows.a_year_before(period).order_by("-percent", "pk"):
        found.setdefault(each.block_code, {})[each.unit_id] = Before(each.rank, each.total_points, each.grade)
    return found
