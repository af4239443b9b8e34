"""What the database refuses about both rounds of appraisal, whatever program asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from indicators.enums import Ruling
from indicators.models import Justification

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def broken(statement):
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value).partition("\n")[0]


def test_first_points_stay_whatever_program_asks(explaining):
    assert broken("UPDATE indicators_score SET first_points = 0") == (
        "Điểm thẩm định lần 1 đã chốt nên không sửa được (phiếu “explaining”)."
    )


def test_judged_points_move_in_an_appraisal_only(explaining):
    assert broken("UPDATE indicators_score SET appraised_points = 0, appraisal_reason = 'x'") == (
        "Phiếu không ở bước thẩm định nên điểm thẩm định không sửa được (phiếu “explaining”)."
    )


def test_words_of_a_unit_stay_outside_its_window(explained):
    late = "Ngoài thời gian giải trình nên không ghi, không sửa được (phiếu “explained”, {})."

    assert broken("UPDATE indicators_justification SET text = 'khác'") == late.format("UPDATE")
    assert broken("DELETE FROM indicators_justification") == late.format("DELETE")


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("assessment", "first_at = NULL, first_by_id = NULL", "assessment_first_iff_state"),
        ("assessment", "explain_until = NULL", "assessment_window_iff_first"),
        ("assessment", "first_by_id = NULL", "assessment_first_who_and_when"),
        ("assessment", "first_at = submitted_at - interval '1 day'", "assessment_dates_in_order"),
        ("assessment", "explain_until = first_at - interval '1 day'", "assessment_dates_in_order"),
        ("assessment", "answered_at = explain_until + interval '1 day'", "assessment_dates_in_order"),
        ("assessment", "state = 'waiting'", "assessment_(waiting_was_requested|.*_iff_.*)"),
        ("assessmentevent", "by_id = NULL", "assessment_moved_by_somebody_or_by_itself"),
        ("period", "first_due_at = self_due_at", "period_deadlines_in_order"),
        ("period", "explain_due_at = first_due_at", "period_deadlines_in_order"),
        ("period", "second_due_at = explain_due_at", "period_deadlines_in_order"),
        ("period", "kind = 'week'", "period_kind_known"),
    ],
)
def test_who_when_and_order_are_held_by_the_tables(explaining, table, change, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE indicators_{table} SET {change}")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("stance = 'perhaps'", "justification_stance_known"),
        ("text = ''", "justification_dispute_has_words"),
    ],
)
def test_words_and_rulings_are_held_by_the_table(explaining, change, constraint):
    explaining.explain("2.1")

    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE indicators_justification SET {change}")


def test_a_ruling_has_words_and_a_name(explained):
    with pytest.raises(IntegrityError, match='"justification_ruled_in_words"'), transaction.atomic():
        Justification.objects.update(ruling=Ruling.KEPT)
