"""What goes out stays text, is dated, and can come back in."""

import datetime as dt

import openpyxl

from dossiers.exports import HEADINGS, write_dossier_workbook
from tests.factories.dossiers import a_row, at


def cells(path):
    return [[(cell.value, cell.data_type) for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_write_dossier_workbook_keeps_dangerous_texts_as_texts(tmp_path):
    dangerous = ("=1+1", "+84", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(1)", "Đỗ Thị Ngọc", "0123", "http://vi.du")
    path = tmp_path / "a.xlsx"

    write_dossier_workbook(path, [a_row(code=text) for text in dangerous])

    assert [row[0] for row in cells(path)[1:]] == [(text, "s") for text in dangerous]


def test_write_dossier_workbook_writes_dates_numbers_and_blanks(tmp_path):
    path = tmp_path / "a.xlsx"

    write_dossier_workbook(path, [("A", None, "1.1", "Tên", None, None, at("2025-04-01 09:00"), None, None, "", 15)])

    head, row = cells(path)
    assert [title for title, _ in head] == list(HEADINGS)
    assert row[6] == (dt.datetime.fromisoformat("2025-04-01 09:00"), "d")
    assert row[10] == (15, "n")
    assert [value for value, _ in row[7:9]] == [None, None]


def test_write_dossier_workbook_shows_headings_without_rows(tmp_path):
    write_dossier_workbook(tmp_path / "a.xlsx", [])

    assert [title for title, _ in cells(tmp_path / "a.xlsx")[0]] == list(HEADINGS)
