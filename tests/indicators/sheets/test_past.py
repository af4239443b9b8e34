"""A sheet as it stood at some moment, rebuilt from the versions of its rows."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from cchc_portal.kit.clock import database_now
from indicators.enums import State
from indicators.models import Assessment, Measurement, Score, SurveyResult
from indicators.sheets.past import assessment_at, rows_at, sheet_at
from indicators.sheets.rows import load_sheet
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    """A sheet with typed, measured and surveyed figures, and one of the year before."""
    make.appraised_period([("6", "5")], code="nam-2025", year=2025)
    period = make.appraised_period([("9", "7")], state=State.SUBMITTED)
    unit = make.department(0)
    Measurement.objects.create(period=period, unit=unit, name="dossiers.late", value=3, measured_at=make.NOW)
    return Assessment.objects.select_related("period", "unit", "criteria_set").get(period=period, unit=unit)


def test_the_sheet_of_now_is_the_live_sheet(assessment):
    now = database_now()

    assert sheet_at(assessment, now) == load_sheet(assessment, editable=False)
    past = assessment_at(assessment, now)
    columns = [field.attname for field in Assessment._meta.concrete_fields]
    assert [getattr(past, name) for name in columns] == [getattr(assessment, name) for name in columns]


def test_the_sheet_of_then_is_what_was_seen_then(assessment):
    seen, then = load_sheet(assessment, editable=False), database_now()

    Score.objects.update(points=1, explanation="1/10")
    Assessment.objects.filter(pk=assessment.pk).update(total_points=4, grade="Yếu")
    Measurement.objects.update(value=99)
    SurveyResult.objects.update(counts={"done": 1, "due": 1000})

    assert sheet_at(assessment, then) == seen != sheet_at(assessment, database_now())
    assert (assessment_at(assessment, then).total_points, assessment_at(assessment, database_now()).total_points) == (
        32,
        4,
    )


def test_a_row_deleted_since_is_there_and_one_added_since_is_not(assessment):
    Assessment.objects.update(state=State.DRAFT, **make.NOT_HANDED_IN)
    then, gone = database_now(), Score.objects.filter(assessment=assessment).first()
    pk = gone.pk
    gone.delete()
    added = Score.objects.create(assessment=assessment, criterion=gone.criterion)

    there = {score.pk for score in rows_at(Score, then, assessment=assessment.pk)}
    now = {score.pk for score in rows_at(Score, database_now(), assessment=assessment.pk)}

    assert (there - now, now - there) == ({pk}, {added.pk})


def test_a_sheet_is_rebuilt_in_as_many_queries_whatever_its_size(assessment, django_assert_num_queries):
    now = database_now()
    sheet_at(assessment, now)

    with django_assert_num_queries(9):
        sheet_at(assessment, now)


# --- the page -------------------------------------------------------------------------------------------------------


def page(client: Client, assessment: Assessment, **asked: str) -> str:
    response = client.get(reverse("indicators:review", args=[assessment.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def table(text: str) -> str:
    return text.partition('<div class="stack">')[2].partition("</main>")[0]


@pytest.fixture
def coordinator(client):
    client.force_login(units.coordinator())
    return client


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d/%m/%Y"])
def test_review_of_today_shows_the_live_rows_and_says_that_they_are_only_shown(coordinator, assessment, written):
    today = f"{localdate():{written}}"

    live, past = page(coordinator, assessment), page(coordinator, assessment, ngay=today)

    # the way to today’s explanation is left out
    assert table(past) == re.sub(
        r'<a href="/xep-hang/vi-sao/\d+/">(.*?)<span.*?</a>', r"\1", table(live)
    )  # why: today's
    assert "chỉ để xem</h2>" not in live
    assert re.search(r"<h2>Phiếu như lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}, chỉ để xem</h2>", past)


def test_review_of_a_past_day_offers_nothing_to_do(client, assessment):
    Assessment.objects.update(state=State.DRAFT, **make.NOT_HANDED_IN)
    client.force_login(units.holder(Role.HEAD, assessment.unit))

    assert 'name="action" value="declare"' in page(client, assessment)
    assert 'name="action"' not in page(client, assessment, ngay=f"{localdate():%Y-%m-%d}")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2020-01-01", "Ngày này phiếu chưa được mở. Dưới đây là phiếu hiện tại."),
        ("2999-01-01", "Ngày này chưa tới. Hãy chọn từ hôm nay trở về trước."),
        ("hôm qua", "Hãy ghi ngày dạng 31/12/2025."),
    ],
)
def test_review_of_a_day_that_cannot_be_shown_says_why_and_shows_the_live_sheet(
    coordinator, assessment, asked, sentence
):
    found = page(coordinator, assessment, ngay=asked)

    assert sentence in found
    assert table(found) == table(page(coordinator, assessment))


def test_review_of_a_day_is_scoped_like_the_sheet(client, assessment):
    client.force_login(units.holder(Role.REPORTER, make.department(5)))

    response = client.get(reverse("indicators:review", args=[assessment.pk]), {"ngay": f"{localdate():%Y-%m-%d}"})

    assert response.status_code == 404
