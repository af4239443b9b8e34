"""A block over its published years, and from which year on the figures are not simply comparable."""

from functools import lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Count, Max, Min

from cchc_portal.kit.numbers import rounded
from indicators.enums import PeriodKind
from indicators.models import CriteriaSet, PeriodSet
from indicators.sets.diff import same_scoring
from indicators.sets.edits import parsed
from reports import queries
from reports.figures import YearFigure
from units.facts import lineage
from units.succession import renamed

YEARS_SHOWN = 6
_YEAR, _PERIOD = "publication__period__year", "publication__period__code"


def trend(block_code: str, until: int, *, early: bool = False) -> tuple[YearFigure, ...]:
    """Mean, best and worst index (percent) of the ranked units in the published years up to `until`.

    Three queries, and one for each pair of sets that was never compared before.
    """
    rows = (
        queries.standings()
        .in_force(early=early)
        .filter(publication__period__kind=PeriodKind.YEAR, block_code=block_code, rank__isnull=False)
        .filter(publication__period__year__lte=until, publication__period__year__gt=until - YEARS_SHOWN)
        .values(_YEAR, _PERIOD)
        .annotate(mean=Avg("percent"), best=Max("percent"), worst=Min("percent"), units=Count("pk"))
        .annotate(unit_ids=ArrayAgg("unit_id"))
        .order_by(_YEAR)
    )
    found = list(rows)
    known, sets = renamed(lineage()), _sets(block_code, [row[_PERIOD] for row in found])
    return tuple(
        YearFigure(
            year=row[_YEAR],
            mean=rounded(row["mean"]),
            best=row["best"],
            worst=row["worst"],
            units=row["units"],
            period=row[_PERIOD],
            unit_ids=frozenset(known.get(unit_id, unit_id) for unit_id in row["unit_ids"]),
            same_set=_alike(sets.get(before[_PERIOD]), sets.get(row[_PERIOD])),
        )
        for before, row in zip([*found[:1], *found], found, strict=False)
    )


def _sets(block_code: str, periods: list[str]) -> dict[str, tuple[int, str]]:
    """Period code → the set that scored the block, as (id, digest); one query."""
    chosen = PeriodSet.objects.filter(period__code__in=periods, block__code=block_code).order_by("pk")
    rows = chosen.values_list("period__code", "criteria_set_id", "criteria_set__digest")
    return {period: (pk, digest) for period, pk, digest in rows}


def _alike(older: tuple[int, str] | None, newer: tuple[int, str] | None) -> bool:
    return older is None or newer is None or older == newer or _score_alike(older, newer)


@lru_cache(maxsize=64)
def _score_alike(older: tuple[int, str], newer: tuple[int, str]) -> bool:
    """Whether two sets give the same points for the same work; a set of one digest never changes."""
    rows = CriteriaSet.objects.filter(pk__in=[older[0], newer[0]]).order_by("pk")
    sources = {pk: parsed(source) for pk, source in rows.values_list("pk", "source")}
    return same_scoring(sources[older[0]], sources[newer[0]])
