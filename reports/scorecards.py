"""What the pages of one unit show: areas and criteria with the points each lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.utils.safestring import SafeString

from cchc_portal.kit.numbers import show_percent
from indicators.models import Assessment, Period
from reports import queries
from reports.charts import meter
from reports.figures import Area, Leaf, thawed_area, thawed_leaf
from reports.models import Standing
from units.policy import Person


@dataclass(frozen=True, slots=True)
class AreaCard:
    """An area of one unit with its criteria; `lost` is what the area lacks to the maximum that applies to the unit."""

    area: Area
    leaves: tuple[Leaf, ...]

    @property
    def self_points(self) -> Decimal | None:
        return _sum(leaf.self_points for leaf in self.leaves if not leaf.not_applicable)

    @property
    def lost(self) -> Decimal | None:
        return None if self.area.points is None else self.area.max - self.area.points

    @property
    def bar(self) -> SafeString:
        share = self.area.percent
        return SafeString("" if share is None else meter(share, f"Đạt {show_percent(share)} điểm tối đa"))

    @property
    def by_loss(self) -> list[Leaf]:
        """The criteria that lost most first; those without points yet, or not applicable, at the end."""
        return sorted(self.leaves, key=lambda leaf: (leaf.lost is None, -(leaf.lost or 0)))


@dataclass(frozen=True, slots=True)
class UnitCard:
    """The scorecard of a unit in a period; rank None: not ranked, or not published yet."""

    unit_id: int
    unit_name: str
    block_code: str
    block_name: str
    rank: int | None
    of: int
    total: Decimal | None
    max: Decimal | None
    percent: Decimal | None
    appraised: Decimal | None
    survey: Decimal | None
    grade: str
    grade_reason: str
    areas: tuple[AreaCard, ...]
    explains: bool = True  # the person reads the sheet, so every point leads to its explanation

    @property
    def losses(self) -> list[Leaf]:
        """The five criteria that lost most."""
        leaves = [leaf for card in self.areas for leaf in card.leaves if leaf.lost]
        return sorted(leaves, key=lambda leaf: -leaf.lost)[:5]


def unit_card(person: Person, period: Period, unit_id: int, publication_id: int | None) -> UnitCard:
    """Frozen where published, else live. Raises Http404 where the unit takes no part, or not for this person."""
    if publication_id:
        return _published_card(person, period, unit_id, publication_id)
    return _live_card(person, period, unit_id)


def _published_card(person: Person, period: Period, unit_id: int, publication_id: int) -> UnitCard:
    standing = Standing.objects.of_person(person).filter(publication_id=publication_id, unit=unit_id).first()
    if standing is None:
        raise Http404
    return UnitCard(
        explains=Assessment.objects.of_person(person).filter(period=period, unit=unit_id).exists(),
        unit_id=unit_id,
        unit_name=standing.unit_name,
        block_code=standing.block_code,
        block_name=standing.block_name,
        rank=standing.rank,
        of=standing.ranked_of,
        total=standing.total_points,
        max=standing.max_points,
        percent=standing.percent,
        appraised=standing.appraised_points,
        survey=standing.survey_points,
        grade=standing.grade,
        grade_reason=standing.grade_reason,
        areas=cards(
            [thawed_area(entry) for entry in standing.areas], [thawed_leaf(entry) for entry in standing.leaves]
        ),
    )


def _live_card(person: Person, period: Period, unit_id: int) -> UnitCard:
    found = Assessment.objects.of_person(person).filter(period=period, unit=unit_id)
    assessment = found.select_related("unit", "criteria_set__block").first()
    if assessment is None:
        raise Http404
    block = assessment.criteria_set.block
    return UnitCard(
        unit_id=unit_id,
        unit_name=assessment.unit.name,
        block_code=block.code,
        block_name=block.name,
        rank=None,
        of=0,
        total=assessment.total_points,
        max=assessment.max_points,
        percent=assessment.percent,
        appraised=assessment.appraised_points,
        survey=assessment.survey_points,
        grade=assessment.grade,
        grade_reason=assessment.grade_reason,
        areas=cards(queries.live_areas(assessment), queries.live_leaves([assessment])[assessment.pk]),
    )


def cards(areas: Sequence[Area], leaves: Sequence[Leaf]) -> tuple[AreaCard, ...]:
    """Every area with its own criteria."""
    return tuple(AreaCard(area, tuple(leaf for leaf in leaves if leaf.area_code == area.code)) for area in areas)


def _sum(values) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
