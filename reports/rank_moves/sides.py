"""The two results of a block that are compared when a rank moved: as they were frozen, or as they stand now.

A published side is read from its bundle alone, so that what is told of it does not change with the tables; only the set
itself is looked up, by its digest.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from indicators.answers import answer_of
from indicators.figures import figures_of
from indicators.models import CriteriaSet, Period, Score
from indicators.rules import Leaf, leaves
from indicators.sets.trees import Tree, tree_of
from reports import queries
from reports.criteria_years import codes_before
from reports.models import Publication
from reports.publications.bundle import opened
from reports.rank_moves.parts import Mark, Origins, Sheet, Side
from units.facts import lineage
from units.succession import renamed


@dataclass(frozen=True, slots=True)
class Found:
    """A side with what is printed about it."""

    side: Side
    period: Period
    set_id: int
    set_name: str


def sides(
    now: Period, block_code: str, publication: Publication | None, before: Publication
) -> tuple[Found | None, Found | None]:
    """The older and the newer side, renamed units under the name of today; None where the block is not there."""
    newer = _published(publication, block_code) if publication else _live(now, block_code)
    older = _published(before, block_code)
    if older is not None:
        known = renamed(lineage())
        sheets = {known.get(key, key): sheet for key, sheet in older.side.sheets.items()}
        older = replace(older, side=replace(older.side, sheets=sheets))
    return older, newer


def origins(older: Found, newer: Found) -> Origins:
    """The codes of the newer set as the older one had them; one query where the sets differ."""
    codes = {leaf.code: (leaf.code,) for leaf in leaves(newer.side.roots)}
    if older.set_id == newer.set_id:
        return codes
    return codes_before(codes, newer.set_id, older.set_id, queries.rules_of({newer.set_id, older.set_id}))


# --- as published -------------------------------------------------------------------------------------------------


def _published(publication: Publication, block_code: str) -> Found | None:
    """From the bundle; two queries, two more the first time its set is read."""
    bundle = opened(bytes(publication.bundle))
    units = [unit for unit in bundle.inputs["units"] if unit["block"] == block_code]
    if not units:
        return None
    frozen = next(each for each in bundle.rules["sets"] if each["code"] == units[0]["set"])
    chosen = CriteriaSet.objects.get(code=frozen["code"], digest=frozen["digest"])
    tree, ids = tree_of(chosen), dict(publication.standings.order_by("pk").values_list("unit_code", "unit_id"))
    sheets = {
        ids[unit["code"]]: Sheet(
            unit["name"], unit["ranked"], _frozen_marks(tree, unit, bundle.results[unit["code"]]["leaves"])
        )
        for unit in units
    }
    return Found(Side(tree.roots, tree.options, sheets), publication.period, chosen.pk, chosen.name)


def _frozen_marks(tree: Tree, unit: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Mark]:
    figures = {name: Decimal(value) for name, value in unit["figures"].items()}
    return {
        leaf.code: _frozen_mark(leaf, unit["leaves"][leaf.code], results[leaf.code], figures)
        for leaf in leaves(tree.roots)
    }


def _frozen_mark(
    leaf: Leaf, given: Mapping[str, Any], result: Mapping[str, Any], figures: Mapping[str, Decimal]
) -> Mark:
    said = Score(answer=given["answer"], no_occurrence=given["no_occurrence"], citation=given["citation"])
    return Mark(
        _decimal(result["points"]),
        _decimal(result["computed"]),
        answer_of(said, leaf, figures),
        removed=given["not_applicable"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# --- as it stands -------------------------------------------------------------------------------------------------


def _live(period: Period, block_code: str) -> Found | None:
    """From the sheets as recalculated last; the same few queries whatever the number of units."""
    sheets = queries.sheets_of_block(period, block_code)
    if not sheets:
        return None
    chosen = sheets[0].criteria_set
    tree, figures = tree_of(chosen), figures_of(period, [each.unit_id for each in sheets])
    scores: defaultdict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.scoped(Q(assessment__in=[each.pk for each in sheets])).order_by("pk"):
        scores[score.assessment_id].append(score)
    found = {
        each.unit_id: Sheet(each.unit.name, each.unit.ranked, _live_marks(tree, scores[each.pk], figures[each.unit_id]))
        for each in sheets
    }
    return Found(Side(tree.roots, tree.options, found), period, chosen.pk, chosen.name)


def _live_marks(tree: Tree, scores: list[Score], figures: Mapping[str, Decimal]) -> dict[str, Mark]:
    pairs = ((score, tree.leaf_by_id[score.criterion_id]) for score in scores)
    return {
        leaf.code: Mark(
            score.points, score.computed_points, answer_of(score, leaf, figures), removed=score.not_applicable
        )
        for score, leaf in pairs
    }
