"""Ai đã sửa: every change of one row, for whoever may see the sheet."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from indicators.actions.appraisals import appraise_row
from indicators.actions.scores import Typed, save_row
from indicators.enums import State
from indicators.models import Assessment, Score
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import deed
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def score() -> Score:
    """A leaf of an empty draft, opened and recorded."""
    made = make.appraised_period([("9", "7")], state=State.DRAFT)
    (sheet,) = made.assessments.all()
    leaves = list(sheet.scores.order_by("pk").values_list("criterion_id", flat=True))
    sheet.scores.all().delete()
    Score.objects.bulk_create(Score(assessment=sheet, criterion_id=leaf) for leaf in leaves)
    deed(made, action="period.open", by=units.user("Phạm Thu Hà"))
    return Score.objects.select_related("assessment").get(criterion__code="1.1")


def reporter(score: Score, name: str = "Nguyễn Thị Lan") -> User:
    return units.holder(Role.REPORTER, score.assessment.unit, full_name=name)


def typed(done: str, due: str, citation: str = "") -> Typed:
    return Typed(values={"done": done, "due": due}, citation=citation)


def text(client: Client, score: Score) -> str:
    response = client.get(reverse("indicators:score_history", args=[score.pk]))
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> list[str]:
    found = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]
    return [re.sub(r"^\d\d:\d\d ngày \d\d/\d\d/\d{4} ", "", row) for row in plain]


def test_score_history_says_who_changed_what_and_why(client, score):
    lan = reporter(score)
    save_row(score_id=score.pk, version=0, typed=typed("1068", "2000", "12/BC-SNV"), by=lan, now=NOW)
    save_row(score_id=score.pk, version=1, typed=typed("1100", "2000", "12/BC-SNV"), by=lan, now=NOW)
    handed_in = {"state": State.SUBMITTED, "submitted_at": NOW, "submitted_by": lan}
    Assessment.objects.update(**handed_in)
    deed(score.assessment, action="assessment.submit")
    binh = units.holder(Role.APPRAISER, full_name="Trần Văn Bình")
    appraise_row(score_id=score.pk, version=2, points=Decimal(5), reason="Thiếu trang 3", by=binh, now=NOW)
    client.force_login(lan)

    appraised, second, first = rows(text(client, score))

    assert appraised == (
        "Trần Văn Bình Chấm điểm thẩm định một dòng Điểm thẩm định: — → 5,00 Lý do thẩm định: — → Thiếu trang 3 "
        "Điểm được tính: 5,50 → 5,00 Thiếu trang 3"
    )
    assert second.startswith("Nguyễn Thị Lan Nhập một dòng tự chấm Đã làm: 1.068 → 1.100 Điểm tự chấm: 5,34 → 5,50 ")
    assert first.startswith("Nguyễn Thị Lan Nhập một dòng tự chấm Đã làm: — → 1.068 Phải làm: — → 2.000 ")


def test_score_history_of_an_untouched_row_says_so(client, score):
    client.force_login(reporter(score))

    assert "Chưa ai nhập hay sửa dòng này." in text(client, score)


def test_score_history_shows_what_was_changed_beside_the_portal(client, score):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_score SET points = 10 WHERE id = %s", [score.pk])
        cursor.execute("UPDATE indicators_score SET version = 9 WHERE id = %s", [score.pk])
    client.force_login(reporter(score))

    assert rows(text(client, score)) == [
        "Không rõ ai Sửa ngoài cổng Không thấy khác ở các cột trên phiếu. —",
        "Không rõ ai Sửa ngoài cổng Điểm được tính: — → 10,00 —",
    ]


def test_score_history_is_scoped_like_the_sheet(client, score):
    stranger = units.holder(Role.REPORTER, make.department(5))
    client.force_login(stranger)

    assert client.get(reverse("indicators:score_history", args=[score.pk])).status_code == 404
    assert client.post(reverse("indicators:score_history", args=[score.pk])).status_code == 405


def test_score_history_asks_as_often_for_1_change_as_for_3(client, score):
    lan = reporter(score)
    save_row(score_id=score.pk, version=0, typed=typed("1", "20"), by=lan, now=NOW)
    client.force_login(lan)

    def grow():
        for version in (1, 2):
            save_row(score_id=score.pk, version=version, typed=typed(str(version + 1), "20"), by=lan, now=NOW)

    same_query_count(lambda: text(client, score), grow)


@pytest.mark.parametrize(
    ("role", "view"), [(Role.REPORTER, "score_how"), (Role.APPRAISER, "appraisal"), (Role.HEAD, "review")]
)
def test_every_row_of_a_sheet_leads_to_its_history(client, score, role, view):
    client.force_login(units.holder(role, score.assessment.unit))

    of = score.pk if view == "score_how" else score.assessment_id
    response = client.get(reverse(f"indicators:{view}", args=[of]))

    assert reverse("indicators:score_history", args=[score.pk]) in response.content.decode()
