"""Deeds of one row in an appraisal: points beside the self score, a reason whenever they differ, never the own unit."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import rounded, show_number
from cchc_portal.kit.refusals import Refused, Stale
from cchc_portal.kit.storing import update_rows
from indicators.actions.locking import locked_sheet
from indicators.actions.recalculation import retotal
from indicators.actions.rounds import close_window
from indicators.actions.scores import Closed
from indicators.answers import agrees, is_appraised
from indicators.appraisal.deductions import expected
from indicators.appraisal.desk import Desk, paths
from indicators.appraisal.desks import desk_of
from indicators.enums import JUDGED, Ruling, Stance, State
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Justification, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from units.access import person_of
from units.models import User

NEEDS_REASON = "Điểm thẩm định khác điểm tự chấm: hãy ghi lý do để đơn vị biết."
NOT_FULL = "Điểm chấm thấp hơn điểm tối đa: hãy ghi lý do để đơn vị biết."
ANSWER_IT = "hãy ghi câu trả lời cho giải trình của đơn vị."
AGREED_TO = "đơn vị không đề nghị xem lại dòng này nên lần 2 không xét."
NOT_APPRAISED = "tiêu chí này do hệ thống hoặc điều tra xã hội học ghi điểm, không thẩm định."


class ReasonMissing(Refused):
    """The points differ from what the unit counted on (deductions.expected) and nobody says why."""


@transaction.atomic
def appraise_row(*, score_id: int, version: int, points: Decimal, reason: str, by: User, now: dt.datetime) -> Score:
    """Give one leaf its appraised points (points of the leaf, two decimals); the same again stores nothing.

    In the second appraisal only disputed rows are judged; the reason is then the answer to the unit, and is stored as
    such even where the points stay.
    Raises Closed (wrong state), Refused with a sentence (own unit, somebody else's row, out of range), ReasonMissing
    or Stale.
    """
    assessment, desk = _open_for_appraisal(by, now, scores=score_id)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    before, leaf = _seen(score), tree_of(assessment.criteria_set).leaf_by_id[score.criterion_id]
    _refuse_strangers(desk, assessment, leaf)
    answered = _answered(score, leaf, reason) if assessment.state == State.EXPLAINED else None
    _give(score, leaf, points, reason)
    if _seen(score) == before and (answered is None or answered.ruling != Ruling.OPEN):
        return score
    if version != score.version:
        raise Stale
    _sign(score, by, now)
    score.save(update_fields=GIVEN)
    if answered:
        _rule(answered, score, by, now)
    retotal(assessment, figures_of_unit(assessment))
    _record(
        "score.appraise", score, assessment, by=by, before=before, after=_seen(score), reason=score.appraisal_reason
    )
    return score


def _answered(score: Score, leaf: Leaf, reason: str) -> Justification:
    """What the unit said to this row; raises where it said nothing, or where nobody answers it in words."""
    said = Justification.objects.filter(score=score, stance=Stance.DISPUTED).first()
    if said is None:
        raise Refused(f"{leaf.code}: {AGREED_TO}")
    if not reason.strip():
        raise ReasonMissing(f"{leaf.code}: {ANSWER_IT}")
    return said


def _rule(said: Justification, score: Score, by: User, now: dt.datetime) -> None:
    said.ruling = Ruling.KEPT if score.appraised_points == score.first_points else Ruling.CHANGED
    said.ruling_reason, said.ruled_by, said.ruled_at = score.appraisal_reason, by, now
    said.save(update_fields=["ruling", "ruling_reason", "ruled_by", "ruled_at"])


def _refuse_strangers(desk: Desk, assessment: Assessment, *leaves: Leaf) -> None:
    above = paths(tree_of(assessment.criteria_set).roots)
    for leaf in leaves:
        if refusal := desk.why_not(leaf, assessment.unit_id, above[leaf.code]):
            raise Refused(refusal)


@transaction.atomic
def accept_agreeing(*, assessment_id: int, by: User, now: dt.datetime) -> int:
    """Take over every self score that equals the computed one, has no flag and is still open; returns rows taken.

    Rows on somebody else's desk stay open.
    """
    assessment, desk = _open_for_appraisal(by, now, pk=assessment_id)
    _refuse_second(assessment)
    tree = tree_of(assessment.criteria_set)
    leaves, above = tree.leaf_by_id, paths(tree.roots)
    taken = {
        leaf.code: score
        for score in assessment.scores.all()
        for leaf in [leaves[score.criterion_id]]
        if agrees(score, leaf) and desk.why_not(leaf, assessment.unit_id, above[leaf.code]) is None
    }
    for score in taken.values():
        score.appraised_points = score.points = score.self_points
        _sign(score, by, now)
    _store(assessment, "assessment.accept_agreeing", taken, by)
    return len(taken)


@transaction.atomic
def load_appraisal(*, assessment_id: int, given: Mapping[str, tuple[Decimal, str]], by: User, now: dt.datetime) -> int:
    """Appraise many leaves of one unit at once: {criterion code: (points, reason)}; returns rows that changed.

    Raises Refused naming the criterion that stands in the way; then nothing is written.
    """
    assessment, desk = _open_for_appraisal(by, now, pk=assessment_id)
    _refuse_second(assessment)
    leaves = tree_of(assessment.criteria_set).leaf_by_id
    scores = {leaves[score.criterion_id].code: score for score in assessment.scores.all()}
    if unknown := sorted(set(given) - set(scores)):
        raise Refused(f"Phiếu không có các tiêu chí này: {', '.join(unknown)}.")
    changed = {}
    for code, (points, reason) in given.items():
        score, before = scores[code], _seen(scores[code])
        _refuse_strangers(desk, assessment, leaves[score.criterion_id])
        _give(score, leaves[score.criterion_id], points, reason)
        if _seen(score) != before:
            _sign(score, by, now)
            changed[code] = score
    _store(assessment, "assessment.load_appraisal", changed, by)
    return len(changed)


GIVEN = ["appraised_points", "appraisal_reason", "appraised_by", "points", "version", "updated_by", "updated_at"]


def _store(assessment: Assessment, action: str, changed: Mapping[str, Score], by: User) -> None:
    if not changed:
        return
    update_rows(changed.values(), GIVEN)
    retotal(assessment, figures_of_unit(assessment))
    after = {code: _seen(score) for code, score in changed.items()}
    _record(action, assessment, assessment, by=by, before=None, after=after)


def _give(score: Score, leaf: Leaf, points: Decimal, reason: str) -> None:
    if not is_appraised(leaf):
        raise Refused(f"{leaf.code}: {NOT_APPRAISED}")
    if not 0 <= points <= leaf.max_points:
        raise Refused(f"{leaf.code}: điểm phải từ 0 đến {show_number(leaf.max_points, 2)}.")
    points, reason = rounded(points), reason.replace("\x00", "").strip()
    if score.not_applicable:
        raise Refused(f"{leaf.code}: tiêu chí không áp dụng cho đơn vị này nên không có điểm.")
    refuse_unexplained(score, leaf, points, reason)
    score.appraised_points = score.points = points
    score.appraisal_reason = reason


def refuse_unexplained(score: Score, leaf: Leaf, points: Decimal, reason: str) -> None:
    """Raises ReasonMissing where the points are not what the unit counted on and nothing says why."""
    if points != expected(score, leaf) and not reason:
        raise ReasonMissing(f"{leaf.code}: {NOT_FULL if score.self_points is None else NEEDS_REASON}")


def _sign(score: Score, by: User, now: dt.datetime) -> None:
    score.version += 1
    score.updated_by = score.appraised_by = by
    score.updated_at = now


def _open_for_appraisal(by: User, now: dt.datetime, **which: int) -> tuple[Assessment, Desk]:
    """The locked sheet with its scores, and the person's desk; raises Refused or Closed."""
    assessment = locked_sheet(scores_too=True, **which)
    close_window(assessment, now=now)
    desk = desk_of(person_of(by, localdate(now)), assessment.period)
    if refusal := desk.why_not_sheet(assessment.unit_id):
        raise Refused(refusal)
    if assessment.state not in JUDGED:
        raise Closed(f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không chấm được lúc này.")
    return assessment, desk


def _refuse_second(assessment: Assessment) -> None:
    if assessment.state == State.EXPLAINED:
        raise Closed("Thẩm định lần 2 xét từng dòng có giải trình, không chấm nhiều dòng một lúc.")


def _seen(score: Score) -> dict[str, Any]:
    return {"appraised_points": score.appraised_points, "reason": score.appraisal_reason}


def _record(action: str, obj: Score | Assessment, assessment: Assessment, **what: Any) -> None:
    trail.record(action, obj, unit_id=assessment.unit_id, period_id=assessment.period_id, **what)
