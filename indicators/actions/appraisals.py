"""Deeds of appraisal: points beside the self score, a reason whenever they differ, never for the own unit."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import rounded, show_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.assessments import OWN_UNIT
from indicators.actions.recalculation import figures_of_unit, retotal
from indicators.enums import ScoredBy, State
from indicators.models import Assessment, Score
from indicators.workflow import APPRAISED_BY
from units.access import person_of
from units.models import User

NEEDS_REASON = "Điểm thẩm định khác điểm tự chấm: hãy ghi lý do để đơn vị biết."


@transaction.atomic
def appraise_row(*, score_id: int, version: int, points: Decimal, reason: str, by: User, now: dt.datetime) -> Score:
    """Give one leaf its appraised points (points of the leaf, two decimals).

    Raises Refused with a sentence (own unit, wrong state, out of range, reason missing) or Stale.
    """
    score = Score.objects.select_related("criterion").get(pk=score_id)
    assessment = _open_for_appraisal(score.assessment_id, by, now)
    score.refresh_from_db(fields=["version", "self_points", "appraised_points", "appraisal_reason", "not_applicable"])
    if version != score.version:
        raise Stale
    before = {"appraised_points": score.appraised_points, "reason": score.appraisal_reason}
    _give(score, points, reason)
    score.version += 1
    score.updated_by, score.updated_at = by, now
    score.save(update_fields=["appraised_points", "appraisal_reason", "points", "version", "updated_by", "updated_at"])
    retotal(assessment, figures_of_unit(assessment))
    trail.record(
        "score.appraise",
        score,
        by=by,
        before=before,
        after={"appraised_points": score.appraised_points, "reason": score.appraisal_reason},
        reason=score.appraisal_reason,
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return score


@transaction.atomic
def accept_agreeing(*, assessment_id: int, by: User, now: dt.datetime) -> int:
    """Take over every self score that equals the computed one, has no flag and is still open; returns rows taken."""
    assessment = _open_for_appraisal(assessment_id, by, now)
    agreeing = agreeing_rows(assessment)
    codes = list(agreeing.order_by("criterion__position").values_list("criterion__code", flat=True))
    agreeing.update(
        appraised_points=F("self_points"),
        points=F("self_points"),
        version=F("version") + 1,
        updated_by=by,
        updated_at=now,
    )
    retotal(assessment, figures_of_unit(assessment))
    trail.record(
        "assessment.accept_agreeing",
        assessment,
        by=by,
        before=None,
        after={"codes": codes},
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return len(codes)


def agreeing_rows(assessment: Assessment):  # type: ignore[no-untyped-def]  # a QuerySet of Score
    """Rows that need no second look: self = computed, nothing flagged, not appraised yet."""
    return assessment.scores.filter(
        criterion__scored_by=ScoredBy.UNIT, appraised_points=None, self_points=F("computed_points"), flags=[]
    )


@transaction.atomic
def load_appraisal(*, assessment_id: int, given: Mapping[str, tuple[Decimal, str]], by: User, now: dt.datetime) -> int:
    """Appraise many leaves of one unit at once: {criterion code: (points, reason)}; returns rows written.

    Raises Refused naming the criterion that stands in the way; then nothing is written.
    """
    assessment = _open_for_appraisal(assessment_id, by, now)
    scores = list(
        assessment.scores.select_related("criterion").filter(criterion__code__in=given).order_by("criterion__position")
    )
    for score in scores:
        points, reason = given[score.criterion.code]
        _give(score, points, reason)
        score.version += 1
        score.updated_by, score.updated_at = by, now
    fields = ["appraised_points", "appraisal_reason", "points", "version", "updated_by", "updated_at"]
    Score.objects.bulk_update(scores, fields)
    retotal(assessment, figures_of_unit(assessment))
    trail.record(
        "assessment.load_appraisal",
        assessment,
        by=by,
        before=None,
        after={score.criterion.code: score.appraised_points for score in scores},
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return len(scores)


def _give(score: Score, points: Decimal, reason: str) -> None:
    criterion, points = score.criterion, rounded(points)
    if not 0 <= points <= criterion.max_points:
        raise Refused(f"{criterion.code}: điểm phải từ 0 đến {show_number(criterion.max_points, 2)}.")
    if score.not_applicable:
        raise Refused(f"{criterion.code}: tiêu chí không áp dụng cho đơn vị này nên không có điểm.")
    if score.self_points is not None and points != score.self_points and not reason.strip():
        raise Refused(f"{criterion.code}: {NEEDS_REASON}")
    score.appraised_points = score.points = points
    score.appraisal_reason = reason.strip()


def _open_for_appraisal(assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("period", "unit", "criteria_set")
        .get(pk=assessment_id)
    )
    person = person_of(by, now.date())
    if not person.roles_in(assessment.unit_id) & APPRAISED_BY:
        raise Refused("Chỉ chuyên viên thẩm định được chấm phiếu này.")
    if person.belongs_to(assessment.unit_id):
        raise Refused(OWN_UNIT)
    if assessment.state != State.SUBMITTED:
        raise Refused(f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không chấm được lúc này.")
    return assessment
