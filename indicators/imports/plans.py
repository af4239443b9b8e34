"""The appendix of a plan read back: columns, headings of areas, checks, rows; and the workbook with faults marked."""

import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
from django.db.models import Q
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from cchc_portal.kit.excel import CellError, Column, Row, Source, choice, day, decimal, read_table, text
from cchc_portal.kit.numbers import Unreadable
from cchc_portal.kit.text import clean, folded
from indicators.enums import AssignedBy
from indicators.imports.units import UnitNames
from indicators.models import Plan, Task
from indicators.plans.appendix import TaskRow
from indicators.plans.outcomes import why_not_finished

ALL_YEAR = frozenset({"ca nam", "trong nam", "thuong xuyen", "hang nam", "hang quy", "hang thang"})
SOURCES = {
    "Kế hoạch": AssignedBy.PLAN,
    AssignedBy.PLAN.label: AssignedBy.PLAN,
    "UBND": AssignedBy.PROVINCE,
    AssignedBy.PROVINCE.label: AssignedBy.PROVINCE,
}
MOST = Decimal("999999999999.99")  # what the column holds
FAULTS = "Lỗi cần sửa"

_QUARTER = re.compile(r"quy (i{1,3}|iv|[1-4])\s*[/ ]\s*(?:nam )?(\d{4})")
_MONTH = re.compile(r"thang (\d{1,2})\s*[/ ]\s*(?:nam )?(\d{4})")
_BEFORE = re.compile(r"^(?:truoc|den|xong truoc)?\s*(?:ngay )?(\d.*)$")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LEADING = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d+)\s*[.)/-]\s*", re.UNICODE)
_RED = PatternFill("solid", fgColor="FDC9C3")


def _due(value: Any) -> dt.date | None:
    """A day, the last day of "quý II/2023" or "tháng 6/2023"; None for "cả năm", "thường xuyên"."""
    if not isinstance(value, str):
        return day(value)
    words = folded(value)
    if words in ALL_YEAR or re.fullmatch(r"(ca|trong) nam \d{4}", words):
        return None
    if found := _QUARTER.fullmatch(words):
        quarter = _ROMAN.get(found[1]) or int(found[1])
        return _month_end(int(found[2]), 3 * quarter)
    if (found := _MONTH.fullmatch(words)) and 1 <= int(found[1]) <= 12:
        return _month_end(int(found[2]), int(found[1]))
    try:
        return day(found[1].strip() if (found := _BEFORE.match(words)) else value)
    except Unreadable as error:
        raise Unreadable("Ghi ngày dạng 31/12/2025, “quý II/2025”, “tháng 6/2025” hoặc “cả năm”.") from error


def _month_end(year: int, month: int) -> dt.date:
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return after - dt.timedelta(days=1)


COLUMNS = (
    Column("number", ("TT", "STT", "Số thứ tự"), text(500), expected=True, width=8),
    Column("area", ("Lĩnh vực",), text(120), width=28),
    Column("title", ("Nhiệm vụ", "Nhiệm vụ/Hoạt động", "Nội dung nhiệm vụ"), text(500), expected=True, width=60),
    Column("product", ("Sản phẩm", "Sản phẩm/Kết quả"), text(300), width=24),
    Column("lead", ("Cơ quan chủ trì", "Chủ trì", "Cơ quan chủ trì (mã hoặc tên)"), text(200), expected=True, width=24),
    Column("supporting", ("Cơ quan phối hợp", "Phối hợp"), text(300), width=30),
    Column("due_on", ("Thời hạn", "Thời gian hoàn thành", "Thời gian"), _due, width=14),
    Column("budget", ("Kinh phí", "Kinh phí/Ghi chú", "Ghi chú"), text(200), width=16),
    Column("target", ("Chỉ tiêu",), decimal(0, MOST), width=12),
    Column("parent", ("Nhiệm vụ của tỉnh", "Nhiệm vụ của tỉnh (số)"), text(20), width=12),
    Column("finished_on", ("Ngày hoàn thành",), day, width=14),
    Column("achieved", ("Thực hiện",), decimal(0, MOST), width=12),
    Column("assigned_by", ("Giao bởi",), choice(SOURCES, ["Kế hoạch", "UBND"]), width=12),
)
LONGEST_NUMBER = 20


class Appendix:
    """Reads one file for one plan: `plan` None stands for the province's yearly plan that is still to be made."""

    def __init__(self, *, year: int, today: dt.date, plan: Plan | None = None) -> None:
        self.year, self.today, self.plan = year, today, plan
        self.units = UnitNames(dt.date(year, 1, 1), dt.date(year, 12, 31))
        self.errors: list[CellError] = []
        self._places: dict[tuple[bool, str, int], str] = {}
        self._above = _tasks_of_the_province(plan)

    def read(self, source: Source) -> tuple[list[TaskRow], list[CellError]]:
        """Every task of the file and every error with its cell; the tasks count only when there are no errors."""
        table = read_table(source, COLUMNS)
        self.errors += table.errors
        unread = {error.cell for error in table.errors}
        tasks, area = [], ""
        for row in table.rows:
            if heading := _heading(row):
                area = heading
            elif task := self._task(row, area, unread):
                tasks.append(task)
        if not table.errors and not tasks and not self.errors:
            self.errors.append(CellError("", "Tệp không có nhiệm vụ nào dưới dòng tiêu đề."))
        return tasks, self.errors

    def _task(self, row: Row, area: str, unread: set[str]) -> TaskRow | None:
        values, before = row.values, len(self.errors)
        area = values.get("area") or area
        for key, title in (("number", "TT"), ("title", "Nhiệm vụ"), ("lead", "Cơ quan chủ trì")):
            if key in row.letters and row.cell(key) not in unread and not values.get(key):
                self._wrong(row, key, f"Chưa ghi “{title}”.")
        if not area:
            at = "area" if "area" in row.letters else "title"
            self._wrong(row, at, "Chưa rõ lĩnh vực: ghi cột “Lĩnh vực”, hoặc một dòng tên lĩnh vực phía trên.")
        if len(values.get("number") or "") > LONGEST_NUMBER:
            self._wrong(row, "number", f"Số thứ tự dài quá {LONGEST_NUMBER} chữ.")
        lead_id = self._lead(row)
        self._check_days(row)
        parent_id = self._parent(row, lead_id)
        given = self._given(row)
        if lead_id is None or not values.get("number") or not values.get("title") or not area:
            return None
        if len(self.errors) == before:
            self._check_once(row, lead_id, given)
        return self._made(row, area, lead_id, parent_id, given)

    def _made(self, row: Row, area: str, lead_id: int, parent_id: int | None, given: bool) -> TaskRow:
        values = row.values
        supporting = values.get("supporting") or ""
        return TaskRow(
            number=values["number"],
            area=area[:120],
            title=values["title"],
            product=values.get("product") or "",
            lead_id=lead_id,
            supporting=supporting,
            due_on=values.get("due_on"),
            finished_on=values.get("finished_on"),
            target=values.get("target"),
            achieved=values.get("achieved"),
            assigned_by=AssignedBy.PROVINCE if given else self.plan.source if self.plan else AssignedBy.PLAN,
            budget=values.get("budget") or "",
            parent_id=parent_id,
            supporter_ids=self._supporters(supporting, lead_id),
        )

    def _lead(self, row: Row) -> int | None:
        if not (lead := row.values.get("lead")):
            return None
        lead_id, sentence = self.units.find(lead)
        if sentence:
            self._wrong(row, "lead", sentence)
        return lead_id

    def _supporters(self, words: str, lead_id: int) -> tuple[int, ...]:
        """The units the words name one by one; "Các sở, ban, ngành" names nobody in particular."""
        found = (self.units.find(clean(name))[0] for name in re.split(r"[;,]", words) if name.strip())
        return tuple(dict.fromkeys(pk for pk in found if pk is not None and pk != lead_id))

    def _check_days(self, row: Row) -> None:
        finished_on, due_on = row.values.get("finished_on"), row.values.get("due_on")
        if finished_on and (sentence := why_not_finished(finished_on, year=self.year, today=self.today)):
            self._wrong(row, "finished_on", sentence)
        if due_on and due_on.year not in (self.year, self.year + 1):
            sentence = f"Thời hạn phải trong năm {self.year} hoặc {self.year + 1}. Kiểm tra lại năm, hoặc ghi “cả năm”."
            self._wrong(row, "due_on", sentence)

    def _given(self, row: Row) -> bool:
        given = row.values.get("assigned_by") == AssignedBy.PROVINCE
        if given and self.plan and self.plan.source != AssignedBy.PLAN:
            self._wrong(row, "assigned_by", "Nhiệm vụ UBND giao ngoài kế hoạch nạp cùng Kế hoạch CCHC của tỉnh.")
        return given

    def _parent(self, row: Row, lead_id: int | None) -> int | None:
        """The task of the province that a unit's own task specifies."""
        if not (number := row.values.get("parent")):
            return None
        if not self.plan or not self.plan.unit_id:
            self._wrong(row, "parent", "Chỉ kế hoạch của đơn vị mới ghi nhiệm vụ của tỉnh.")
            return None
        found = self._above.get(folded(number), [])
        found = [each for each in found if each[1] == lead_id] or found
        if len(found) != 1:
            problem = "không có" if not found else f"có {len(found)}"
            self._wrong(row, "parent", f"Kế hoạch năm {self.year} của tỉnh {problem} nhiệm vụ số {number}.")
            return None
        return found[0][0]

    def _check_once(self, row: Row, lead_id: int, given: bool) -> None:
        number = row.values["number"]
        first = self._places.setdefault((given, number, lead_id), row.cell("number"))
        if first != row.cell("number"):
            sentence = f"Nhiệm vụ số {number} của cơ quan này đã có ở ô {first}. Mỗi nhiệm vụ ghi một dòng."
            self._wrong(row, "number", sentence)

    def _wrong(self, row: Row, key: str, sentence: str) -> None:
        self.errors.append(CellError(row.cell(key), sentence))


def _tasks_of_the_province(plan: Plan | None) -> Mapping[str, list[tuple[int, int]]]:
    """{number: [(id, lead)]} of the issued plan of the same kind and year that a unit's plan stands below."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    if plan and plan.unit_id:
        province = Q(plan__unit=None, plan__year=plan.year, plan__kind=plan.kind)
        above = Task.objects.scoped(province).standing()  # everyone with a post reads the issued plan
        for pk, number, lead_id in above.order_by("pk").values_list("pk", "number", "lead_id"):
            found[folded(number)].append((pk, lead_id))
    return found


def _heading(row: Row) -> str:
    """The name of the area where a row is a heading: nothing but a number and a name, or one merged cell."""
    filled = {key: value for key, value in row.values.items() if value not in (None, "")}
    if set(filled) == {"title"} or set(filled) == {"area"}:
        return _LEADING.sub("", str(next(iter(filled.values()))))
    if set(filled) == {"number"} and len(filled["number"]) > 4:
        return _LEADING.sub("", filled["number"])
    if set(filled) == {"number", "title"} and re.fullmatch(r"[IVXLC]+\.?|[A-Z]\.?", filled["number"]):
        return str(filled["title"])
    return ""


def read_tasks(
    source: Source, *, year: int, today: dt.date, plan: Plan | None = None
) -> tuple[list[TaskRow], list[CellError]]:
    return Appendix(year=year, today=today, plan=plan).read(source)


def marked(content: bytes, errors: Sequence[CellError]) -> bytes:
    """The same workbook with the wrong cells coloured and commented, and all faults on a sheet of their own.

    Raises Unreadable for what is no workbook.
    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # a hostile workbook fails anywhere inside openpyxl, and in any way
        raise Unreadable("Đây không phải tệp Excel .xlsx nên không tô màu được. Hãy sửa theo danh sách lỗi.") from error
    sheet = book[_sheet_of_tasks(content, book.sheetnames)]
    if FAULTS in book.sheetnames:
        del book[FAULTS]
    listed = book.create_sheet(FAULTS)
    for place, (title, width) in enumerate((("Ô", 10), ("Cần sửa", 100)), start=1):
        listed.cell(1, place, title).font = Font(bold=True)
        listed.column_dimensions["AB"[place - 1]].width = width
    for address, sentences in _by_cell(errors).items():
        said = " ".join(sentences)
        if address:
            sheet[address].fill = _RED
            sheet[address].comment = Comment(said, "CCHC", width=320, height=110)
        listed.append([address or "Cả tệp", said])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _by_cell(errors: Iterable[CellError]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for error in errors:
        found[error.cell].append(error.sentence)
    return found


def _sheet_of_tasks(content: bytes, names: Sequence[str]) -> str:
    """The sheet that read_table reads: the first one with our header."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    known = {folded(header) for column in COLUMNS for header in column.headers}
    for sheet in book.worksheets:
        for cells in sheet.iter_rows(max_row=20, values_only=True):
            if sum(isinstance(cell, str) and folded(cell) in known for cell in cells) >= 2:
                return str(sheet.title)
    return names[0]
