"""What a publication freezes, gathered by value: rules, inputs, results and their words, each to become a file.

Decimals are strings ("12.50"), times are UTC with Z, keys are sorted (audit.canonical): anyone with a JSON library and
SHA-256 can check the bundle years later. The number of queries does not depend on the number of units.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from cchc_portal.audit.canonical import canonical
from indicators.figures import figures_of
from indicators.models import (
    Assessment,
    CriteriaSet,
    EvidenceUse,
    Measurement,
    OfficialFigure,
    Period,
    PublishedIndex,
    Score,
    SurveyResult,
)
from indicators.records import written
from indicators.rules import Leaf, Node, written_rule
from indicators.scoring import Totals
from indicators.sets.trees import Tree, tree_of
from reports import queries
from reports.figures import Row, frozen_area, frozen_dossiers

FIGURES = ("appraisal", "survey", "total", "max", "percent")


@dataclass(frozen=True)  # no slots: it keeps its texts once they are written
class Gathered:
    """Everything of a period as it stands, ready to be written: plain data under the names of the bundle's files."""

    rules: dict[str, Any]
    inputs: dict[str, Any]
    results: dict[str, Any]
    words: dict[str, Any]
    rows: Mapping[str, tuple[Row, ...]]  # the league tables these come from, by block code

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The texts of the bundle's files by their names, written once: they are megabytes."""
        found = {"rules": self.rules, "inputs": self.inputs, "results": self.results, "words": self.words}
        return {name: canonical(part).encode() for name, part in found.items()}


def gathered(period: Period) -> Gathered:
    """The period as its pages show it now."""
    sheets = period.assessments.taking_part().select_related("criteria_set__block", "unit")
    assessments = list(sheets.order_by("unit__code"))
    table = {code: queries.league(period, code, None) for code, _, _ in queries.blocks(period, None)}
    row_of = {row.unit_id: row for rows in table.values() for row in rows}
    added, parts = queries.added_up(assessments), _Parts(period, assessments)
    trees = {each.criteria_set_id: tree_of(each.criteria_set) for each in assessments}
    return Gathered(
        rules={"sets": sets_of(trees)},
        inputs={"period": _period(period), "units": [_unit(each, row_of[each.unit_id], parts) for each in assessments]},
        results={
            each.unit.code: _result(row_of[each.unit_id], added[each.pk], parts.scores[each.pk]) for each in assessments
        },
        words={each.unit.code: _words(row_of[each.unit_id], parts.scores[each.pk]) for each in assessments},
        rows=table,
    )


class _Parts:
    """What hangs on the assessments, fetched once for all of them."""

    def __init__(self, period: Period, assessments: Collection[Assessment]) -> None:
        self.scores: dict[int, list[Score]] = defaultdict(list)
        scores = Score.objects.filter(assessment__in=[each.pk for each in assessments]).select_related("criterion")
        for score in scores.order_by("assessment_id", "criterion__position"):
            self.scores[score.assessment_id].append(score)
        self.papers: dict[int, list[dict[str, str]]] = defaultdict(list)
        uses = EvidenceUse.objects.filter(score__assessment__period=period).select_related("evidence")
        for use in uses.order_by("score_id", "id"):
            self.papers[use.score_id].append(_paper(use))
        self.figures = figures_of(period)
        self.respondents: dict[int, dict[str, int]] = defaultdict(dict)
        for result in SurveyResult.objects.filter(period=period).order_by("unit_id", "criterion_code"):
            self.respondents[result.unit_id][result.criterion_code] = result.respondents
        self.indexes: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for index in PublishedIndex.objects.scoped(Q(period=period)).order_by("unit_id", "code"):
            self.indexes[index.unit_id].append(_index(index))
        self.official: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for figure in OfficialFigure.objects.scoped(Q(period=period)).newest_first():
            self.official[figure.unit_id].append(_official(figure))
        measured = Measurement.objects.filter(period=period).order_by("unit_id", "measured_at")
        self.measured_at = dict(measured.values_list("unit_id", "measured_at"))  # of each unit the last


# --- rules ----------------------------------------------------------------------------------------------------------


def _period(period: Period) -> dict[str, Any]:
    names = ("code", "name", "year", "kind", "data_from", "data_to", "opens_at", "self_due_at", "scored_at")
    return {name: getattr(period, name) for name in names}


def sets_of(trees: Mapping[int, Tree]) -> list[dict[str, Any]]:
    """Every criteria set with its options and rules spelled out, by code; one query."""
    found = CriteriaSet.objects.filter(pk__in=trees).select_related("block").order_by("code")
    named = ("code", "name", "year", "edition", "decision_number", "decided_on", "max_points", "source", "digest")
    return [
        {
            **{name: getattr(each, name) for name in named},
            "block": each.block.code,
            "rounding": "ROUND_HALF_UP",
            "options": written(trees[each.pk].options),
            "criteria": [node_of(node) for node in trees[each.pk].roots],
        }
        for each in found
    ]


def node_of(node: Node) -> dict[str, Any]:
    """A criterion with all below it as plain data, its rule and inputs spelled out."""
    named = {"code": node.code, "name": node.name, "short_name": node.short_name, "max": node.max_points}
    if not isinstance(node, Leaf):
        return {**named, "children": [node_of(child) for child in node.children]}
    inputs = [{**written(each), "source": each.figure, "decimals": each.decimals} for each in node.inputs]
    rule = {"rule": written_rule(node.rule), "inputs": inputs}
    return {**named, **rule, "scored_by": str(node.scored_by), "clause": node.clause, "owner": node.owner}


# --- inputs ---------------------------------------------------------------------------------------------------------


def _unit(assessment: Assessment, row: Row, parts: _Parts) -> dict[str, Any]:
    unit, block = assessment.unit, assessment.criteria_set.block
    return {
        "code": unit.code,
        "name": unit.name,
        "block": block.code,
        "block_name": block.name,
        "set": assessment.criteria_set.code,
        "ranked": unit.ranked,
        "submitted_at": assessment.submitted_at,
        "appraised_at": assessment.appraised_at,
        "measured_at": parts.measured_at.get(unit.pk),
        "figures": parts.figures[unit.pk],
        "respondents": parts.respondents[unit.pk],
        "dossiers": frozen_dossiers(row.dossiers),
        "indexes": parts.indexes[unit.pk],
        "official": parts.official[unit.pk],
        "leaves": {
            score.criterion.code: _given(score, parts.papers[score.pk]) for score in parts.scores[assessment.pk]
        },
    }


def _given(score: Score, papers: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "answer": without_floats(score.answer),
        "no_occurrence": score.no_occurrence,
        "not_applicable": score.not_applicable,
        "exemption": score.exemption,
        "citation": score.citation,
        "evidence": papers,
        "self": score.self_points,
        "appraised": score.appraised_points,
        "reason": score.appraisal_reason,
    }


def _paper(use: EvidenceUse) -> dict[str, str]:
    paper = use.evidence
    where = {"section": use.section, "page": use.page}
    return {"number": paper.number, "summary": paper.summary, "sha256": paper.sha256, **where}


def _index(index: PublishedIndex) -> dict[str, Any]:
    """Where a figure published elsewhere comes from; its value stands among the figures."""
    return {"code": index.code, "name": index.name, "value": index.value, "document": index.document}


def _official(figure: OfficialFigure) -> dict[str, Any]:
    """What a decision says of the unit (criterion "") or of a criterion; nothing is reckoned from it."""
    said = ("points", "max_points", "percent", "rank", "grade", "decision_number", "decided_on")
    return {"criterion": figure.criterion_code, **{name: getattr(figure, name) for name in said}}


def without_floats(value: Any) -> Any:
    """Answers are kept as JSON; should one hold 0.8 as a number, it is sealed as the text "0.8"."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: without_floats(each) for key, each in value.items()}
    return [without_floats(each) for each in value] if isinstance(value, list) else value


# --- results --------------------------------------------------------------------------------------------------------


def _result(row: Row, added: Totals, scores: Collection[Score]) -> dict[str, Any]:
    """As verify.recomputed writes them: points with two decimals, nothing that does not follow from the inputs."""
    points = dict(zip(FIGURES, (row.appraised, row.survey, row.total, row.max, row.percent), strict=True))
    marks = {
        score.criterion.code: {"computed": _cents(score.computed_points), "points": _cents(score.points)}
        for score in scores
    }
    nodes = {
        code: {"points": _cents(node.points), "max": _cents(node.max_points)} for code, node in added.by_node.items()
    }
    place = {"rank": row.rank, "of": row.of, "grade": row.grade}
    return {**{name: _cents(value) for name, value in points.items()}, **place, "leaves": marks, "nodes": nodes}


def _cents(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _words(row: Row, scores: Collection[Score]) -> dict[str, Any]:
    """What is said of the results; nothing is reckoned from it."""
    return {
        "grade_reason": row.grade_reason,
        "areas": [frozen_area(area) for area in row.areas],
        "leaves": {score.criterion.code: score.explanation for score in scores},
    }


# --- the frozen rows ------------------------------------------------------------------------------------------------


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
