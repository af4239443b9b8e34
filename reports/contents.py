"""The document of a publication: everything the result rests on, by value, to be written as one canonical text.

Decimals are strings ("12.50"), times are UTC with Z, keys are sorted: anyone with a JSON library and SHA-256 can
check the digest years later.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cchc_portal.audit.canonical import canonical
from indicators.models import (
    Assessment,
    CriteriaSet,
    Criterion,
    Measurement,
    Period,
    PublishedIndex,
    Score,
    SurveyResult,
)
from reports import queries
from reports.figures import Row, frozen_area, frozen_dossiers, frozen_leaf
from reports.models import Standing

FORMAT = "cchc-publication/1"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _without_floats(value: Any) -> Any:
    """Rules and answers are kept as JSON; should one hold 0.8 as a number, it is sealed as the text "0.8"."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: _without_floats(each) for key, each in value.items()}
    return [_without_floats(each) for each in value] if isinstance(value, list) else value


# --- gathering ------------------------------------------------------------------------------------------------------


def gathered(period: Period, rows: Mapping[str, Collection[Row]], heading: Mapping[str, Any]) -> dict[str, Any]:
    """The document's content: heading of the publication, period, criteria sets with their source, units by code.

    `rows` are the league rows per block code, as the pages show them. The number of queries does not depend on
    the number of units.
    """
    sheets = period.assessments.taking_part().select_related("criteria_set__block", "unit")
    assessments = list(sheets.order_by("unit__code"))
    found = {row.unit_id: row for block in rows.values() for row in block}
    parts = _Parts(period, assessments)
    return {
        "format": FORMAT,
        "publication": dict(heading),
        "period": _period(period),
        "sets": _sets({each.criteria_set_id for each in assessments}),
        "units": [_unit(each, found[each.unit_id], parts) for each in assessments],
    }


class _Parts:
    """What hangs on the assessments, fetched once for all of them."""

    def __init__(self, period: Period, assessments: Collection[Assessment]) -> None:
        self.leaves = queries.live_leaves(assessments)
        self.answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
        scores = Score.objects.filter(assessment__period=period).select_related("criterion")
        for score in scores.order_by("assessment_id", "criterion__position"):
            self.answers[score.assessment_id].append(_answer(score))
        self.measured: dict[int, dict[str, Decimal]] = defaultdict(dict)
        for measurement in Measurement.objects.filter(period=period).order_by("unit_id", "name"):
            self.measured[measurement.unit_id][measurement.name] = measurement.value
        self.surveyed: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for result in SurveyResult.objects.filter(period=period).order_by("unit_id", "criterion_code"):
            self.surveyed[result.unit_id].append(_survey(result))
        self.indexes: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for index in PublishedIndex.objects.scoped(Q(period=period)).order_by("unit_id", "code"):
            self.indexes[index.unit_id].append(_index(index))


def _answer(score: Score) -> dict[str, Any]:
    return {
        "code": score.criterion.code,
        "answer": _without_floats(score.answer),
        "no_occurrence": score.no_occurrence,
        "exemption": score.exemption,
        "citation": score.citation,
    }


def _survey(result: SurveyResult) -> dict[str, Any]:
    return {
        "code": result.criterion_code,
        "counts": result.counts,
        "index": result.index,
        "respondents": result.respondents,
    }


def _index(index: PublishedIndex) -> dict[str, Any]:
    return {"code": index.code, "name": index.name, "value": index.value, "document": index.document}


def _period(period: Period) -> dict[str, Any]:
    names = ("code", "name", "year", "kind", "data_from", "data_to", "opens_at", "self_due_at", "scored_at")
    return {name: getattr(period, name) for name in names}


def _sets(set_ids: Collection[int]) -> list[dict[str, Any]]:
    nodes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    codes: dict[int, str] = {}
    for node in Criterion.objects.filter(criteria_set_id__in=set_ids).order_by("criteria_set_id", "position"):
        codes[node.pk] = node.code
        nodes[node.criteria_set_id].append(_node(node, codes))
    return [
        {
            **{name: getattr(each, name) for name in ("code", "name", "decision_number", "decided_on", "max_points")},
            **{name: getattr(each, name) for name in ("source", "digest")},
            "scoring": _without_floats(each.scoring),
            "block": each.block.code,
            "criteria": nodes[each.pk],
        }
        for each in CriteriaSet.objects.filter(pk__in=set_ids).select_related("block").order_by("code")
    ]


def _node(node: Criterion, codes: Mapping[int, str]) -> dict[str, Any]:
    names = ("code", "name", "short_name", "max_points", "is_leaf", "rule", "inputs", "scored_by", "clause")
    return {**{name: _without_floats(getattr(node, name)) for name in names}, "parent": codes.get(node.parent_id)}


def _unit(assessment: Assessment, row: Row, parts: _Parts) -> dict[str, Any]:
    block = assessment.criteria_set.block
    return {
        "code": row.unit_code,
        "name": row.unit_name,
        "block": {"code": block.code, "name": block.name},
        "set": assessment.criteria_set.code,
        "ranked": assessment.unit.ranked,
        "submitted_at": assessment.submitted_at,
        "appraised_at": assessment.appraised_at,
        "self_points": assessment.self_points,
        "computed_points": assessment.computed_points,
        **standing_figures(row),
        "areas": [frozen_area(area) for area in row.areas],
        "dossiers": frozen_dossiers(row.dossiers),
        "leaves": [frozen_leaf(leaf) for leaf in parts.leaves[assessment.pk]],
        "answers": parts.answers[assessment.pk],
        "measured": parts.measured[assessment.unit_id],
        "surveyed": parts.surveyed[assessment.unit_id],
        "indexes": parts.indexes[assessment.unit_id],
    }


def standing_figures(row: Row) -> dict[str, Any]:
    """The figures of a row under the names of the Standing fields."""
    return {
        "rank": row.rank,
        "ranked_of": row.of,
        "appraised_points": row.appraised or Decimal(0),
        "survey_points": row.survey or Decimal(0),
        "total_points": row.total,
        "max_points": row.max,
        "percent": row.percent,
        "grade": row.grade,
        "grade_reason": row.grade_reason,
    }


_FIGURES = (
    *("rank", "ranked_of", "appraised_points", "survey_points", "total_points", "max_points", "percent"),
    *("grade", "grade_reason", "submitted_at", "areas", "dossiers", "leaves"),
)


def entry_of(standing: Standing) -> dict[str, Any]:
    """A frozen row under the names and in the notation the document uses, to be compared with it."""
    entry = {
        "code": standing.unit_code,
        "name": standing.unit_name,
        "block": {"code": standing.block_code, "name": standing.block_name},
        **{name: getattr(standing, name) for name in _FIGURES},
    }
    return json.loads(canonical(entry))
