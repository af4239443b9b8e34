"""A file of dossiers → lines ready for COPY, and every error with its cell; writes nothing to the database (pure).

Runs in the reading child. Columns it does not know (names, ID numbers, phones, addresses) never leave this module.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from dossiers.intake import columns, halves
from dossiers.intake.archives import FileRefused
from dossiers.intake.columns import LABELS, Memo, Problem
from dossiers.intake.findings import Findings, Spec
from dossiers.intake.footers import declared_in, is_signed, summary_of
from dossiers.intake.headings import Heading, find_heading, is_numbering, keys_of, missing
from dossiers.intake.sheets import HEADING_ROWS, Row, Sheet, open_sheet
from dossiers.intake.verdicts import CLOCKED, ORDER, Wrong, judge_of

CHUNK = 5_000

Progress = Callable[[int, int], None]  # rows read, rows expected
Reader = Callable[[object], str]


def read_file(path: Path, spec: Spec, out: TextIO, progress: Progress) -> Findings:
    """Write one COPY line per right row to `out`, whatever is wrong with the others."""
    findings = Findings()
    try:
        sheet = open_sheet(path, spec.name)
        heading, numbered = find_heading(enumerate(sheet.rows, 1), spec)
        if places := _places(heading, sheet, spec, findings):
            blank, last = _read_table(numbered, places, spec, out, findings, sheet, progress)
            _check_hidden(sheet, findings)
            last = max(last, heading.number)
            _check_count(sheet, last - blank - heading.blank, last, findings)
    except FileRefused as refusal:
        findings.wrong("", str(refusal))
        findings.letters = {}  # what was read before it is not the file: nothing is compared
    return findings


def _places(heading: Heading, sheet: Sheet, spec: Spec, findings: Findings) -> dict[str, int]:
    """Column key → place in the row; nothing when the heading will not do."""
    row, keys = heading.row, keys_of(heading.row, spec)
    letters = [columns.letter(sheet.first_column + place) for place in range(len(keys))]
    findings.headings = [
        {"letter": letter, "text": columns.shown(cell)[:120], "key": key or ""}
        for letter, cell, key in zip(letters, row, keys, strict=True)
        if cell != ""
    ]
    if labels := missing(row, spec):
        named = ", ".join(f"“{label}”" for label in labels)
        advice = f"hãy đặt đúng tên cột ở dòng tiêu đề, trong {HEADING_ROWS} dòng đầu của trang"
        findings.wrong("", f"Thiếu cột {named}; {advice}.")
        findings.unknown = any(not heading["key"] for heading in findings.headings)
        return {}
    for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
        twice = [f"{letter}{heading.number}" for letter, found in zip(letters, keys, strict=True) if found == key]
        findings.wrong(twice[1], f"Cột “{LABELS[key]}” có {len(twice)} lần ({', '.join(twice)}); hãy giữ một cột.")
    places = {key: place for place, key in enumerate(keys) if key}
    findings.letters = {key: letters[place] for key, place in places.items()}
    return places if not findings.error_count else {}


def _readers(spec: Spec) -> dict[str, Reader]:
    words = {
        "mechanism": "“Một cửa” hoặc “Một cửa liên thông”",
        "channel": "“Trực tiếp”, “Trực tuyến” hoặc “Bưu chính công ích”",
        "status": "như “Đang xử lý”, “Đã xử lý xong”, “Đã trả kết quả”",
        "digitised": "“Có” hoặc “Không”",
        "papers": "“Có” hoặc “Không”",
        "paid": "“Có” hoặc “Không”",
    }
    fast: dict[str, Reader] = {
        "code": columns.code_reader(LABELS["code"]),
        "received": columns.date_reader(LABELS["received"], required=True, first=spec.first_day, last=spec.last_day),
        "due": columns.date_reader(LABELS["due"]),
        "finished": columns.date_reader(LABELS["finished"]),
        "delivered": columns.date_reader(LABELS["delivered"]),
        "extended_to": columns.date_reader(LABELS["extended_to"], first=spec.first_day, last=spec.last_day),
        **{key: columns.dates_reader(LABELS[key], first=spec.first_day, last=spec.last_day) for key in CLOCKED},
    }
    slow: dict[str, Reader] = {
        "unit": _unit_reader(spec),
        "procedure": columns.code_reader(LABELS["procedure"], 40),
        "days": columns.days_reader(LABELS["days"]),
        "fee": columns.money_reader(LABELS["fee"]),
        "extension": columns.text_reader(LABELS["extension"], 60),
        **{key: columns.word_reader(LABELS[key], spec.words[key], example) for key, example in words.items()},
    }
    return fast | {key: Memo(read).__getitem__ for key, read in slow.items()}


def _unit_reader(spec: Spec) -> Reader:
    def read(value: object) -> str:
        code = columns.shown(value)
        if not code and spec.default_unit is not None:
            return str(spec.default_unit)
        if code in spec.units:
            return str(spec.units[code])
        if not code:
            return Problem("Thiếu Mã đơn vị.")
        if code in spec.foreign:
            return Problem(f"Mã đơn vị “{code}” không thuộc đơn vị của tệp này; hãy gửi riêng tệp của đơn vị ấy.")
        advice = f"hãy ghi {next(iter(spec.units))} hoặc để trống" if len(spec.units) == 1 else "tra mã ở trang Đơn vị"
        return Problem(f"Mã đơn vị “{code[:40]}” không có trong danh mục đơn vị; {advice}.")

    return read


def _fields(places: dict[str, int], spec: Spec) -> list[tuple[int, Reader]]:
    """(place in the row, reader) in COPY order; an absent column reads as an empty cell."""
    readers, fields = _readers(spec), []
    for key in ORDER:
        if key in places:
            fields.append((places[key], readers[key]))
        else:
            default = readers[key]("")
            fields.append((0, lambda _, default=default: default))
    return fields


def _read_table(
    numbered: Iterator[tuple[int, Row]],
    places: dict[str, int],
    spec: Spec,
    out: TextIO,
    findings: Findings,
    sheet: Sheet,
    progress: Progress,
) -> tuple[int, int]:
    """The number of blank rows and of the last row; a long workbook is read by two processes."""
    if sheet.counted is None or sheet.total < spec.shared_from or not halves.can_share():
        return _read_rows(numbered, places, spec, out, findings, sheet, progress)
    half = sheet.total // 2

    def first(shared: halves.InTurn, mine: Findings) -> tuple[int, int]:
        rows = islice(numbered, half)
        return _read_rows(rows, places, spec, shared, mine, sheet, lambda done, total: progress(2 * done, total))

    def second(shared: halves.InTurn, mine: Findings) -> tuple[int, int]:
        rows = islice(numbered, half, None)
        return _read_rows(rows, places, spec, shared, mine, sheet, lambda done, total: None)

    return halves.read_halves(first, second, out, findings)


def _read_rows(
    numbered: Iterator[tuple[int, Row]],
    places: dict[str, int],
    spec: Spec,
    out: TextIO | halves.InTurn,
    findings: Findings,
    sheet: Sheet,
    progress: Progress,
) -> tuple[int, int]:
    """The number of blank rows and of the last row."""
    fields, judge = _fields(places, spec), judge_of(spec)
    code_at, name_at, names = places["code"], places.get("name"), findings.procedures
    said_at, said = places.get("status", code_at), Counter[object]()
    lines: list[str] = []
    blank = number = 0
    for number, row in numbered:
        if row[code_at] == "" and not any(cell != "" for cell in row):
            blank += 1
            continue
        findings.rows += 1
        cells = [read(row[place]) for place, read in fields]
        verdict = judge(cells)
        said[row[said_at]] += 1
        if type(verdict) is str:
            lines.append(f"{verdict}\t{number}\n")
            procedure = cells[2]
            if procedure not in names:
                names[procedure] = "" if name_at is None else columns.shown(row[name_at])
            if len(lines) == CHUNK:
                _flush(lines, out)
                progress(findings.rows, sheet.total)
        elif verdict is None:
            findings.left_out += 1
        else:
            _note_wrong(row, number, verdict, findings)
    _flush(lines, out)
    findings.declared = declared_in(said) if said_at != code_at else {}
    for row_number, sentence in sheet.problems:
        findings.wrong(f"A{row_number}", sentence)
    return blank, number


def _note_wrong(row: Row, number: int, wrong: Wrong, findings: Findings) -> None:
    """A row that is no dossier: a sum of the file's own, what else a form prints, or every reason why not."""
    summed = summary_of(row)
    if summed or is_numbering(row) or is_signed(row, below=findings.signed):
        findings.rows -= 1
        findings.summary |= summed
        findings.signed |= is_signed(row)
        return
    findings.wrong_rows += 1
    for key, sentence in wrong:
        findings.wrong(findings.at(key, number), sentence)


def _flush(lines: list[str], out: TextIO | halves.InTurn) -> None:
    out.writelines(lines)
    lines.clear()


def _check_hidden(sheet: Sheet, findings: Findings) -> None:
    """Cells that a parser sees as empty although they hold a broken or never computed formula."""
    used = set(findings.letters.values())
    for cells, sentence in (
        (
            sheet.counted.error_cells if sheet.counted else [],
            "Ô báo lỗi công thức (như #REF!); hãy sửa hoặc xóa công thức.",
        ),
        (
            sheet.counted.uncomputed_cells if sheet.counted else [],
            "Công thức chưa được tính; hãy mở bằng Excel, lưu lại rồi gửi.",
        ),
    ):
        for cell in cells:
            if cell.rstrip("0123456789") in used:
                findings.instead(cell, sentence)


def _check_count(sheet: Sheet, with_data: int, last: int, findings: Findings) -> None:
    """Rows counted in the sheet's XML must be the rows that were read: none lost, none invented."""
    if sheet.counted and not with_data <= sheet.counted.rows <= last:
        findings.wrong(
            "",
            f"Tệp có {sheet.counted.rows} dòng số liệu nhưng đọc được {with_data}; hãy mở bằng Excel, lưu lại rồi gửi.",
        )
    if not findings.rows and not findings.error_count:
        findings.wrong("", "Dưới dòng tiêu đề không có hồ sơ nào; hãy kiểm tra lại tệp và trang tính đã chọn.")
