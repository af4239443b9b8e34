"""The working calendar: who changes it, what moves, and what stays until it is corrected on purpose."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.refusals import Refused
from dossiers.actions import DayFacts, change_day, compare_closed, correct_closed, rebuild_rollup
from dossiers.enums import DayKind, Outcome
from dossiers.models import CalendarDay, Dossier
from dossiers.policy import why_not_day
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.enums import Role

THURSDAY = dt.date(2025, 1, 9)
OFF = DayFacts(DayKind.SWAPPED_OFF, working=False, reception=False, note="Nghỉ hoán đổi", document_number="1/VPCP")
OURS = {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 5, "Ngày tiếp nhận": at("2025-01-06 09:00")}
OPEN = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}


@pytest.fixture
def unit(tmp_path):
    """Received Mon 06/01/2025 for 5 working days, so due Mon 13/01/2025, under the calendar as it was.

    OPEN is still open, GIVEN was dated by its sender, EXTENDED by a decision; CLOSED was finished on Tue 14/01, late.
    """
    a_calendar()
    unit = a_unit()
    table = [
        a_row("OPEN") | OURS | OPEN,
        a_row("GIVEN") | OURS | OPEN | {"Ngày hẹn trả": at("2025-01-13 17:00")},
        a_row("EXTENDED") | OURS | OPEN | {"Gia hạn đến": dt.date(2025, 1, 20)},
        a_row("CLOSED") | OURS | {"Ngày có kết quả": at("2025-01-14 09:00")},
    ]
    loaded(a_workbook(tmp_path, table), unit)
    return unit


@pytest.fixture
def coordinator(unit):
    return a_person((Role.COORDINATOR, unit))


def due():
    rows = Dossier.objects.order_by("code").values_list("code", "due_at")
    return {code: timezone.localtime(moment).date().day for code, moment in rows}


def changed(by, day=THURSDAY, facts=OFF):
    return change_day(day=day, facts=facts, by=by, now=timezone.now())


@pytest.mark.django_db
def test_change_day_moves_open_dossiers_that_we_dated(coordinator):
    moved = changed(coordinator)

    assert moved == 1
    assert due() == {"OPEN": 14, "GIVEN": 13, "EXTENDED": 20, "CLOSED": 13}
    assert Dossier.objects.get(code="CLOSED").outcome == Outcome.LATE
    assert rebuild_rollup() == []


@pytest.mark.django_db
def test_change_day_is_written_down(coordinator):
    changed(coordinator)

    event = AuditEvent.objects.unscoped(reason="a test").filter(action="dossiers.day_changed").get()
    assert '"working":false' in event.after.replace(" ", "")
    assert '"redated":1' in event.after.replace(" ", "")


@pytest.mark.django_db
def test_change_day_to_what_it_is_changes_nothing(coordinator):
    changed(coordinator)

    assert changed(coordinator) == 0
    assert AuditEvent.objects.unscoped(reason="a test").filter(action="dossiers.day_changed").count() == 1


@pytest.mark.django_db
def test_a_saturday_open_for_reception_does_not_count(coordinator):
    saturday = dt.date(2025, 1, 11)
    facts = DayFacts(DayKind.WEEKEND, working=False, reception=True, note="Tiếp nhận thứ bảy", document_number="")

    assert changed(coordinator, saturday, facts) == 0
    assert (CalendarDay.objects.get(pk=saturday).reception, due()["OPEN"]) == (True, 13)


@pytest.mark.django_db
def test_change_day_is_the_coordinators(unit):
    with pytest.raises(Refused, match="Chỉ Điều phối CCHC"):
        changed(a_person((Role.HEAD, unit)))


@pytest.mark.parametrize(
    ("day", "kind", "working", "document", "sentence"),
    [
        (THURSDAY, DayKind.HOLIDAY, True, "", "không thể tính là ngày làm việc"),
        (THURSDAY, DayKind.ORDINARY, False, "", "Ngày thường phải tính là ngày làm việc"),
        (THURSDAY, DayKind.WEEKEND, False, "", "chỉ có thể là thứ bảy, chủ nhật"),
        (dt.date(2025, 1, 11), DayKind.ORDINARY, True, "", "hãy chọn “Làm bù”"),
        (THURSDAY, DayKind.SWAPPED_OFF, False, " ", "phải có số văn bản"),
        (dt.date(2025, 1, 11), DayKind.MAKEUP, True, "", "phải có số văn bản"),
    ],
)
def test_why_not_day_says_what_contradicts(day, kind, working, document, sentence):
    assert sentence in why_not_day(day, kind, working, document)


@pytest.mark.parametrize("working", [True, False])
def test_a_makeup_saturday_may_count_or_not(working):
    assert why_not_day(dt.date(2026, 1, 10), DayKind.MAKEUP, working, "12729/VPCP-KGVX") is None


# --- the correction ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_correct_closed_judges_anew_with_a_reason(coordinator):
    changed(coordinator)

    corrected = correct_closed(year=2025, reason="Công văn 1/VPCP", seen=1, by=coordinator, now=timezone.now())

    assert (corrected, due()["CLOSED"]) == (1, 14)
    assert Dossier.objects.get(code="CLOSED").outcome == Outcome.ON_TIME
    assert rebuild_rollup() == []
    event = AuditEvent.objects.unscoped(reason="a test").filter(action="dossiers.outcomes_corrected").get()
    assert event.reason == "Công văn 1/VPCP"


@pytest.mark.django_db
def test_correct_closed_counts_the_days_used_anew(unit, coordinator, tmp_path):
    """LATE was dated by its sender and used 7 days, Mon 06/01 to Wed 15/01; the swapped day off takes one away."""
    late = a_row("LATE") | OURS | {"Ngày hẹn trả": at("2025-01-08 17:00"), "Ngày có kết quả": at("2025-01-15 09:00")}
    loaded(a_workbook(tmp_path, [late]), unit)
    closed = Dossier.objects.filter(code__in=["CLOSED", "LATE"]).order_by("code")
    before = list(closed.values_list("taken_days", flat=True))
    changed(coordinator)
    kept = list(closed.values_list("taken_days", flat=True))

    correct_closed(year=2025, reason="Công văn 1/VPCP", seen=2, by=coordinator, now=timezone.now())

    assert (before, kept) == ([6, 7], [6, 7])
    assert list(closed.values_list("taken_days", flat=True)) == [5, 6]
    assert due()["LATE"] == 8
    assert rebuild_rollup() == []


@pytest.mark.django_db
def test_correct_closed_judges_by_the_rules_of_today(unit, coordinator, tmp_path, settings):
    """The province decides later that papers asked for twice make a dossier late."""
    twice = {"Ngày yêu cầu bổ sung": "07/01/2025; 09/01/2025", "Ngày bổ sung xong": "08/01/2025; 10/01/2025"}
    loaded(a_workbook(tmp_path, [a_row("TWICE") | OURS | twice | {"Ngày có kết quả": at("2025-01-13 09:00")}]), unit)
    found = Dossier.objects.get(code="TWICE")
    settings.DUE_SUPPLEMENTS = "once"

    correct_closed(year=2025, reason="QĐ 766/QĐ-TTg", seen=1, by=coordinator, now=timezone.now())

    assert (found.outcome, Dossier.objects.get(code="TWICE").outcome) == (Outcome.EARLY, Outcome.LATE)
    assert rebuild_rollup() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"seen": 7}, "lúc xem trước là 7, nay là 1"),
        ({"reason": " "}, "Hãy ghi lý do"),
    ],
)
def test_correct_closed_refuses_what_nobody_saw_or_explained(coordinator, given, sentence):
    changed(coordinator)

    with pytest.raises(Refused, match=sentence):
        correct_closed(**{"year": 2025, "reason": "x", "seen": 1} | given, by=coordinator, now=timezone.now())

    assert Dossier.objects.get(code="CLOSED").outcome == Outcome.LATE


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_calendar_year_shows_every_day_and_opens_it_to_the_coordinator(client, unit, coordinator):
    address = reverse("dossiers:calendar_year", args=[2026])
    link = reverse("dossiers:calendar_day", args=[dt.date(2026, 1, 10)])

    client.force_login(a_person((Role.REPORTER, unit)))
    theirs = client.get(address).content.decode()
    client.force_login(coordinator)
    ours = client.get(address).content.decode()

    assert "Làm bù – Làm bù cho thứ sáu 02/01/2026 – 12729/VPCP-KGVX" in theirs
    assert (link in theirs, link in ours) == (False, True)
    assert client.get(reverse("dossiers:calendar_year", args=[1999])).status_code == 404


@pytest.mark.django_db
def test_calendar_day_saves_or_says_why_not(client, coordinator):
    client.force_login(coordinator)
    address = reverse("dossiers:calendar_day", args=[THURSDAY])

    wrong = client.post(address, {"kind": "swapped_off", "note": "Nghỉ"})
    right = client.post(address, {"kind": "swapped_off", "note": "Nghỉ", "document_number": "1/VPCP"}, follow=True)

    assert wrong.status_code == 422
    assert "Nghỉ hoán đổi và làm bù phải có số văn bản." in wrong.content.decode()
    assert "Đã lưu ngày 09/01/2025; 1 hồ sơ đang giải quyết có hạn trả mới." in right.content.decode()


def done(job):
    run_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_calendar_correction_compares_then_corrects_by_jobs(client, coordinator):
    client.force_login(coordinator)
    changed(coordinator)
    address = reverse("dossiers:calendar_correction", args=[2025])

    def page() -> str:
        return client.get(address).content.decode()

    before = page()
    client.post(reverse("dossiers:calendar_compare", args=[2025]))
    busy, compared = page(), done(Job.objects.get(kind="dossiers.compare_closed"))
    shown = page()
    client.post(address, {"reason": "Công văn 1/VPCP", "seen": "1"})
    corrected = done(Job.objects.get(kind="dossiers.correct_closed"))

    assert ("Chưa đối chiếu" in before, 'id="progress"' in busy) == (True, True)
    assert compared.message == "Đã đối chiếu: 1 hồ sơ tiếp nhận năm 2025 tính lại sẽ khác."
    assert "<b>1</b> hồ sơ tính lại sẽ khác: <b>1</b> hồ sơ đổi hạn trả, <b>1</b> hồ sơ đổi kết luận" in shown
    assert "<td>13/01/2025</td><td>14/01/2025</td>" in shown
    assert corrected.message == "Đã đính chính 1 hồ sơ đã có kết quả, tiếp nhận năm 2025."
    assert "hạn trả và số ngày đã dùng đều khớp" in page()


@pytest.mark.django_db
def test_calendar_correction_shows_no_comparison_with_another_calendar(client, coordinator):
    client.force_login(coordinator)
    compare_closed(year=2025, by=coordinator, now=timezone.now())
    changed(coordinator)

    page = client.get(reverse("dossiers:calendar_correction", args=[2025]))

    assert page.context["stale"]
    assert "Lịch hoặc quy tắc tính hạn đã đổi" in page.content.decode()
    assert 'name="reason"' not in page.content.decode()


@pytest.mark.django_db
def test_calendar_correction_reloads_once_the_comparison_has_ended(client, coordinator):
    client.force_login(coordinator)

    part = client.get(reverse("dossiers:calendar_correction", args=[2025]), headers={"HX-Target": "progress"})

    assert part.headers["HX-Refresh"] == "true"
    assert client.post(reverse("dossiers:calendar_compare", args=[1999])).status_code == 404


@pytest.mark.django_db
def test_compare_closed_is_for_the_coordinator(unit):
    with pytest.raises(Refused, match="Chỉ Điều phối"):
        compare_closed(year=2025, by=a_person((Role.REPORTER, unit)), now=timezone.now())
