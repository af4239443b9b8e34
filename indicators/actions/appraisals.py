"""Deeds of appraisal: points beside the self score, a reason whenever they differ, never for the own unit."""

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
from indicators.actions.assessments import OWN_UNIT
from indicators.actions.locking import locked_sheet
from indicators.actions.recalculation import retotal
from indicators.actions.scores import Closed
from indicators.answers import agrees, is_appraised
from indicators.enums import State
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from indicators.workflow import APPRAISED_BY
from units.access import person_of
from units.models import User

NEEDS_REASON = "Điểm thẩm định khác điểm tự chấm: hãy ghi lý do để đơn vị biết."
NOT_APPRAISED = "tiêu chí này do hệ thống hoặc điều tra xã hội học ghi điểm, không thẩm định."


class ReasonMissing(Refused):
    """The points differ from the unit's own and nobody says why."""


@transaction.atomic
def appraise_row(*, score_id: int, version: int, points: Decimal, reason: str, by: User, now: dt.datetime) -> Score:
    """Give one leaf its appraised points (points of the leaf, two decimals); the same again stores nothing.

    Raises Closed (wrong state), Refused with a sentence (own unit, out of range), ReasonMissing or Stale.
    """
    assessment = _open_for_appraisal(by, now, scores=score_id)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    before = _seen(score)
    _give(score, tree_of(assessment.criteria_set).leaf_by_id[score.criterion_id], points, reason)
    if _seen(score) == before:
        return score
    if version != score.version:
        raise Stale
    _sign(score, by, now)
    score.save(update_fields=GIVEN)
    retotal(assessment, figures_of_unit(assessment))
    _record(
        "score.appraise", score, assessment, by=by, before=before, after=_seen(score), reason=score.appraisal_reason
    )
    return score


@transaction.atomic
def accept_agreeing(*, assessment_id: int, by: User, now: dt.datetime) -> int:
    """Take over every self score that equals the computed one, has no flag and is still open; returns rows taken."""
    assessment = _open_for_appraisal(by, now, pk=assessment_id)
    leaves = tree_of(assessment.criteria_set).leaf_by_id
    taken = {
        leaves[score.criterion_id].code: score
        for score in assessment.scores.all()
        if agrees(score, leaves[score.criterion_id])
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
    assessment = _open_for_appraisal(by, now, pk=assessment_id)
    leaves = tree_of(assessment.criteria_set).leaf_by_id
    scores = {leaves[score.criterion_id].code: score for score in assessment.scores.all()}
    if unknown := sorted(set(given) - set(scores)):
        raise Refused(f"Phiếu không có các tiêu chí này: {', '.join(unknown)}.")
    changed = {}
    for code, (points, reason) in given.items():
        score, before = scores[code], _seen(scores[code])
        _give(score, leaves[score.criterion_id], points, reason)
        if _seen(score) != before:
            _sign(score, by, now)
            changed[code] = score
    _store(assessment, "assessment.load_appraisal", changed, by)
    return len(changed)


GIVEN = ["appraised_points", "appraisal_reason", "points", "version", "updated_by", "updated_at"]


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
    if score.self_points is not None and points != score.self_points and not reason:
        raise ReasonMissing(f"{leaf.code}: {NEEDS_REASON}")
    score.appraised_points = score.points = points
    score.appraisal_reason = reason


def _sign(score: Score, by: User, now: dt.datetime) -> None:
    score.version += 1
    score.updated_by, score.updated_at = by, now


def _open_for_appraisal(by: User, now: dt.datetime, **which: int) -> Assessment:
    """The locked sheet with its scores; raises Refused or Closed."""
    assessment = locked_sheet(scores_too=True, **which)
    person = person_of(by, localdate(now))
    if not person.roles_in(assessment.unit_id) & APPRAISED_BY:
        raise Refused("Chỉ chuyên viên thẩm định được chấm phiếu này.")
    if person.belongs_to(assessment.unit_id):
        raise Refused(OWN_UNIT)
    if assessment.state != State.SUBMITTED:
        raise Closed(f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không chấm được lúc này.")
    return assessment


def _seen(score: Score) -> dict[str, Any]:
    return {"appraised_points": score.appraised_points, "reason": score.appraisal_reason}


def _record(action: str, obj: Score | Assessment, assessment: Assessment, **what: Any) -> None:
    trail.record(action, obj, unit_id=assessment.unit_id, period_id=assessment.period_id, **what)
