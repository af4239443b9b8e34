"""Nhật ký: who sees it, what narrows it, what it says about the file outside."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from cchc_portal.audit.chain import anchor
from cchc_portal.audit.facts import verify
from indicators.models import Score
from tests.asserts import same_query_count
from tests.factories import jobs, units
from tests.factories import reports as make
from tests.factories.audit import deed
from units.enums import Role

pytestmark = pytest.mark.django_db

URL = reverse("audit:event_list")


@pytest.fixture(autouse=True)
def heads(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "audit-heads.log"
    return settings.AUDIT_ANCHOR_FILE


@pytest.fixture
def coordinator(client):
    client.force_login(units.coordinator(full_name="Phạm Thu Hà"))
    return client


def text(client: Client, **filters: object) -> str:
    response = client.get(URL, filters)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> list[str]:
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_event_list_says_who_did_what_from_what_to_what_and_why(coordinator):
    period = make.period()
    unit = make.department(0)
    moved = {"before": {"state": "draft"}, "after": {"state": "submitted"}}
    by = units.user("Nguyễn Thị Lan")
    event = deed(
        make.assessment(period, unit, make.criteria_set("bo"), [9, 7]),
        action="assessment.submit", by=by, reason="Đủ hồ sơ", unit_id=unit.pk, period_id=period.pk, **moved,
    )  # fmt: skip

    moment = f"{event.at.astimezone(dt.timezone(dt.timedelta(hours=7))):%H:%M ngày %d/%m/%Y}"
    assert rows(text(coordinator)) == [
        f"{moment} Số 1 Nguyễn Thị Lan Nộp phiếu Sở Nội vụ · Năm 2026 Trạng thái: Đang nhập → Đã nộp Đủ hồ sơ"
    ]


def test_event_list_names_a_row_by_its_criterion_and_leads_to_its_history(coordinator):
    make.appraised_period([("9", "7")])
    score = Score.objects.get(criterion__code="1.2")
    deed(score, action="score.save", before={"self_points": "1"}, after={"self_points": "2"})

    page = text(coordinator)

    assert f'<a href="{reverse("indicators:score_history", args=[score.pk])}">Tiêu chí 1.2</a>' in page


@pytest.mark.parametrize("role", [role for role in Role if role not in {"coordinator", "auditor"}])
def test_event_list_is_for_readers_of_the_trail(client, role):
    client.force_login(units.holder(role))

    assert client.get(URL).status_code == 403
    assert client.post(reverse("audit:event_export")).status_code == 403


@pytest.fixture
def mixed():
    """Four deeds that differ in one thing each."""
    a, b = units.unit("Sở A"), units.unit("Sở B")
    period = make.period()
    deed(action="units.opened", unit_id=a.pk, by=units.user("Nguyễn Thị An"))
    deed(action="units.closed", unit_id=b.pk, by=units.user("Trần Văn Bình"))
    deed(action="period.open", period_id=period.pk)
    deed(action="period.open")
    return {"unit": a.pk, "period": period.pk}


FILTERS = [
    ({}, [4, 3, 2, 1]),
    ({"deed": "period.open"}, [4, 3]),
    ({"person": "bình"}, [2]),
    ({"person": "binh tran"}, [2]),
    ({"person": "Nguyen Thi"}, [1]),
    ({"person": "Nguyen Binh"}, []),
    ({"since": "01/01/2020"}, [4, 3, 2, 1]),
    ({"until": "01/01/2020"}, []),
    ({"until": "2020-01-01"}, []),  # as the address of an older bookmark has it
    ({"deed": "nonsense", "unit": "x", "since": "hôm qua"}, []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_event_list_is_narrowed_by_the_url(coordinator, mixed, filters, expected):
    assert [int(re.search(r"Số (\d+)", row)[1]) for row in rows(text(coordinator, **filters))] == expected


def test_event_list_finds_a_renamed_person_under_either_name(coordinator):
    lan = units.user("Nguyễn Thị Lan")
    deed(by=lan)
    lan.full_name = "Trần Thị Mai"
    lan.save()

    found = [len(rows(text(coordinator, person=name))) for name in ("Thị Lan", "tran mai", "ai khác")]

    assert found == [1, 1, 0]


def test_event_list_takes_days_as_the_portal_writes_them_and_says_when_it_cannot(coordinator, mixed):
    kept, wrong = text(coordinator, since="05/10/2026"), text(coordinator, since="31/02/2026", until="hôm qua")

    assert 'name="since" value="05/10/2026"' in kept
    assert 'type="date"' not in kept
    assert (wrong.count("Ghi ngày dạng 31/12/2025."), kept.count("Ghi ngày dạng")) == (
        4,
        0,
    )  # above the list and at the field


@pytest.mark.parametrize(("name", "expected"), [("unit", [1]), ("period", [3])])
def test_event_list_is_narrowed_by_unit_and_period(coordinator, mixed, name, expected):
    shown = rows(text(coordinator, **{name: mixed[name]}))

    assert [int(re.search(r"Số (\d+)", row)[1]) for row in shown] == expected


def test_event_list_shows_50_a_page_and_keeps_the_filter(coordinator):
    for _ in range(51):
        deed(action="period.open")

    first, second = text(coordinator, deed="period.open"), text(coordinator, deed="period.open", trang=2)

    assert (len(rows(first)), len(rows(second))) == (50, 1)
    assert "deed=period.open&amp;trang=2" in first


def test_event_list_asks_as_often_for_1_row_as_for_3(coordinator):
    make.appraised_period([("9", "7"), ("8", "6")])
    scores = list(Score.objects.order_by("pk")[:3])
    about = {"unit_id": make.department(0).pk, "period_id": scores[0].assessment.period_id}
    deed(scores[0], action="score.save", **about)

    same_query_count(
        lambda: coordinator.get(URL), lambda: [deed(score, action="score.save", **about) for score in scores[1:]]
    )


def test_event_list_shows_the_head_kept_outside(coordinator, heads):
    assert "Chưa có mốc nào ghi ra ngoài cơ sở dữ liệu." in text(coordinator)

    deed()
    heads.write_text(f"{anchor(verify().head, dt.datetime(2026, 10, 5, 17, 30, tzinfo=dt.UTC))}\n")

    assert "Đầu chuỗi số 1 đã ghi ra tệp ngoài cơ sở dữ liệu lúc 00:30 ngày 06/10/2026." in text(coordinator)


def test_event_list_warns_when_the_last_check_found_a_break(coordinator):
    jobs.failed(None, kind="audit.note_head", key="audit.note_head", error="Nhật ký không còn nguyên vẹn (1 sai lệch).")

    assert "<h2>Nhật ký không còn nguyên vẹn</h2><p>Nhật ký không còn nguyên vẹn (1 sai lệch)." in text(coordinator)


def test_event_list_says_when_nothing_is_found(coordinator):
    assert "Không có việc nào khớp với bộ lọc." in text(coordinator, deed="units.closed")
