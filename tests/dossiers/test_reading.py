"""The child reads within limits, and its death is a sentence."""

import zipfile

from dossiers.reading import KILLED, read_in_child
from tests.dossiers.test_archives import SHEET, rewritten
from tests.factories.dossiers import a_row, a_spec, a_workbook, rows


def read(path, tmp_path, told=None):
    return read_in_child(path, a_spec(), tmp_path / "lines", told or (lambda done, total: None))


def test_read_in_child_streams_lines_and_progress(tmp_path):
    told = []

    findings = read(a_workbook(tmp_path, rows(6_000)), tmp_path, lambda done, total: told.append((done, total)))

    assert findings.errors == []
    assert told == [(5_000, 6_001)]
    assert (tmp_path / "lines").read_text().count("\n") == 6_000
    assert findings.peak_kib > 0


def test_read_in_child_passes_errors_on(tmp_path):
    findings = read(a_workbook(tmp_path, [a_row(code="")]), tmp_path)

    assert findings.errors == [{"cell": "A2", "message": "Thiếu Mã hồ sơ."}]


def test_read_in_child_survives_a_bomb(tmp_path):
    """A cell in the last corner makes a table of 17 billion cells: only the child dies of it."""
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = rewritten(a_workbook(tmp_path, rows(1)), {SHEET: lambda part: part.replace(b"</sheetData>", corner)})
    assert zipfile.is_zipfile(path)

    findings = read(path, tmp_path)

    assert findings.errors == [{"cell": "", "message": KILLED}]
