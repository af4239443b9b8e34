"""The progress board: units by steps, late ones first."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from indicators.actions.assessments import declare_nothing, request_approval
from indicators.actions.reminders import remind as remind_all
from indicators.enums import Reporting
from indicators.models import Assessment, Evidence, Period, Reminder
from tests.asserts import same_query_count
from tests.factories import evidence, units
from tests.factories import indicators as make
from units.enums import Role

pytestmark = pytest.mark.django_db
URL = "/tien-do/"


def board(client, who):
    client.force_login(who)
    return client.get(URL).context["board"]


@pytest.fixture
def period():
    """A: asked for approval; B: handed in and cut; C: untouched; D: nothing to report."""
    scenes = [make.scene("Sở A")]
    scenes += [make.scene(f"Sở {name}", within=scenes[0]) for name in "BCD"]
    for each in scenes:
        make.measure(each)
    asked, handed_in, _, nothing = scenes
    asked.fill()
    request_approval(assessment_id=asked.assessment_id, by=asked.reporter, now=timezone.now())
    handed_in.submit()
    handed_in.appraise_all()
    handed_in.appraise("2.1", "1", "Trừ")
    handed_in.finish_first()
    declare_nothing(assessment_id=nothing.assessment_id, by=nothing.head, reason="Không có thủ tục", now=timezone.now())
    return scenes


def test_late_units_stand_first_with_their_days(client, period):
    at = timezone.now()
    Period.objects.update(opens_at=at - 30 * make.DAY, self_due_at=at - 2 * make.DAY)
    Assessment.objects.filter(pk=period[1].assessment_id).update(handed_in_at=at - 3 * make.DAY)

    found = board(client, period[0].coordinator)

    assert [(row.sheet.unit.name, row.reporting, row.days_late) for row in found.rows] == [
        ("Sở C", Reporting.OVERDUE, 3),
        ("Sở A", Reporting.OVERDUE, 3),
        ("Sở B", Reporting.ON_TIME, 0),
        ("Sở D", Reporting.NOTHING, 0),
    ]
    assert (found.in_time, found.last_in) == ((1, 3), None)
    assert dict(found.tally) == {Reporting.OVERDUE: 2, Reporting.ON_TIME: 1, Reporting.NOTHING: 1}


def test_every_step_is_counted_in_rows(client, period):
    rows = {row.sheet.unit.name: row.sheet for row in board(client, period[0].coordinator).rows}

    assert [(rows[name].entered, rows[name].asked) for name in ("Sở A", "Sở C")] == [(6, 6), (0, 6)]
    assert (rows["Sở B"].judged, rows["Sở B"].disputed) == (7, 0)
    period[1].explain("2.1")
    rows = {row.sheet.unit.name: row.sheet for row in board(client, period[0].coordinator).rows}
    assert (rows["Sở B"].disputed, rows["Sở B"].answered) == (1, 0)


def test_when_all_are_in_the_board_says_since_when(client):
    scene = make.scene()
    make.measure(scene)
    handed_in = scene.submit()

    assert board(client, scene.coordinator).last_in == handed_in.submitted_at
    assert "Mọi đơn vị đã nộp" in client.get(URL).content.decode()


def test_the_board_without_any_period_says_so(client):
    client.force_login(units.holder(Role.LEADER))

    assert "Chưa có kỳ đánh giá nào" in client.get(URL).content.decode()


def test_the_board_asks_as_much_for_three_units_as_for_one(client):
    scene = make.scene()
    client.force_login(scene.coordinator)

    same_query_count(lambda: client.get(URL), lambda: [make.scene(name, within=scene) for name in ("Sở B", "Sở C")])


# --- reminding -------------------------------------------------------------------------------------------------------


def remind(client, scene, *units_ticked):
    """The sentence on the board afterwards."""
    address = reverse("indicators:progress_remind", args=[scene.period.pk])
    answer = client.post(address, {"unit": [each.unit.pk for each in units_ticked]}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_late_units_are_reminded_at_once_and_once_per_occasion(client, period):
    asked, handed_in, untouched, _ = period
    at = timezone.now()
    Period.objects.update(opens_at=at - 30 * make.DAY, self_due_at=at - 2 * make.DAY)
    client.force_login(asked.coordinator)

    first = remind(client, asked, handed_in, untouched)
    again = remind(client, asked, asked, untouched)

    assert first == [
        "Đã nhắc Sở C (Nguyễn Thị Lan, Đỗ Văn Hùng)."
        " Không nhắc được vì không còn nợ phiếu, hoặc chưa có ai nhận được lời nhắc: Sở B."
    ]
    assert again == ["Đã nhắc Sở A (Đỗ Văn Hùng). Đã được nhắc trong dịp này rồi nên không nhắc lại: Sở C."]
    assert set(Reminder.objects.values_list("user__full_name", "slot", "escalated")) == {
        ("Nguyễn Thị Lan", "late-1", False),
        ("Đỗ Văn Hùng", "late-1", True),
        ("Đỗ Văn Hùng", "late-1", False),
    }
    told = AuditEvent.objects.filter(action="reminders.wished").order_by("pk")
    assert [(event.actor, "Sở C" in event.after) for event in told] == [
        (asked.coordinator, True),
        (asked.coordinator, False),
    ]
    remind_all(now=timezone.now())  # the morning finds them told
    assert Reminder.objects.filter(about__startswith="sheet:").count() == 3
    rows = {row.sheet.unit.name: row.reminded_at is not None for row in board(client, asked.coordinator).rows}
    assert rows == {"Sở A": True, "Sở B": False, "Sở C": True, "Sở D": False}


def test_reminding_nobody_says_what_to_do(client, period):
    client.force_login(period[0].coordinator)

    assert remind(client, period[0]) == ["Hãy đánh dấu ít nhất một đơn vị để nhắc."]


def test_a_month_after_the_deadline_the_coordinator_may_still_remind_every_week(client, period):
    at = timezone.now()
    Period.objects.update(opens_at=at - 90 * make.DAY, self_due_at=at - 40 * make.DAY)
    client.force_login(period[0].coordinator)

    remind(client, period[0], period[2])

    assert set(Reminder.objects.values_list("slot", flat=True)) == {"late-6"}


# --- assignments -----------------------------------------------------------------------------------------------------


def assignments(scene):
    return reverse("indicators:assignment_list", args=[scene.period.pk])


def test_the_coordinator_assigns_and_takes_back(client):
    scene = make.scene()
    client.force_login(scene.coordinator)
    given = {"appraiser": scene.appraiser.pk, "unit": scene.unit.pk, "criterion": "2"}

    client.post(assignments(scene), given)
    again = client.post(assignments(scene), given)

    made = scene.period.assignments.get()
    assert (again.status_code, made.unit, made.criterion_code, made.given_by) == (
        302,
        scene.unit,
        "2",
        scene.coordinator,
    )
    client.post(reverse("indicators:assignment_end", args=[made.pk]))
    assert not scene.period.assignments.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"unit": "", "criterion": ""}, "Hãy chọn đơn vị, tiêu chí, hoặc cả hai."),
        ({"own": True}, "Phạm Thu Hà thuộc Sở Tài chính nên không thẩm định đơn vị này được."),
    ],
)
def test_an_assignment_that_makes_no_sense_says_why(client, given, sentence):
    scene = make.scene()
    if given.pop("own", False):
        units.post(scene.appraiser, scene.unit, Role.REPORTER)
        given = {"unit": scene.unit.pk}
    client.force_login(scene.coordinator)

    response = client.post(assignments(scene), {"appraiser": scene.appraiser.pk, "criterion": "", **given})

    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [sentence])


def test_an_inspector_finds_the_assigned_sheets_only_and_can_ask_for_all(client):
    scene = make.scene("Sở A")
    other = make.scene("Sở B", within=scene)
    for each in (scene, other):
        make.measure(each)
        each.submit()
    someone = units.holder(Role.APPRAISER)
    scene.period.assignments.create(
        appraiser=someone, unit=other.unit, given_by=scene.coordinator, given_at=timezone.now()
    )
    client.force_login(scene.appraiser)

    mine = client.get("/tham-dinh/").context["rows"]
    everything = client.get("/tham-dinh/?xem=tat-ca").context["rows"]

    assert [(row.assessment.unit.name, row.to_do) for row in mine] == [("Sở A", 7)]
    assert [(row.assessment.unit.name, row.to_do) for row in everything] == [("Sở A", 7), ("Sở B", 0)]


# --- evenness over HTTP ----------------------------------------------------------------------------------------------


def test_the_same_document_judged_otherwise_stands_beside_both_rows(client):
    first = make.scene("Sở A")
    second = make.scene("Sở B", within=first)
    for each in (first, second):
        make.measure(each)
        each.fill()
        evidence.document(each.score("1.1.1"), "12/KH-UBND", by=each.reporter, at=timezone.now())
        Evidence.objects.filter(assessment=each.assessment_id).update(sha256="ab" * 32)  # the same bytes
        each.submit_as_it_is()
    another = units.holder(Role.APPRAISER, full_name="Trần Văn Đạt")
    first.appraise("1.1.1", "1")
    cut = replace(second, appraiser=another)
    cut.appraise("1.1.1", "0.5", "Không đúng kỳ")
    client.force_login(first.coordinator)

    page = client.get("/tham-dinh/nhat-quan/")
    desks = [
        client.get(reverse("indicators:appraisal", args=[each.assessment_id, "1"])).context["rows"][0].twins
        for each in (first, second)
    ]

    (twins,) = page.context["twins"]
    assert (twins.kept.unit, twins.cut.unit, twins.cut.inspector) == ("Sở A", "Sở B", "Trần Văn Đạt")
    assert [[beside.other.unit for beside in found] for found in desks] == [["Sở B"], ["Sở A"]]
    assert "Cùng một tệp minh chứng ở nhiều đơn vị" in page.content.decode()
