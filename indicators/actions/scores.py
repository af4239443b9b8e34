"""Deeds of the entry grid: one row saved at a time, never over somebody else's saving."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import Unreadable, read_number, show_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.recalculation import Figures, figures_of, rescore, retotal
from indicators.answers import TYPED, answer_of, is_measured
from indicators.enums import PeriodState, ScoredBy, State
from indicators.models import Assessment, Score
from indicators.rules import checks
from indicators.scoring import Leaf
from indicators.trees import Tree, load_tree
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
    extra: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def save_row(*, score_id: int, version: int, typed: Typed, by: User, now: dt.datetime) -> Score:
    """Store one row of the grid and total the sheet again.

    Readable but wrong values are stored with error flags, which block only handing in.
    Raises Closed or Refused with a sentence, UnreadableRow, or Stale when someone saved this row meanwhile.
    """
    score = Score.objects.select_related("criterion").get(pk=score_id)
    assessment = _open_for_entry(score.assessment_id, by, now)
    score.refresh_from_db(fields=["version", "answer", "self_points", "computed_points", "citation", "no_occurrence"])
    tree = load_tree(assessment.criteria_set_id)
    leaf = tree.leaf_by_id[score.criterion_id]
    if leaf.scored_by != ScoredBy.UNIT or (is_measured(leaf) and typed.values):
        raise Refused("Tiêu chí này do hệ thống hoặc Sở Nội vụ ghi, đơn vị không nhập.")

    before = _seen(score)
    answer, own_points = _read(leaf, typed)
    if version != score.version:
        raise Stale
    score.answer, score.no_occurrence, score.citation = answer, typed.no_occurrence, typed.citation.strip()
    followed = score.self_points == score.computed_points
    stored_points = score.self_points
    figures = figures_of(assessment.period, [assessment.unit_id])[assessment.unit_id]
    rescore(score, tree, figures)
    untouched = own_points is None or (followed and own_points == stored_points)
    score.self_points = score.computed_points if untouched else own_points
    _store(score, assessment, tree, figures, before=before, by=by, now=now)
    return score


def _open_for_entry(assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",)).select_related("period", "unit").get(pk=assessment_id)
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
        if item.source != TYPED or not text:
            continue
        try:
            answer[item.name] = format(read_number(text), "f")
        except Unreadable as error:
            errors[item.name] = str(error)
    own_points = None
    if typed.self_points.strip():
        try:
            own_points = read_number(typed.self_points)
        except Unreadable as error:
            errors["self"] = str(error)
    if errors:
        raise UnreadableRow(errors)
    return answer, own_points


def _store(
    score: Score, assessment: Assessment, tree: Tree, figures: Figures, *, before: dict, by: User, now: dt.datetime
) -> None:
    leaf = tree.leaf_by_id[score.criterion_id]
    score.flags = flags_of(score, leaf, figures)
    rescore(score, tree, figures)
    if _seen(score) == before:
        return  # the same row again: nothing to store, no new version
    score.version += 1
    score.updated_by, score.updated_at = by, now
    score.save()
    retotal(assessment)
    trail.record(
        "score.save",
        score,
        by=by,
        before=before,
        after=_seen(score),
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )


def flags_of(score: Score, leaf: Leaf, figures: Figures) -> list[dict[str, str]]:
    """What the grid says about the row: errors block handing in, warnings ask for a second look."""
    flags = [
        {"severity": flag.severity, "message": flag.message, "input": flag.input}
        for flag in checks(leaf, answer_of(score, leaf, figures))
    ]
    if score.self_points is not None and not 0 <= score.self_points <= leaf.max_points:
        message = f"Điểm tự chấm phải từ 0 đến {show_number(leaf.max_points, 2)}"
        flags.append({"severity": "error", "message": message, "input": "self"})
        score.self_points = max(score.self_points, Decimal(0))
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
