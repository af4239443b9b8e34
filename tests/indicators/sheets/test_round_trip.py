"""The sheet out to Excel and back: nothing untouched changes, every planted fault is named, nobody is overwritten."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from indicators.exports.sheets import HEAD_ROW, write_sheet
from indicators.imports.sheets import FAULTS, NO_HEAD, NOT_A_WORKBOOK, marked, read_sheet
from indicators.models import SheetFile
from indicators.sets.trees import tree_of
from indicators.sheets.round_trip import Kind, compare
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client


def downloaded(scene) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_sheet(scene.assessment)))


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(ws: Worksheet, title: str) -> int:
    return next(cell.column for cell in ws[HEAD_ROW] if cell.value == title)


def line(ws: Worksheet, code: str) -> int:
    return next(row for row in range(HEAD_ROW + 1, ws.max_row + 1) if ws.cell(row, 1).value == code)


def put(book, code: str, title: str, value: Any) -> str:
    """Type into a cell; returns its address."""
    ws = book.worksheets[0]
    cell = ws.cell(line(ws, code), column(ws, title))
    cell.value = value
    return cell.coordinate


def compared(scene, content: bytes):
    assessment = scene.assessment
    return compare(read_sheet(content), assessment.scores.order_by("pk"), tree_of(assessment.criteria_set))


def told(found):
    return [(each.address, each.kind) for each in found.differences]


def send(clerk: Client, scene, content: bytes):
    path = reverse("indicators:sheet_upload", args=[scene.assessment_id])
    return clerk.post(path, {"file": SimpleUploadedFile("phieu.xlsx", content)}, follow=True)


# --- out -----------------------------------------------------------------------------------------------------------


def test_the_workbook_holds_every_row_the_unit_answers_and_only_these(scene):
    ws = downloaded(scene).worksheets[0]

    assert [ws.cell(row, 1).value for row in range(HEAD_ROW + 1, ws.max_row + 1)] == list(make.ASKED)
    assert [cell.value for cell in ws[HEAD_ROW]] == [
        "Mã", "Tiêu chí", "Ghi gì", "Số liệu 1", "Số liệu 2", "Không phát sinh", "Điểm tự chấm", "Điểm tối đa",
        "Hệ thống tính", "Kỳ trước", "Viện dẫn văn bản",
        "Lý do, giải trình", "Khóa dòng",
    ]  # fmt: skip


def test_heads_are_locked_inputs_open_keys_hidden_and_choices_are_lists(scene):
    book = downloaded(scene)
    ws = book.worksheets[0]
    row = line(ws, "2.3")

    assert ws.protection.sheet
    assert ws.cell(HEAD_ROW, 1).protection.locked
    assert not ws.cell(row, column(ws, "Số liệu 1")).protection.locked
    assert ws.cell(row, column(ws, "Số liệu 2")).protection.locked  # the portal measures it
    assert ws.column_dimensions["M"].hidden
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "hidden"]
    lists = {str(rule.sqref): rule.formula1 for rule in ws.data_validations.dataValidation}
    assert lists[f"D{line(ws, '1.1.2')}"] == "'Danh mục'!$B$1:$B$2"


def test_no_text_becomes_a_formula(scene):
    scene.save("2.1", values={"done": "1", "due": "2"}, citation="=HYPERLINK(1)")

    ws = downloaded(scene).worksheets[0]

    assert ws.cell(line(ws, "2.1"), column(ws, "Viện dẫn văn bản")).data_type == "s"


# --- back ----------------------------------------------------------------------------------------------------------


def test_untouched_nothing_changes(scene):
    scene.fill()

    found = compared(scene, saved(downloaded(scene)))

    assert (found.differences, found.edits, found.same) == ([], {}, len(make.ASKED))


def test_untouched_nothing_changes_even_when_the_web_has_moved_on(scene):
    content = saved(downloaded(scene))
    scene.fill()

    assert (compared(scene, content).differences, compared(scene, content).edits) == ([], {})


def test_new_and_changed_cells_are_told_apart_and_applied(clerk, scene):
    scene.save("2.3", values={"done": "4"})
    book = downloaded(scene)
    addresses = [
        put(book, "1.1.2", "Số liệu 1", "Một phần"),
        put(book, "2.1", "Số liệu 1", 42),
        put(book, "2.1", "Số liệu 2", "68"),
        put(book, "2.3", "Số liệu 1", "5"),
    ]

    page = send(clerk, scene, saved(book))
    kinds = [each.kind for each in page.context["found"].differences]
    assert scene.score("2.1").version == 0  # nothing is written before it is applied
    clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]))

    assert [each.address for each in page.context["found"].differences] == addresses
    assert kinds == [Kind.NEW, Kind.NEW, Kind.NEW, Kind.CHANGED]
    assert scene.score("2.1").answer == {"done": "42", "due": "68"}
    assert str(scene.score("2.1").self_points) == "1.24"  # it went on following what the portal computes
    assert scene.score("1.1.2").answer == {"choice": "2"}
    assert scene.score("2.3").answer == {"done": "5"}
    assert scene.score("1.3").version == 0


def test_sorted_rows_moved_columns_and_notes_of_ones_own_still_land_right(scene):
    book = downloaded(scene)
    put(book, "2.1", "Số liệu 1", 42)
    put(book, "2.1", "Số liệu 2", 68)
    ws = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in ws.iter_rows(min_row=HEAD_ROW)]
    shuffled = openpyxl.Workbook()
    for number, row in enumerate([rows[0], *reversed(rows[1:])], start=2):
        for place, value in enumerate(["ghi chú" if number == 2 else "xem lại", *reversed(row)], start=1):
            shuffled.active.cell(number, place, value)

    found = compared(scene, saved(shuffled))

    assert found.edits == {"2.1": {"done": "42", "due": "68"}}
    assert found.same == len(make.ASKED) - 1


def _uncomputed(book) -> str:
    return put(book, "2.1", "Số liệu 1", "=1+1")


FAULTY: dict[str, Callable[[Any], str]] = {
    "letters": lambda book: put(book, "2.1", "Số liệu 1", "12a"),
    "a fraction": lambda book: put(book, "2.1", "Số liệu 2", "1/2"),
    "a date": lambda book: put(book, "2.3", "Số liệu 1", dt.date(2026, 2, 1)),
    "a formula nobody computed": _uncomputed,
    "an error of Excel": lambda book: put(book, "1.3", "Số liệu 1", "#REF!"),
    "a choice that is not offered": lambda book: put(book, "1.1.2", "Số liệu 1", "Gần đủ"),
    "a tick where something always occurs": lambda book: put(book, "1.3", "Không phát sinh", "x"),
    "a tick that says nothing": lambda book: put(book, "2.1", "Không phát sinh", "có lẽ"),
    "negative points": lambda book: put(book, "1.2", "Điểm tự chấm", -1),
    "far too many": lambda book: put(book, "1.2", "Số liệu 1", "9" * 20),
    "a long citation": lambda book: put(book, "2.1", "Viện dẫn văn bản", "a" * 301),
    "a long reason": lambda book: put(book, "2.1", "Lý do, giải trình", "a" * 501),
    "a code of another row": lambda book: put(book, "2.3", "Mã", "2.4"),
}


@pytest.mark.parametrize("plant", FAULTY.values(), ids=FAULTY)
def test_a_planted_fault_is_found_at_its_address(scene, plant):
    book = downloaded(scene)
    address = plant(book)

    found = compared(scene, saved(book))

    assert told(found) == [(address, Kind.WRONG)]
    assert found.differences[0].sentence
    assert found.edits == {}


def test_k_planted_faults_are_k_addresses_and_come_back_marked(clerk, scene):
    book = downloaded(scene)
    places = {
        put(book, "1.1.2", "Số liệu 1", "Gần đủ"),
        put(book, "1.3", "Không phát sinh", "x"),
        put(book, "2.1", "Số liệu 1", "12a"),
        put(book, "2.1", "Số liệu 2", "1/2"),
        put(book, "2.3", "Số liệu 1", "năm"),
    }
    send(clerk, scene, saved(book))

    answer = clerk.get(reverse("indicators:sheet_file_marked", args=[SheetFile.objects.get().pk]))

    given = openpyxl.load_workbook(io.BytesIO(answer.content))
    ws = given.worksheets[0]
    commented = {cell.coordinate for row in ws.iter_rows() for cell in row if cell.comment}
    coloured = {cell.coordinate for row in ws.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FDC9C3"}
    assert commented == coloured == places
    assert {row[0].value for row in given[FAULTS].iter_rows(min_row=2)} == places
    assert ws["D" + str(line(ws, "2.1"))].comment.text == "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."


def test_the_marked_workbook_mended_goes_through(scene):
    book = downloaded(scene)
    put(book, "2.3", "Số liệu 1", "năm")
    given = openpyxl.load_workbook(io.BytesIO(marked(saved(book), compared(scene, saved(book)).faults)))

    put(given, "2.3", "Số liệu 1", 5)

    assert compared(scene, saved(given)).edits == {"2.3": {"done": "5"}}


def test_a_row_copied_twice_and_a_row_without_its_key_are_named(scene):
    book = downloaded(scene)
    ws = book.worksheets[0]
    for place in range(1, ws.max_column + 1):
        ws.cell(20, place).value = ws.cell(line(ws, "2.1"), place).value
    ws.cell(21, 1).value = "1.2"

    found = compared(scene, saved(book))

    assert told(found) == [("A20", Kind.WRONG), ("A21", Kind.WRONG)]
    assert found.differences[0].sentence == f"Dòng này lặp lại dòng {line(ws, '2.1')}. Hãy xóa một dòng."


def test_a_key_nobody_signed_or_of_another_sheet_opens_nothing(scene):
    other = make.scene("Sở Y tế", within=scene)
    book = downloaded(scene)
    put(book, "2.1", "Khóa dòng", downloaded(other).worksheets[0]["M5"].value)
    put(book, "2.3", "Khóa dòng", "WzEsMSx7fV0:abc:def")

    found = compared(scene, saved(book))

    assert [each.sentence[:24] for each in found.differences] == [
        "Dòng này thuộc phiếu khá",
        "Dòng này mất khóa (cột ẩ",
    ]


def test_a_cell_changed_on_the_web_meanwhile_is_a_conflict_and_stays(clerk, scene):
    scene.save("2.3", values={"done": "4"})
    book = downloaded(scene)
    address = put(book, "2.3", "Số liệu 1", 5)
    put(book, "1.3", "Số liệu 1", 2)
    colleague = units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh")
    scene.save("2.3", values={"done": "6"}, by=colleague)

    page = send(clerk, scene, saved(book))
    clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]))

    assert (address, Kind.STALE) in told(page.context["found"])
    assert "Trên mạng đã sửa thành 6 sau khi tải phiếu; tệp ghi 5." in page.content.decode()
    assert scene.score("2.3").answer == {"done": "6"}
    assert scene.score("1.3").answer == {"count": "2"}


def test_a_conflict_between_looking_and_applying_is_seen_too(clerk, scene):
    book = downloaded(scene)
    put(book, "2.3", "Số liệu 1", 5)
    send(clerk, scene, saved(book))
    scene.save("2.3", values={"done": "6"})

    page = clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]), follow=True)

    assert scene.score("2.3").answer == {"done": "6"}
    assert "Còn 1 ô chưa ghi vì sai hoặc xung đột." in page.content.decode()


def test_what_colleagues_changed_in_other_cells_of_the_row_stays(clerk, scene):
    book = downloaded(scene)
    put(book, "2.1", "Viện dẫn văn bản", "Số 5/BC")
    scene.save("2.1", values={"done": "1", "due": "2"})
    send(clerk, scene, saved(book))

    clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]))

    row = scene.score("2.1")
    assert (row.answer, row.citation) == ({"done": "1", "due": "2"}, "Số 5/BC")


def test_a_reason_written_in_the_workbook_clears_what_is_odd(clerk, scene):
    make.second_quarter(scene, {"2.1": make.Typed({"done": "10", "due": "50"})})
    book = downloaded(scene)
    put(book, "2.1", "Số liệu 1", 40)
    put(book, "2.1", "Số liệu 2", 50)
    put(book, "2.1", "Lý do, giải trình", "Tăng do chiến dịch 60 ngày")
    send(clerk, scene, saved(book))

    clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]))

    row = scene.score("2.1")
    assert row.remark == "Tăng do chiến dịch 60 ngày"
    assert [(flag["kind"], flag["answered"]) for flag in row.flags] == [("jump", True)]


def test_numbers_of_every_spelling_are_understood(scene):
    book = downloaded(scene)
    put(book, "2.1", "Số liệu 1", "115 439")
    put(book, "2.1", "Số liệu 2", 186916.0)
    put(book, "1.2", "Điểm tự chấm", 0.755)
    put(book, "2.3", "Viện dẫn văn bản", "Bao ca\u0301o")  # two code points for one letter

    edits = compared(scene, saved(book)).edits

    assert edits == {
        "2.1": {"done": "115439", "due": "186916"},
        "1.2": {"self": "0.76"},
        "2.3": {"citation": "Bao cáo"},
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"khong phai excel", NOT_A_WORKBOOK),
        (saved(openpyxl.Workbook()), NO_HEAD[:24]),
        (b"PK\x03\x04" + b"0" * 4_000_000, "Tệp lớn quá mức"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_with_a_sentence(clerk, scene, content, sentence):
    page = send(clerk, scene, content)

    assert page.status_code == 422
    assert sentence.split(".")[0] in page.content.decode()
    assert not SheetFile.objects.exists()


def test_after_handing_in_the_workbook_changes_nothing(clerk, scene):
    book = downloaded(scene)
    put(book, "2.3", "Số liệu 1", 5)
    send(clerk, scene, saved(book))
    scene.submit()

    clerk.post(reverse("indicators:sheet_file_apply", args=[SheetFile.objects.get().pk]))

    assert scene.score("2.3").version == 1
    assert send(clerk, scene, saved(book)).status_code == 422


def test_the_download_is_named_after_the_unit_and_locked_down(clerk, scene):
    answer = clerk.get(reverse("indicators:sheet_workbook", args=[scene.assessment_id]))

    assert answer["Content-Disposition"] == 'attachment; filename="phieu-so-tai-chinh-quy-3-2026.xlsx"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_the_pages_ask_as_much_for_one_change_as_for_three(clerk, scene):
    book = downloaded(scene)
    put(book, "2.3", "Số liệu 1", 5)
    send(clerk, scene, saved(book))
    put(book, "2.1", "Số liệu 1", 5)
    put(book, "1.3", "Số liệu 1", 5)

    def latest():
        return clerk.get(reverse("indicators:sheet_file", args=[SheetFile.objects.order_by("-sent_at").first().pk]))

    same_query_count(latest, lambda: send(clerk, scene, saved(book)))
    assert re.search(r"Áp dụng \d+ thay đổi", latest().content.decode())
