"""What the tables of sheets, rows and periods refuse, whatever program asks."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from indicators.enums import NEEDS_REASON, Action, State
from indicators.models import Assessment, AssessmentEvent, Period, PeriodSet, Score, SurveyResult
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db


MOMENT = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("period_window_in_order", {"data_from": dt.date(2026, 9, 15)}),
        ("period_deadline_after_opening", {"opens_at": MOMENT, "self_due_at": MOMENT}),
        ("period_window_on_half_months", {"data_from": dt.date(2026, 6, 16)}),
        ("period_window_on_half_months", {"data_to": dt.date(2026, 9, 27)}),
        ("period_state_known", {"state": "closed"}),
    ],
)
def test_period_constraints_hold(constraint, fields):
    scene = make.scene()

    assert broken(constraint, Period.objects.filter(pk=scene.period.pk), fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("assessment_(state_known|.*_iff_.*)", {"state": "lost"}),  # either says no first
        ("assessment_submitted_who_and_when", {"submitted_at": MOMENT, "state": State.SUBMITTED}),
        ("assessment_appraised_who_and_when", {"appraised_at": MOMENT, "state": State.APPRAISED, "submitted": True}),
        ("assessment_draft_iff_not_submitted", {"state": State.SUBMITTED}),
        ("assessment_draft_iff_not_submitted", {"submitted": True}),
        ("assessment_appraised_iff_state", {"state": State.APPRAISED, "submitted": True}),
        ("assessment_appraised_iff_state", {"state": State.SUBMITTED, "submitted": True, "appraised": True}),
    ],
)
def test_assessment_constraints_hold(constraint, fields):
    scene = make.scene()
    who_and_when = {}
    for name in ("submitted", "appraised"):
        if fields.pop(name, False):
            who_and_when |= {f"{name}_at": MOMENT, f"{name}_by": scene.reporter}

    assert broken(constraint, Assessment.objects.filter(pk=scene.assessment_id), fields | who_and_when)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("score_points_not_negative", {"points": -1}),
        ("score_points_not_negative", {"self_points": -1}),
        ("score_points_not_negative", {"appraised_points": -1}),
        ("score_exemption_has_document", {"not_applicable": True}),
        ("score_changed_points_have_reason", {"self_points": 1, "appraised_points": 0}),
    ],
)
def test_score_constraints_hold(constraint, fields):
    scene = make.scene()

    assert broken(constraint, Score.objects.filter(pk=scene.score("2.1").pk), fields)


@pytest.mark.parametrize("action", sorted(NEEDS_REASON))
def test_moves_that_undo_need_a_reason_in_the_table_too(action):
    scene = make.scene()
    event = AssessmentEvent.objects.create(
        assessment=scene.assessment, action=Action.SUBMIT, by=scene.reporter, at=MOMENT
    )

    assert broken(
        "assessment_return_needs_reason", AssessmentEvent.objects.filter(pk=event.pk), {"action": action, "reason": ""}
    )


@pytest.mark.parametrize("index", [-1, "100.01"])
def test_survey_index_is_a_percentage(index):
    scene = make.scene()
    make.survey(scene)

    assert broken("survey_index_is_percent", SurveyResult.objects.filter(unit=scene.unit), {"index": index})


@pytest.mark.parametrize(
    ("constraint", "again"),
    [
        ("assessment_once", lambda s: Assessment(period=s.period, unit=s.unit, criteria_set=s.assessment.criteria_set)),
        ("score_once", lambda s: Score(assessment=s.assessment, criterion=s.score("2.1").criterion)),
        (
            "period_block_once",
            lambda s: PeriodSet(period=s.period, block=s.unit.block, criteria_set=s.assessment.criteria_set),
        ),
        ("survey_result_once", lambda s: SurveyResult(period=s.period, unit=s.unit, criterion_code="9.1")),
    ],
)
def test_nothing_stands_there_twice(constraint, again):
    scene = make.scene()
    make.survey(scene)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        again(scene).save(force_insert=True)


def broken(constraint, rows, fields):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        rows.update(**fields)
    return True
