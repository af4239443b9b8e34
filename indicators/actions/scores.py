"""Deeds of the entry grid: one row saved at a time, never over somebody else's saving."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import Unreadable, read_number, rounded, show_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.recalculation import SCORED, Figures, figures_of_unit, rescore, retotal
from indicators.answers import answer_of, is_measured, is_typed
from indicators.enums import PeriodState, ScoredBy, State
from indicators.models import Assessment, Score
from indicators.rules import Leaf, checks
from indicators.trees import Tree, tree_of
from indicators.workflow import ENTERED_BY
from units.access import person_of
from units.models import User

MISSING_EVIDENCE = "Thiếu minh chứng: ghi số/ký hiệu, ngày văn bản và trang"


class Closed(Refused):
    """The sheet takes no more typing: handed in, past its deadline, or published."""


class UnreadableRow(Exception):
    """Some typed values cannot be read; `errors` has one Vietnamese sentence per input name. Nothing was stored."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as the clerk left it: texts by input name, the self score, and what stands beside them."""

    values: Mapping[str, str]
    self_points: str = ""
    no_occurrence: bool = False
    citation: str = ""


@transaction.atomic
def save_row(*, score_id: int, version: int, typed: Typed, by: User, now: dt.datetime) -> Score:
    """Store one row of the grid and total the sheet again.

    Readable but wrong values are stored with error flags, which block only handing in.
    Raises Closed or Refused with a sentence, UnreadableRow, or Stale when someone saved this row meanwhile.
    """
    score = Score.objects.select_related("criterion").get(pk=score_id)
    assessment = _open_for_entry(score.assessment_id, by, now)
    score.refresh_from_db(fields=["version", "answer", "self_points", "computed_points", "citation", "no_occurrence"])
    tree = tree_of(assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    if leaf.scored_by != ScoredBy.UNIT or (is_measured(leaf) and typed.values):
        raise Refused("Tiêu chí này do hệ thống hoặc Sở Nội vụ ghi, đơn vị không nhập.")

    before = _seen(score)
    answer, own_points = _read(leaf, typed)
    if version != score.version:
        raise Stale
    figures = figures_of_unit(assessment)
    _fill(score, tree, figures, answer=answer, own_points=own_points, typed=typed)
    if _seen(score) != before:
        score.version += 1
        score.updated_by, score.updated_at = by, now
        score.save()
        retotal(assessment, figures)
        _record("score.save", score, assessment, by=by, before=before, after=_seen(score))
    return score


@transaction.atomic
def load_answers(*, assessment_id: int, rows: Mapping[str, Typed], by: User, now: dt.datetime) -> int:
    """Store many rows of one sheet at once: {criterion code: Typed}; totals once; returns rows that changed.

    Raises Closed, Refused or UnreadableRow; then nothing is written.
    """
    assessment = _open_for_entry(assessment_id, by, now)
    tree = tree_of(assessment.criteria_set)
    figures = figures_of_unit(assessment)
    changed = []
    scores = assessment.scores.select_related("criterion").filter(criterion__code__in=rows)
    for score in scores.order_by("criterion__position"):
        typed, before = rows[score.criterion.code], _seen(score)
        answer, own_points = _read(tree.leaf_by_id[score.criterion_id], typed)
        _fill(score, tree, figures, answer=answer, own_points=own_points, typed=typed)
        if _seen(score) != before:
            score.version += 1
            score.updated_by, score.updated_at = by, now
            changed.append(score)
    Score.objects.bulk_update(changed, FILLED)
    retotal(assessment, figures)
    after = {score.criterion.code: _seen(score) for score in changed}
    _record("assessment.load_answers", assessment, assessment, by=by, before=None, after=after)
    return len(changed)


FILLED = [
    "answer",
    "no_occurrence",
    "citation",
    "self_points",
    "flags",
    "version",
    "updated_by",
    "updated_at",
    *SCORED,
]


def _fill(
    score: Score, tree: Tree, figures: Figures, *, answer: dict[str, str], own_points: Decimal | None, typed: Typed
) -> None:
    """Put the row into the score; a self score nobody typed by hand follows the computed one."""
    followed, stored = score.self_points == score.computed_points, score.self_points
    score.answer, score.no_occurrence, score.citation = answer, typed.no_occurrence, typed.citation.strip()
    rescore(score, tree, figures)
    follows = own_points is None or (followed and own_points == stored)
    score.self_points = score.computed_points if follows else own_points
    score.flags = flags_of(score, tree.leaf_by_id[score.criterion_id], figures)
    rescore(score, tree, figures)  # the points that count may be the self score just set


def _open_for_entry(assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("period", "unit", "criteria_set")
        .get(pk=assessment_id)
    )
    roles = person_of(by, now.date()).roles_in(assessment.unit_id)
    if not roles & ENTERED_BY:
        raise Refused("Chỉ cán bộ đầu mối hoặc lãnh đạo của đơn vị được nhập phiếu này.")
    if refusal := why_closed(assessment, now):
        raise Closed(refusal)
    return assessment


def why_closed(assessment: Assessment, now: dt.datetime) -> str | None:
    """The sentence that says why nothing more can be typed; None while entry is open."""
    period = assessment.period
    if assessment.state != State.DRAFT:
        return f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không sửa được nữa."
    if period.state != PeriodState.OPEN or now < period.opens_at:
        return f"Kỳ “{period.name}” chưa mở nhập hoặc đã đóng."
    if now > period.self_due_at:
        return "Đã hết hạn tự chấm. Hãy liên hệ Điều phối CCHC để xin mở lại."
    return None


def _read(leaf: Leaf, typed: Typed) -> tuple[dict[str, str], Decimal | None]:
    errors, answer = {}, {}
    for item in leaf.inputs:
        text = typed.values.get(item.name, "").strip()
        if not is_typed(leaf, item) or not text:
            continue
        try:
            answer[item.name] = format(read_number(text), "f")
        except Unreadable as error:
            errors[item.name] = str(error)
    own_points = None
    if typed.self_points.strip():
        try:
            own_points = rounded(read_number(typed.self_points))
        except Unreadable as error:
            errors["self"] = str(error)
        if own_points is not None and own_points < 0:
            errors["self"] = "Điểm không thể âm."
    if errors:
        raise UnreadableRow(errors)
    return answer, own_points


def _record(action: str, obj: Score | Assessment, assessment: Assessment, **what: Any) -> None:
    trail.record(action, obj, unit_id=assessment.unit_id, period_id=assessment.period_id, **what)


def flags_of(score: Score, leaf: Leaf, figures: Figures) -> list[dict[str, str]]:
    """What the grid says about the row: errors block handing in, warnings ask for a second look."""
    flags = [
        {"severity": flag.severity, "message": flag.message, "input": flag.input}
        for flag in checks(leaf, answer_of(score, leaf, figures))
    ]
    if score.self_points is not None and score.self_points > leaf.max_points:
        message = f"Điểm tự chấm phải từ 0 đến {show_number(leaf.max_points, 2)}"
        flags.append({"severity": "error", "message": message, "input": "self"})
    if leaf.evidence_required and score.self_points and not score.citation and not score.no_occurrence:
        flags.append({"severity": "error", "message": MISSING_EVIDENCE, "input": "citation"})
    return flags


def _seen(score: Score) -> dict[str, Any]:
    """The row as people see it, for the trail."""
    return {
        "answer": score.answer,
        "no_occurrence": score.no_occurrence,
        "citation": score.citation,
        "self_points": score.self_points,
    }
