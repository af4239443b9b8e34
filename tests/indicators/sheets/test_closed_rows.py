"""What is handed in or published refuses every change in the database itself, whatever program asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from indicators.enums import State
from indicators.models import Measurement, Period, Score
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def refusal_of(statement: str) -> str:
    with pytest.raises(IntegrityError) as refusal:
        run(statement)
    return str(refusal.value).partition("\n")[0]


def published() -> Period:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    unit = make.department(0)
    Measurement.objects.create(period=period, unit=unit, name="dossiers.late", value=3, measured_at=make.NOW)
    make.published(period)
    return period


SHEET = "Phiếu chấm của kỳ “Năm 2026” đã nộp hoặc đã công bố nên không sửa, không xóa được"
FIGURE = "Kỳ “Năm 2026” đã công bố nên số liệu không sửa, không xóa được"
PERIOD = "Kỳ “Năm 2026” đã công bố nên không sửa, không xóa được"

AFTER_PUBLICATION = [
    ("UPDATE indicators_score SET points = 10", f"{SHEET} (indicators_score, UPDATE)."),
    ("UPDATE indicators_score SET explanation = ''", f"{SHEET} (indicators_score, UPDATE)."),
    ("DELETE FROM indicators_score", f"{SHEET} (indicators_score, DELETE)."),
    (
        "INSERT INTO indicators_score SELECT * FROM indicators_score ON CONFLICT (id) DO UPDATE SET points = 10",
        f"{SHEET} (indicators_score, UPDATE).",
    ),
    ("UPDATE indicators_assessment SET total_points = 40", f"{FIGURE} (indicators_assessment, UPDATE)."),
    ("DELETE FROM indicators_assessment", f"{FIGURE} (indicators_assessment, DELETE)."),
    ("UPDATE indicators_measurement SET value = 0", f"{FIGURE} (indicators_measurement, UPDATE)."),
    (
        "INSERT INTO indicators_measurement (period_id, unit_id, name, value, measured_at)"
        " SELECT period_id, unit_id, 'dossiers.early', 9, measured_at FROM indicators_measurement",
        f"{FIGURE} (indicators_measurement, INSERT).",
    ),
    ("DELETE FROM indicators_measurement", f"{FIGURE} (indicators_measurement, DELETE)."),
    ("UPDATE indicators_surveyresult SET respondents = 1", f"{FIGURE} (indicators_surveyresult, UPDATE)."),
    ("DELETE FROM indicators_surveyresult", f"{FIGURE} (indicators_surveyresult, DELETE)."),
    ("DELETE FROM indicators_periodset", f"{FIGURE} (indicators_periodset, DELETE)."),
    ("UPDATE indicators_period SET state = 'open'", f"{PERIOD} (indicators_period, UPDATE)."),
    ("UPDATE indicators_period SET data_to = '2026-11-30'", f"{PERIOD} (indicators_period, UPDATE)."),
    ("DELETE FROM indicators_period", f"{PERIOD} (indicators_period, DELETE)."),
]


@pytest.mark.parametrize(("statement", "sentence"), AFTER_PUBLICATION)
def test_rows_of_a_published_period_refuse_raw_sql(statement: str, sentence: str) -> None:
    published()

    assert refusal_of(statement) == sentence


def test_a_score_cannot_be_slipped_into_a_published_sheet() -> None:
    published()
    draft = make.appraised_period([("9", "7")], code="nam-2027", year=2027, state=State.DRAFT)
    score = Score.objects.filter(assessment__period=draft).first()
    other = Score.objects.filter(assessment__period__code="nam-2026").first()

    moved = f"UPDATE indicators_score SET assessment_id = {other.assessment_id} WHERE id = {score.pk}"

    assert refusal_of(moved) == f"{SHEET} (indicators_score, UPDATE)."


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPRAISED])
@pytest.mark.parametrize(
    "change",
    [
        "answer = '{}'",
        "self_points = 9",
        "citation = 'khác'",
        "no_occurrence = true",
    ],
)
def test_what_a_unit_handed_in_refuses_raw_sql(state: State, change: str) -> None:
    make.appraised_period([("9", "7")], state=state)

    assert refusal_of(f"UPDATE indicators_score SET {change}") == f"{SHEET} (indicators_score, UPDATE)."


def test_a_leaf_of_a_sheet_handed_in_cannot_be_replaced() -> None:
    make.appraised_period([("9", "7")], state=State.SUBMITTED)

    assert refusal_of("DELETE FROM indicators_score") == f"{SHEET} (indicators_score, DELETE)."


def test_what_the_portal_computes_may_change_until_publication() -> None:
    make.appraised_period([("9", "7")], state=State.SUBMITTED)

    run("UPDATE indicators_score SET computed_points = 1, points = 1, explanation = '1/10'")
    run("UPDATE indicators_assessment SET total_points = 4")

    assert set(Score.objects.values_list("points", "explanation")) == {(1, "1/10")}


def test_a_draft_may_be_written() -> None:
    make.appraised_period([("9", "7")], state=State.DRAFT)

    run("UPDATE indicators_score SET citation = '12/BC-SNV'")
    run("DELETE FROM indicators_score")

    assert Score.objects.count() == 0


def test_a_published_period_still_counts_its_versions() -> None:
    period = published()

    run("UPDATE indicators_period SET version = version + 1, scored_at = now()")

    assert Period.objects.get(pk=period.pk).state == "published"


def test_a_temporary_table_does_not_answer_for_the_real_one() -> None:
    published()

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE indicators_period AS SELECT * FROM public.indicators_period")
        cursor.execute("UPDATE pg_temp.indicators_period SET state = 'open'")

    assert refusal_of("UPDATE public.indicators_score SET points = 10").startswith(SHEET)
