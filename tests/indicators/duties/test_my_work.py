"""Việc của tôi: what waits for this person, most urgent first."""

import datetime as dt

import pytest
from django.utils import timezone

from indicators.actions.assessments import request_approval, send_back
from indicators.actions.assignments import assign
from indicators.actions.notes import write_note
from indicators.actions.rounds import finish_first, send_explanations
from indicators.duties.works import progress_duties
from indicators.enums import State
from indicators.models import Assessment, Period, Task
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import plans, units, works
from units.enums import Role

pytestmark = pytest.mark.django_db


def work(client, who):
    client.force_login(who)
    return [(each.title, each.sentence, each.left, each.label) for each in client.get("/").context["duties"]]


def day(moment):
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def at(moment):
    return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}"


def test_a_clerk_sees_the_draft_with_its_days(client):
    scene = make.scene()

    assert work(client, scene.reporter) == [
        (
            "Tự chấm điểm quý III/2026 – Sở Tài chính",
            f"Hạn nộp {at(scene.period.self_due_at)}.",
            "còn 6 ngày",
            "Nhập tiếp",
        )
    ]


def test_a_late_draft_says_what_to_do(client):
    scene = make.scene()
    Period.objects.update(self_due_at=timezone.now() - 2 * make.DAY)

    ((_, sentence, left, label),) = work(client, scene.reporter)

    assert sentence.endswith("Hãy liên hệ Điều phối CCHC để xin gia hạn.")
    assert (left, label) == ("đã quá hạn 2 ngày", "Xem phiếu")


def test_a_sheet_that_came_back_says_who_and_why(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason="Thiếu trang 2", now=timezone.now())

    ((title, sentence, _, label),) = work(client, scene.reporter)

    assert (title, label) == ("Hoàn thiện phiếu quý III/2026 – Sở Tài chính", "Sửa phiếu")
    assert sentence.startswith(f"{scene.appraiser.full_name} trả lại: “Thiếu trang 2”. Hạn nộp ")
    assert client.get("/").context["urgent"] == 1


def test_what_the_clerk_has_handed_up_waits_for_the_head_alone(client):
    scene = make.scene()
    make.measure(scene)
    scene.fill()
    request_approval(assessment_id=scene.assessment_id, by=scene.reporter, now=timezone.now())

    assert work(client, scene.reporter) == []
    assert [(title, label) for title, _, _, label in work(client, scene.head)] == [
        ("Duyệt phiếu quý III/2026 – Sở Tài chính", "Xem và duyệt")
    ]


def test_a_period_that_is_not_open_yet_is_announced_instead(client):
    scene = make.scene(opens_at=timezone.now() + make.DAY, self_due_at=timezone.now() + 5 * make.DAY)
    client.force_login(scene.reporter)

    response = client.get("/")

    assert (response.context["duties"], response.context["upcoming"]) == ([], scene.period)
    page = response.content.decode()
    assert "Không còn việc nào đang chờ anh/chị" in page
    assert "Kỳ tiếp theo: Quý III/2026, mở nhập lúc" in page


def test_tasks_and_findings_stand_among_the_others_by_their_days(client):
    scene = make.scene()
    today = timezone.localdate()
    plans.make_task(scene.unit, "7", year=today.year, due_on=today - 2 * make.DAY)
    plans.make_task(scene.unit, "8", year=today.year, due_on=today + 29 * make.DAY)
    plans.make_task(scene.unit, "9", year=today.year, due_on=today + 31 * make.DAY)
    works.finding(works.inspection(scene.unit), due_on=today + 2 * make.DAY)

    found = [(title, left) for title, _, left, _ in work(client, scene.head) if "tiến độ" not in title]

    assert found == [
        ("Nhiệm vụ 7 – Sở Tài chính", "đã quá hạn 2 ngày"),
        ("Khắc phục sau kiểm tra – Sở Tài chính", "còn 2 ngày"),
        ("Tự chấm điểm quý III/2026 – Sở Tài chính", "còn 6 ngày"),
        ("Nhiệm vụ 8 – Sở Tài chính", "còn 29 ngày"),
    ]


def test_the_report_of_the_quarter_is_asked_for_in_its_last_month():
    unit, other = units.unit("Sở Tài chính", code="STC"), units.unit()
    for number in ("1", "2", "3"):
        task = plans.make_task(unit, number, year=2026, due_on=dt.date(2026, 12, 31))
    plans.make_task(other, "4", year=2026, due_on=dt.date(2026, 12, 31), finished_on=dt.date(2026, 5, 5))
    task.reports.create(quarter=3, progress="Đang làm", reported_by=units.user(), reported_at=timezone.now())

    def asked(day):
        now = dt.datetime(2026, 9, day, 3, tzinfo=dt.UTC)
        return [(each.sentence, each.left, each.url) for each in progress_duties(Task.objects.all(), now)]

    said = "UBND giao ngoài kế hoạch: 2 nhiệm vụ chưa có báo cáo tiến độ của quý. Hạn 15/09/2026."
    assert asked(4) == []
    assert asked(5) == [(said, "còn 10 ngày", "/ke-hoach/2026/?nguon=province&don_vi=STC")]
    assert asked(16) == [(said, "đã quá hạn 1 ngày", "/ke-hoach/2026/?nguon=province&don_vi=STC")]


def test_an_appraiser_sees_what_is_on_the_own_desk_and_no_more(client):
    scene = make.scene()
    own, given = make.scene("Sở Nhà", within=scene), make.scene("Sở Giao cho người khác", within=scene)
    for each in (scene, own, given):
        make.measure(each)
        each.submit()
    units.post(scene.appraiser, own.unit, Role.REPORTER)
    assign(
        period_id=scene.period.pk,
        appraiser_id=units.holder(Role.APPRAISER).pk,
        unit_id=given.unit.pk,
        criterion_code="",
        by=scene.coordinator,
        now=timezone.now(),
    )

    assert work(client, scene.appraiser) == [
        (
            "Thẩm định lần 1 – Quý III/2026",
            f"Phiếu của Sở Tài chính: 7 dòng chờ anh/chị chấm. Hạn {day(scene.period.first_due_at)}.",
            f"còn {(timezone.localdate(scene.period.first_due_at) - timezone.localdate()).days} ngày",
            "Thẩm định",
        )
    ]


def test_a_sheet_judged_to_the_last_row_wants_to_be_ended(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    scene.appraise_all()

    ((title, sentence, _, label),) = work(client, scene.appraiser)

    assert (title, label) == ("Kết thúc thẩm định – Quý III/2026", "Kết thúc")
    assert sentence.startswith("Phiếu của Sở Tài chính: đã chấm xong mọi dòng.")


def test_the_second_appraisal_is_about_disputed_rows_only(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    scene.judged(**{"2.1": "0.50", "1.3": "0.50"})
    scene.explain("2.1")
    send_explanations(assessment_id=scene.assessment_id, by=scene.head, now=timezone.now())

    ((title, sentence, _, _),) = work(client, scene.appraiser)

    assert title == "Thẩm định lần 2 – Quý III/2026"
    assert sentence.startswith("Phiếu của Sở Tài chính: 1 dòng chờ anh/chị chấm.")


def test_what_others_said_is_unread_until_it_is_read(client):
    scene = make.scene()
    row = scene.score("2.1")
    write_note(score_id=row.pk, text="Số này lấy ở đâu?", by=scene.appraiser, now=timezone.now())
    write_note(score_id=row.pk, text="Xem lại giúp.", by=scene.appraiser, now=timezone.now())

    talk = next(each for each in work(client, scene.reporter) if each[0].startswith("Trao đổi"))
    assert talk == ("Trao đổi chưa đọc – Sở Tài chính", "2 tin mới ở 1 dòng của phiếu Quý III/2026.", "", "Đọc")

    write_note(score_id=row.pk, text="Ở báo cáo tháng.", by=scene.reporter, now=timezone.now())

    assert [each[3] for each in work(client, scene.reporter)] == ["Nhập tiếp"]
    assert [each[0] for each in work(client, scene.appraiser)] == ["Trao đổi chưa đọc – Sở Tài chính"]
    assert [each[0] for each in work(client, units.holder(Role.APPRAISER))] == []


def test_a_coordinator_follows_the_period_until_it_can_be_published(client):
    scene = make.scene()
    make.measure(scene)
    before = work(client, scene.coordinator)
    scene.submit()
    scene.appraise_all()
    finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=timezone.now())

    assert [(title, label) for title, _, _, label in before] == [("Theo dõi quý III/2026", "Xem tiến độ")]
    assert before[0][1].startswith("Còn 1 phiếu chưa thẩm định xong. Hạn ")
    assert work(client, scene.coordinator) == [
        ("Công bố quý III/2026", "Mọi phiếu đã thẩm định xong.", "", "Xem và công bố")
    ]
    assert client.get(client.get("/").context["duties"][0].url).status_code == 200


def test_nobody_else_has_anything_to_do(client):
    make.scene()

    assert work(client, units.holder(Role.LEADER)) == []
    assert work(client, units.user()) == []


def test_the_menu_says_how_much_waits_and_counts_anew_after_a_deed(client, settings):
    settings.MENU_BADGES = {"home": "indicators.duties.sources.waiting_count"}
    scene = make.scene()
    client.force_login(scene.head)

    def badge():
        return client.get("/tai-khoan/").content.decode().count('<b class="n">1<')

    assert badge() == 3  # in the bar; on a phone on the button of the menu and in it

    Period.objects.update(opens_at=timezone.now() - 3 * make.DAY, self_due_at=timezone.now() - 2 * make.DAY)
    Assessment.objects.update(state=State.EXEMPT)
    assert badge() == 3  # what others did shows within two minutes

    client.post("/tai-khoan/dang-xuat-noi-khac/")
    assert badge() == 0


def test_my_work_asks_as_much_for_three_periods_as_for_one(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    write_note(score_id=scene.score("2.1").pk, text="Ở đâu?", by=scene.appraiser, now=timezone.now())
    everyone = units.holder(Role.COORDINATOR)
    units.post(everyone, None, Role.APPRAISER)
    units.post(everyone, scene.unit, Role.HEAD)
    client.force_login(everyone)

    def grow():
        for number, code in enumerate(("quy-1-2026", "quy-2-2026")):
            more = make.scene(f"Sở {code}", rules_text=make.GRID_SET.replace("luoi-2026", f"luoi-{number}"), code=code)
            make.measure(more)
            more.submit()
            units.post(everyone, more.unit, Role.REPORTER)
            write_note(score_id=more.score("2.1").pk, text="Ở đâu?", by=more.appraiser, now=timezone.now())
            plans.make_task(more.unit, "1", year=timezone.localdate().year, due_on=timezone.localdate())
            works.finding(works.inspection(more.unit))
        assert Assessment.objects.count() >= 3

    same_query_count(lambda: client.get("/"), grow)
