"""Deeds that move assessments: open a period, submit, send back, finish and reopen appraisal, close."""

import calendar
import datetime as dt

from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions.recalculation import figures_of_unit, retotal
from indicators.enums import Action, PeriodState, ScoredBy, State
from indicators.models import Assessment, AssessmentEvent, Criterion, Period, Score
from indicators.workflow import MOVES
from units.access import person_of
from units.enums import Role
from units.models import Unit, User

OWN_UNIT = "Anh/chị thuộc đơn vị này nên không được thẩm định phiếu của đơn vị. Hãy nhờ người khác."


@transaction.atomic
def open_period(*, period_id: int, by: User, now: dt.datetime) -> int:
    """Give every unit of the period's blocks its assessment with empty scores; returns how many were new (rows).

    Safe to run again: units that joined a block since then get theirs, nobody else changes.
    Raises Refused when the caller is no coordinator or the period has no criteria set.
    """
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    _refuse_unless(person_of(by, now.date()).has(Role.COORDINATOR), "Chỉ Điều phối CCHC được mở kỳ đánh giá.")
    _refuse_unless(period.state != PeriodState.PUBLISHED, f"Kỳ “{period.name}” đã công bố nên không mở lại được.")
    last = calendar.monthrange(period.data_to.year, period.data_to.month)[1]
    _refuse_unless(period.data_to.day in (14, last), "Ngày cuối của kỳ phải là ngày 14 hoặc ngày cuối tháng.")
    sets = {s.block_id: s.criteria_set_id for s in period.sets.order_by("block_id")}
    _refuse_unless(bool(sets), f"Kỳ “{period.name}” chưa có bộ tiêu chí. Hãy chọn bộ tiêu chí cho từng khối trước.")

    units = Unit.objects.active_on(period.data_to).filter(block__in=sets).exclude(assessments__period=period)
    fresh = Assessment.objects.bulk_create(
        Assessment(period=period, unit=unit, criteria_set_id=sets[unit.block_id]) for unit in units.order_by("pk")
    )
    leaves: dict[int, list[int]] = {}
    for set_id, leaf in Criterion.objects.filter(criteria_set__in=sets.values(), is_leaf=True).values_list(
        "criteria_set_id", "pk"
    ):
        leaves.setdefault(set_id, []).append(leaf)
    Score.objects.bulk_create(
        [Score(assessment=a, criterion_id=leaf) for a in fresh for leaf in leaves[a.criteria_set_id]], batch_size=2000
    )
    period.state = PeriodState.OPEN
    period.version += 1
    period.save(update_fields=["state", "version"])
    trail.record("period.open", period, by=by, before=None, after={"assessments": len(fresh)}, period_id=period.pk)
    return len(fresh)


@transaction.atomic
def submit(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """Hand the assessment in. Raises Refused after the deadline, or naming every cell that still must be mended."""
    assessment = _locked(assessment_id)
    _ask(assessment, Action.SUBMIT, by, now)
    period = assessment.period
    _refuse_unless(
        now <= period.self_due_at,
        "Đã hết hạn tự chấm. Hãy liên hệ Điều phối CCHC để xin mở lại.",
    )
    problems = unready(assessment)
    _refuse_unless(not problems, "Chưa nộp được: " + "; ".join(problems[:5]) + ("…" if len(problems) > 5 else "."))
    assessment.submitted_at, assessment.submitted_by = now, by
    return _moved(assessment, Action.SUBMIT, by, now, fields=["submitted_at", "submitted_by"])


def unready(assessment: Assessment) -> list[str]:
    """What still stands in the way of handing in, one sentence per cell, in the order of the sheet."""
    problems = []
    scores = assessment.scores.select_related("criterion").filter(criterion__scored_by=ScoredBy.UNIT)
    for score in scores.order_by("criterion__position"):
        errors = [flag["message"] for flag in score.flags if flag["severity"] == "error"]
        problems += [f"{score.criterion.code}: {message}" for message in errors]
        if score.self_points is None and not score.not_applicable:
            problems.append(f"{score.criterion.code}: chưa nhập")
    return problems


@transaction.atomic
def send_back(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Return a submitted assessment to its unit, with the reason the unit will read first."""
    assessment = _locked(assessment_id)
    _ask(assessment, Action.SEND_BACK, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do trả lại để đơn vị biết cần sửa gì.")
    assessment.submitted_at = assessment.submitted_by = None
    return _moved(assessment, Action.SEND_BACK, by, now, fields=["submitted_at", "submitted_by"], reason=reason.strip())


@transaction.atomic
def finish_appraisal(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """Close the appraisal of one unit. Raises Refused naming every criterion that has no appraised points yet."""
    assessment = _locked(assessment_id)
    _ask(assessment, Action.APPRAISE, by, now)
    open_codes = list(
        assessment.scores.filter(appraised_points=None, not_applicable=False)
        .filter(criterion__scored_by__in=[ScoredBy.UNIT, ScoredBy.APPRAISER])
        .order_by("criterion__position")
        .values_list("criterion__code", flat=True)
    )
    _refuse_unless(not open_codes, f"Còn {len(open_codes)} tiêu chí chưa thẩm định: {', '.join(open_codes[:8])}.")
    assessment.appraised_at, assessment.appraised_by = now, by
    retotal(assessment, figures_of_unit(assessment))
    return _moved(assessment, Action.APPRAISE, by, now, fields=["appraised_at", "appraised_by"])


@transaction.atomic
def reopen(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Take a finished appraisal up again, with a reason."""
    assessment = _locked(assessment_id)
    _ask(assessment, Action.REOPEN, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do mở lại thẩm định.")
    assessment.appraised_at = assessment.appraised_by = None
    return _moved(assessment, Action.REOPEN, by, now, fields=["appraised_at", "appraised_by"], reason=reason.strip())


@transaction.atomic
def close_published(*, period_id: int, by: User, now: dt.datetime) -> int:
    """Close every appraised assessment of a period that is being published; returns how many (rows).

    Called by the publication in reports, inside its transaction.
    """
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    person = person_of(by, now.date())
    closed = list(period.assessments.select_for_update(of=("self",)).exclude(state=State.PUBLISHED).order_by("pk"))
    for assessment in closed:
        roles = person.roles_in(assessment.unit_id)
        if refusal := why_not(MOVES, Action.PUBLISH, state=State(assessment.state), roles=roles):
            raise Refused(refusal)
    Assessment.objects.filter(pk__in=[a.pk for a in closed]).update(state=State.PUBLISHED)
    AssessmentEvent.objects.bulk_create(
        AssessmentEvent(assessment=a, action=Action.PUBLISH, by=by, at=now) for a in closed
    )
    period.state = PeriodState.PUBLISHED
    period.version += 1
    period.save(update_fields=["state", "version"])
    return len(closed)


def _locked(assessment_id: int) -> Assessment:
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("period", "unit", "criteria_set")
        .get(pk=assessment_id)
    )


def _ask(assessment: Assessment, action: Action, by: User, now: dt.datetime) -> None:
    person = person_of(by, now.date())
    roles = person.roles_in(assessment.unit_id)
    if refusal := why_not(MOVES, action, state=State(assessment.state), roles=roles):
        raise Refused(refusal)
    if action == Action.APPRAISE and person.belongs_to(assessment.unit_id):
        raise Refused(OWN_UNIT)


def _moved(
    assessment: Assessment, action: Action, by: User, now: dt.datetime, *, fields: list[str], reason: str = ""
) -> Assessment:
    before = {"state": assessment.state}
    assessment.state = MOVES[action].target
    assessment.save(update_fields=["state", *fields])
    AssessmentEvent.objects.create(assessment=assessment, action=action, by=by, at=now, reason=reason)
    trail.record(
        f"assessment.{action}",
        assessment,
        by=by,
        before=before,
        after={"state": assessment.state},
        reason=reason,
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return assessment


def _refuse_unless(condition: bool, sentence: str) -> None:
    if not condition:
        raise Refused(sentence)
