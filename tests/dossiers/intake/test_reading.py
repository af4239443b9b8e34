"""The child reads within limits, and its death is a sentence."""

import zipfile
from dataclasses import replace

import pytest

from dossiers.intake.reading import KILLED, read_in_child
from tests.dossiers.intake.test_archives import SHEET, rewritten
from tests.factories.dossiers import a_row, a_spec, a_workbook, rows


def read(path, told=None):
    """The lines and the findings."""
    with read_in_child(path, a_spec(), told or (lambda done, total: None)) as child:
        lines = child.lines.read().decode()
        return lines, child.finish()


def test_read_in_child_streams_lines_and_progress(tmp_path):
    told = []

    lines, findings = read(a_workbook(tmp_path, rows(6_000)), lambda done, total: told.append((done, total)))

    assert findings.errors == []
    assert told == [(5_000, 6_001)]
    assert lines.count("\n") == 6_000
    assert findings.peak_kib > 0


def test_two_processes_find_what_one_finds(tmp_path):
    """Blank rows, mistakes, a dossier twice and a sum below the table, in either half."""
    table = rows(40)
    table[3:3] = [a_row(code=""), {}, a_row("H-twice")]
    table += [{}, a_row("H-twice"), a_row("H-wrong", **{"Ngày tiếp nhận": "hôm qua"}), {"Mã hồ sơ": "Tổng cộng: 7"}]
    path = a_workbook(tmp_path, table)

    found = []
    for shared_from in (10, 1_000):
        with read_in_child(path, replace(a_spec(), shared_from=shared_from), lambda done, total: None) as child:
            lines = child.lines.read().decode().splitlines()
            found.append((sorted(lines), child.finish().as_dict() | {"peak_kib": 0}))

    assert found[0] == found[1]
    assert found[0][1]["rows"] == 44
    assert [error["cell"] for error in found[0][1]["errors"]] == ["A5", "G47"]
    assert found[0][1]["summary"] == {"rows": 7}


def test_read_in_child_passes_errors_on(tmp_path):
    lines, findings = read(a_workbook(tmp_path, [a_row(code="")]))

    assert lines == ""
    assert findings.errors == [{"cell": "A2", "message": "Thiếu Mã hồ sơ."}]


@pytest.mark.parametrize("shared_from", [1_000, 100_000])
def test_read_in_child_ends_the_child_with_the_block(tmp_path, shared_from):
    """Both processes of it: one that lived on would block at a full pipe, and we at its messages."""
    spec = replace(a_spec(), shared_from=shared_from)
    with read_in_child(a_workbook(tmp_path, rows(3_000)), spec, lambda done, total: None) as child:
        assert child.lines.read(1) == b"H"

    assert child.lines.closed


def test_read_in_child_survives_a_bomb(tmp_path):
    """A cell in the last corner makes a table of 17 billion cells: only the child dies of it."""
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = rewritten(a_workbook(tmp_path, rows(1)), {SHEET: lambda part: part.replace(b"</sheetData>", corner)})
    assert zipfile.is_zipfile(path)

    _, findings = read(path)

    assert findings.errors == [{"cell": "", "message": KILLED}]
