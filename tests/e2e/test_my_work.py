"""The head of a unit works through the list from the first thing to "nothing is left"."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from indicators.actions.assessments import request_approval
from indicators.actions.reminders import remind
from indicators.models import Finding, Reminder
from tests.factories import indicators as make
from tests.factories import works
from tests.screens import enter, faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_head_empties_the_list(page: Page, live_portal: str, settings: Settings) -> None:
    settings.MENU_BADGES = {"home": "indicators.duties.sources.waiting_count"}
    scene = make.scene(self_due_at=timezone.now() + 2 * make.DAY)
    make.measure(scene)
    scene.fill()
    request_approval(assessment_id=scene.assessment_id, by=scene.reporter, now=timezone.now())
    inspection = works.inspection(scene.unit, held_on=timezone.localdate() - 9 * make.DAY)
    finding = works.finding(inspection, due_on=timezone.localdate() - dt.timedelta(days=1))
    remind(now=timezone.now())
    enter(page.context, live_portal, scene.head)

    # Two things wait, what is overdue first; the menu says so on every page.
    page.goto(live_portal)
    items = page.locator("li.work-item")
    expect(items).to_have_count(2)
    expect(items.nth(0)).to_contain_text("đã quá hạn 1 ngày")
    expect(items.nth(1)).to_contain_text("còn 2 ngày")
    expect(page.locator(".nav .n")).to_have_text("2 việc đang chờ")
    assert faults(page) == []

    # The inbox tells of both, and leads to the first.
    page.get_by_role("link", name="Nhắc việc").click()
    expect(page.get_by_text("2 lời nhắc chưa đọc")).to_be_visible()
    assert faults(page) == []
    page.locator("li.work-item").filter(has_text="Khắc phục").get_by_role("button", name="Mở việc").click()
    page.get_by_label("Ngày khắc phục").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_label("Kết quả khắc phục").fill("Đã niêm yết đủ")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã khắc phục, quá hạn")).to_be_visible()

    # One is left: the sheet.
    page.get_by_role("link", name="Việc của tôi").first.click()
    expect(items).to_have_count(1)
    page.get_by_role("link", name="Xem và duyệt").click()
    page.get_by_role("button", name="Duyệt và nộp cho Sở Nội vụ").click()
    expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm điểm")).to_be_visible()

    # Nothing is left.
    page.get_by_role("link", name="Việc của tôi").first.click()
    expect(page.get_by_role("heading", name="Không còn việc nào đang chờ anh/chị")).to_be_visible()
    expect(page.locator(".nav .n")).to_have_count(0)
    assert faults(page) == []
    assert Finding.objects.get(pk=finding.pk).remedy == "Đã niêm yết đủ"
    assert Reminder.objects.filter(user=scene.head, read_at=None).count() == 1
