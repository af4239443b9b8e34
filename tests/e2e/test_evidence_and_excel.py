"""Evidence and the Excel round trip in a browser: hand a document over, fill the sheet in, see what changes."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.exports.sheets import HEAD_ROW
from indicators.models import Evidence
from tests.factories import evidence as files
from tests.factories import indicators as make
from tests.factories.indicators import Scene
from tests.screens import WIDTHS, enter, faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(live_portal: str) -> Scene:
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def sheet(page: Page, live_portal: str, scene: Scene) -> Page:
    enter(page.context, live_portal, scene.reporter)
    page.goto(live_portal + reverse("indicators:entry", args=[scene.assessment_id, "1"]))
    return page


@pytest.fixture
def sound() -> Callable[[Page, str], None]:
    """No WCAG violation and nothing wider than the screen, at both widths; KEEP_PICTURES names a folder to look at."""
    folder = os.environ.get("KEEP_PICTURES")

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        for width in WIDTHS if folder else ():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        assert faults(page) == [], name

    return look


def test_a_clerk_hands_a_document_over_and_the_inspector_sees_it_beside_the_row(
    sheet: Page, scene: Scene, sound: Callable[[Page, str], None]
) -> None:
    sheet.get_by_role("link", name="Thêm minh chứng 1.1.1").click()
    new = sheet.get_by_role("region", name="Thêm văn bản mới")
    new.get_by_label("Tệp").set_input_files(
        {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": files.pdf(pages=2)}
    )
    new.get_by_label("Số, ký hiệu").fill("12/KH-STC")
    new.get_by_label("Ngày văn bản").fill("05/01/2026")
    new.get_by_label("Trích yếu").fill("Kế hoạch cải cách hành chính năm 2026")
    new.get_by_label("Trang").fill("2")
    new.get_by_role("button", name="Thêm minh chứng").click()

    expect(sheet.get_by_role("status")).to_contain_text("Đã thêm")
    expect(sheet.locator(".papers")).to_contain_text("12/KH-STC ngày 05/01/2026, Sở Tài chính · trang 2")
    sound(sheet, "minh-chung")
    sheet.locator(".papers").get_by_role("link", name="Kế hoạch cải cách").click()
    expect(sheet.locator("img.sheet")).to_have_js_property("complete", True)
    assert sheet.evaluate("document.querySelector('img.sheet').naturalWidth") == 1240
    sound(sheet, "van-ban")
    sheet.goto(sheet.url.split("/minh-chung/")[0] + reverse("indicators:entry", args=[scene.assessment_id, "1"]))
    expect(sheet.get_by_role("link", name="1 tệp minh chứng 1.1.1")).to_be_visible()
    sound(sheet, "luoi")
    assert Evidence.objects.get().pages == 2


def test_the_inspector_opens_the_documents_below_the_name_of_the_row(
    page: Page, live_portal: str, scene: Scene
) -> None:
    files.document(scene.score("1.1.1"), by=scene.reporter)
    scene.submit()
    enter(page.context, live_portal, scene.appraiser)
    page.goto(live_portal + reverse("indicators:appraisal", args=[scene.assessment_id, "1"]))

    beside, name = page.locator(".beside").first, page.locator("tr.r:has(.beside) th b").first
    box, above = beside.bounding_box(), name.bounding_box()

    assert box is not None
    assert above is not None
    assert box["x"] == above["x"]  # not squeezed into the column of the codes


def test_the_sheet_goes_out_to_excel_and_its_changes_are_seen_before_they_are_taken_over(
    sheet: Page, scene: Scene, sound: Callable[[Page, str], None], tmp_path: Path
) -> None:
    sheet.get_by_role("link", name="Nhập từ Excel").click()
    with sheet.expect_download() as taken:
        sheet.get_by_role("link", name="Tải phiếu Excel").click()
    sound(sheet, "nhap-excel")
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    filled(book, "2.1", "Số liệu 1", 42)
    filled(book, "2.1", "Số liệu 2", 68)
    filled(book, "2.3", "Số liệu 1", "năm")
    book.save(tmp_path / "phieu.xlsx")

    sheet.get_by_label("Tệp phiếu đã điền").set_input_files(tmp_path / "phieu.xlsx")
    sheet.get_by_role("button", name="Xem thay đổi").click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Thay đổi trong tệp phieu.xlsx")
    expect(sheet.get_by_text("2 ô mới · 0 ô sửa · 0 ô xung đột · 1 ô sai")).to_be_visible()
    sound(sheet, "bang-thay-doi")
    with sheet.expect_download() as marked:
        sheet.get_by_role("link", name="Tải lại tệp có đánh dấu lỗi").click()
    sheet.get_by_role("button", name="Áp dụng 2 thay đổi").click()

    expect(sheet.get_by_text("Đã ghi 2 ô ở 1 tiêu chí.")).to_be_visible()
    assert scene.score("2.1").answer == {"done": "42", "due": "68"}
    assert scene.score("2.3").version == 0
    given = openpyxl.load_workbook(io.BytesIO(Path(marked.value.path()).read_bytes()))
    assert [cell.coordinate for row in given.worksheets[0] for cell in row if cell.comment] == [f"D{HEAD_ROW + 6}"]


def filled(book: openpyxl.Workbook, code: str, title: str, value: object) -> None:
    ws = book.worksheets[0]
    column = next(cell.column for cell in ws[HEAD_ROW] if cell.value == title)
    row = next(row for row in range(HEAD_ROW + 1, ws.max_row + 1) if ws.cell(row, 1).value == code)
    ws.cell(row, column).value = value
