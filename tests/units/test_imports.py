"""The unit list as workbook and as CSV: checked rows, or every error with its address."""

import datetime as dt
import io

import pytest

from cchc_portal.kit.excel import CellError, write_table
from tests.factories import units as make
from units.enums import Level
from units.imports import COLUMNS, read_units

pytestmark = pytest.mark.django_db

HEADER = "Mã đơn vị;Tên đơn vị;Mã cấp trên;Cấp;Hoạt động từ;Đến ngày"


def read(*lines, header=HEADER):
    return read_units(io.BytesIO("\n".join([header, *lines]).encode()))


def addresses(checked):
    return [error.cell for error in checked.errors]


def test_read_units_takes_headers_in_any_order_case_and_form():
    checked = read(
        "01/01/2020;Sở;stc;SO\u031b\u0309 TA\u0300I CHI\u0301NH", header="HOẠT ĐỘNG TỪ;cap;Ma don vi;Tên đơn vị"
    )

    (row,) = checked.rows
    assert row.code == "stc"
    assert row.fields == {"valid_from": dt.date(2020, 1, 1), "level": Level.DEPARTMENT, "name": "SỞ TÀI CHÍNH"}


def test_read_units_from_a_workbook_gives_every_column():
    values = {
        "code": "STC",
        "official_code": "H59.01",
        "name": "Sở Tài chính",
        "short_name": "STC",
        "parent": None,
        "level": "Sở, ban, ngành",
        "block": "Khối sở",
        "ranked": False,
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": dt.date(2025, 6, 30),
    }
    file = io.BytesIO()
    write_table(file, "Danh sách đơn vị", COLUMNS, [values])
    file.seek(0)

    (row,) = read_units(file).rows

    expected = values | {"level": Level.DEPARTMENT}
    assert {"code": row.code} | row.fields == expected


def test_read_units_reads_empty_cells_as_their_meaning():
    (row,) = read("A;Sở A;Sở;1/7/2025;;;;", header="Mã;Tên;Cấp;Từ ngày;Xếp hạng;Tên ngắn;Mã cấp trên;Đến ngày").rows

    assert {key: row.fields[key] for key in ("ranked", "short_name", "parent", "valid_to")} == {
        "ranked": True,
        "short_name": "",
        "parent": None,
        "valid_to": None,
    }


def test_read_units_names_every_planted_error_and_nothing_else():
    checked = read(
        "UB;UBND thành phố;;Tỉnh;01/01/2020;",
        ";Sở không mã;UB;Sở;01/01/2020;",
        "A;;UB;Sở;01/01/2020;",
        "B;Sở B;KHONG-CO;Sở;01/01/2020;",
        "C;Sở C;UB;Quận;01/01/2020;",
        "D;Sở D;UB;Sở;2020;",
        "E;Sở E;UB;Sở;01/01/2020;31/12/2019",
        "E;Sở E lần nữa;UB;Sở;01/01/2020;",
        "F F;Sở F;UB;Sở;01/01/2020;",
        "G;Sở G;H;Sở;01/01/2020;",
        "H;Sở H;G;Sở;01/01/2020;",
        "I;Sở I;C;Sở;;",
    )

    assert checked.rows == []
    assert checked.errors == [
        CellError("A3", "Chưa ghi “Mã đơn vị”."),
        CellError("B4", "Chưa ghi “Tên đơn vị”."),
        CellError("C5", "Mã cấp trên “KHONG-CO” không có trong tệp và chưa có trong hệ thống."),
        CellError("D6", f"Không rõ “Quận”. Ghi một trong: {'; '.join(Level.labels)}."),
        CellError("E7", "Ghi ngày dạng 31/12/2025."),
        CellError("F8", "Trước ngày bắt đầu hoạt động 01/01/2020."),
        CellError("A9", "Mã “E” đã có ở ô A8."),
        CellError("A10", "Mã “F F” có dấu cách."),
        CellError("C11", "Vòng cấp trên: G → H → G."),
        CellError("E13", "Chưa ghi “Hoạt động từ”."),
    ]


def test_read_units_finds_parents_and_rings_among_stored_units():
    top = make.unit(code="A")
    make.unit(code="B", parent=top)

    known = read("C;Sở C;B;Sở;01/01/2020;")
    ring = read("A;Sở A;C;Sở;01/01/2020;", "C;Sở C;B;Sở;01/01/2020;")

    assert [row.code for row in known.rows] == ["C"]
    assert ring.errors == [CellError("C2", "Vòng cấp trên: A → C → B → A.")]


def test_read_units_names_wrong_headers():
    checked = read("A;Sở A;;Sở;01/01/2020;1", header="Mã đơn vị;Tên đơn vị;Ghi chú;Cấp;Mã;Điểm")

    assert addresses(checked) == ["A1", "C1", "E1", "F1"]
    assert [str(error).split(". Các cột")[0] for error in checked.errors] == [
        "Ô A1: Thiếu cột “Hoạt động từ”.",
        "Ô C1: Không rõ cột “Ghi chú”",
        "Ô E1: Cột “Mã đơn vị” có hai lần.",
        "Ô F1: Không rõ cột “Điểm”",
    ]


def test_read_units_refuses_a_list_without_rows():
    assert read().errors == [CellError("", "Tệp không có dòng nào dưới tiêu đề.")]
