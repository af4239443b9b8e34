"""A clerk keeps the filter of the register, opens it, shares it with the unit; a colleague opens it and copies it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from tests.screens import enter, faults
from units.enums import Role
from units.models import SavedFilter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_filter_is_kept_opened_shared_and_copied(page: Page, live_portal: str, tmp_path: Path) -> None:
    a_calendar()
    unit, other = a_unit(name="Sở Y tế"), a_unit(name="Sở Công Thương")
    clerk, head = a_person((Role.REPORTER, unit)), a_person((Role.HEAD, unit))
    late = {"Ngày có kết quả": at("2025-05-20 09:00"), "Ngày hẹn trả": at("2025-04-09 17:00")}
    loaded(a_workbook(tmp_path, [a_row("A-1"), a_row("A-2") | late]), unit)
    loaded(a_workbook(tmp_path, [a_row("C-1") | late]), other)
    enter(page.context, live_portal, clerk)
    rows, wanted = page.locator("table.lt tbody tr"), page.get_by_role("search")

    # Two clicks, by keyboard: open, accept the name, save.
    page.goto(f"{live_portal}/ho-so/")
    wanted.get_by_label("Đơn vị").select_option(label="Đơn vị của tôi (Sở Y tế)")
    wanted.get_by_label("Thời gian").select_option(label="Mọi tháng")
    wanted.get_by_label("Kết quả", exact=True).select_option(label="Mọi hồ sơ quá hạn")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(rows).to_have_count(1)
    page.locator("summary", has_text="Lưu bộ lọc này").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tên bộ lọc")).to_have_value("Đơn vị của tôi · Mọi tháng · Mọi hồ sơ quá hạn")
    assert faults(page) == []
    page.get_by_label("Tên bộ lọc").fill("Quá hạn của ta")
    page.get_by_label("Tên bộ lọc").press("Enter")
    chip = page.get_by_role("link", name="Quá hạn của ta")
    expect(chip).to_have_attribute("aria-current", "true")
    assert faults(page) == []

    # The columns are part of it.
    page.locator("summary", has_text="Chọn cột").click()
    page.get_by_role("checkbox", name="Mã TTHC").check()
    page.get_by_role("checkbox", name="Kênh nộp").uncheck()
    assert faults(page) == []
    page.get_by_role("button", name="Xem các cột này").click()
    expect(page.get_by_role("columnheader", name="Mã TTHC")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Kênh nộp")).to_have_count(0)
    page.get_by_role("button", name="Lưu đè").click()
    expect(page.get_by_text("Bộ lọc “Quá hạn của ta” nay theo các điều kiện đang xem.")).to_be_visible()

    # The list opens with it, until all is wanted.
    page.get_by_role("button", name="Mở sẵn khi vào danh sách").click()
    page.goto(f"{live_portal}/ho-so/")
    expect(rows).to_have_count(1)
    expect(chip).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Bỏ lọc").click()
    expect(rows).to_have_count(2)

    # Shared with the unit.
    chip.click()
    page.get_by_role("link", name="Đổi tên, chia sẻ, xóa").click()
    page.get_by_label("Mọi người của Sở Y tế").check()
    assert faults(page) == []
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đang chia sẻ với Sở Y tế.")).to_be_visible()

    # A colleague finds it apart, cannot change it, copies it.
    enter(page.context, live_portal, head)
    page.goto(f"{live_portal}/ho-so/")
    page.get_by_role("link", name="Quá hạn của ta").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_role("columnheader", name="Mã TTHC")).to_be_visible()
    expect(page.get_by_text("chỉ người ấy sửa được")).to_be_visible()
    expect(page.get_by_role("link", name="Đổi tên, chia sẻ, xóa")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("button", name="Chép thành bộ lọc của tôi").click()
    expect(page.get_by_role("link", name="Quá hạn của ta")).to_have_count(2)
    page.get_by_role("link", name="Đổi tên, chia sẻ, xóa").click()
    page.get_by_role("button", name="Xóa bộ lọc này").click()
    expect(page.get_by_text("Đã xóa bộ lọc “Quá hạn của ta”.")).to_be_visible()
    assert faults(page) == []
    assert list(SavedFilter.objects.values_list("owner", flat=True)) == [clerk.pk]
