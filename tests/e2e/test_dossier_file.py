"""A clerk sends a file with errors, mends the coloured copy, writes it, and follows form II.06a down to one dossier."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from tests.factories import units
from tests.factories.dossiers import a_calendar, a_unit, a_workbook, rows
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)
PINK = "FFFFC7CE"
PATIENCE = 120_000  # ms: the worker reads beside everything else this machine does


@pytest.fixture
def clerk(live_portal: str, page: Page) -> Page:
    with transaction.atomic():
        a_calendar()
        units.holder(Role.REPORTER, a_unit("DV-MAU"), username="lan", password=units.PASSWORD)
    page.goto(live_portal + reverse("units:login"))
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(units.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def send(page: Page, live_portal: str, path: Path) -> None:
    page.goto(live_portal + reverse("dossiers:upload_new"))
    page.get_by_label("Tệp hồ sơ").set_input_files(path)
    page.get_by_role("button", name="Gửi và xem trước").click()


def mend(path: Path) -> list[str]:
    """Write something right into every coloured cell; returns their addresses."""
    book = openpyxl.load_workbook(path)
    wrong = [cell for row in book.active.iter_rows() for cell in row if cell.fill.fgColor.rgb == PINK]
    right = {"A": "H08-250401-9999", "F": "Trực tuyến", "G": dt.datetime(2025, 4, 1, 9, 0)}  # noqa: DTZ001
    for cell in wrong:
        assert cell.comment is not None
        cell.value = right[cell.column_letter]
    book.save(path)
    return [cell.coordinate for cell in wrong]


def test_a_clerk_mends_a_file_and_writes_it(clerk: Page, live_portal: str, worker: None, tmp_path: Path) -> None:
    table = rows(40)
    table[2]["Ngày tiếp nhận"] = "31/02/2025"
    table[7]["Kênh nộp"] = "bồ câu"
    table[30]["Mã hồ sơ"] = None
    send(clerk, live_portal, a_workbook(tmp_path, table))

    expect(clerk.get_by_role("heading", name="Tệp có 3 lỗi nên chưa ghi dòng nào.")).to_be_visible(timeout=PATIENCE)
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Tải tệp đã tô màu ô sai").click()
    coloured = tmp_path / "da-sua.xlsx"
    download.value.save_as(coloured)
    assert download.value.suggested_filename == "ho-so - danh dau loi.xlsx"
    assert mend(coloured) == ["G4", "F9", "A32"]

    send(clerk, live_portal, coloured)
    expect(clerk.get_by_role("heading", name="Chưa ghi gì vào sổ")).to_be_visible(timeout=PATIENCE)
    expect(clerk.get_by_text("Đã đọc 40 dòng, chưa ghi: thêm mới 40, thay đổi 0, giữ nguyên 0.")).to_be_visible()
    assert Dossier.objects.count() == 0
    clerk.get_by_role("button", name="Ghi vào sổ").click()

    written = clerk.get_by_text("Đã nhập 40 dòng: thêm mới 40, thay đổi 0, giữ nguyên 0.")
    expect(written).to_be_visible(timeout=PATIENCE)
    assert Dossier.objects.count() == 40
    clerk.goto(f"{live_portal}{reverse('dossiers:ii06')}?first=2025-04-01&last=2025-04-30")
    clerk.locator("table.ii06 tbody tr").last.get_by_role("link", name="40", exact=True).first.click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(": 40")
    clerk.get_by_role("link", name="H08-250401-9999").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("H08-250401-9999")


def test_a_clerk_explains_headings_once(clerk: Page, live_portal: str, worker: None, tmp_path: Path) -> None:
    path = tmp_path / "la.csv"
    path.write_text("Số biên nhận;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả;Hạn trả\nA-1;1.1;01/04/2025;;15/04/2025\n")
    send(clerk, live_portal, path)

    clerk.get_by_role("link", name="Chỉ tên cột").click(timeout=PATIENCE)
    clerk.get_by_label("Cột A: Số biên nhận").select_option(label="Mã hồ sơ")
    clerk.get_by_role("button", name="Lưu và đọc lại tệp").click()

    expect(clerk.get_by_role("heading", name="Chưa ghi gì vào sổ")).to_be_visible(timeout=PATIENCE)
