"""A file of results of one survey, a line for every unit and question: columns, checks, rows; the file to fill in."""

import io
from collections.abc import Mapping, Sequence

from cchc_portal.kit.excel import CellError, Column, Row, Source, decimal, integer, read_table, text, write_table
from cchc_portal.kit.numbers import show_number
from indicators.actions.survey_answers import TallyRow
from indicators.imports.units import UnitNames
from indicators.models import Survey, SurveyQuestion
from indicators.surveys.criteria import surveyed_units
from indicators.surveys.options import BLANK, LETTERS

MOST = 1_000_000
COLUMNS = (
    Column("unit", ("Mã đơn vị", "Đơn vị"), text(200), required=True, width=16),
    Column("name", ("Tên đơn vị",), text(300), width=36),
    Column("question", ("Câu số", "Câu"), integer(1, 999), required=True, width=8),
    Column("words", ("Câu hỏi", "Nội dung câu hỏi"), text(600), width=44),
    *(Column(letter, (letter, f"Phương án {letter}"), integer(0, MOST), width=8) for letter in LETTERS),
    Column(BLANK, ("Không có ý kiến", "Không trả lời", "Bỏ trống"), integer(0, MOST), width=16),
    Column("index", ("Chỉ số (%)", "Chỉ số"), decimal(0, 100), width=12),
    Column("respondents", ("Số phiếu",), integer(0, MOST), width=10),
)
SHOWN = ("unit", "question", *LETTERS[:4], BLANK, "index", "respondents")
"""What a page says of the columns; the others are there to read by."""

Faults = list[tuple[str, str]]  # (column key, sentence)


def read_tallies(source: Source, *, survey: Survey) -> tuple[list[TallyRow], list[CellError]]:
    """Every result of the file and every error with its cell; the results count only when there are no errors.

    A line without any number is a unit that is not counted yet: it is passed over.
    """
    table = read_table(source, COLUMNS)
    names = UnitNames(survey.period.data_to, survey.period.data_to, surveyed_units(survey))
    questions = {each.position: each for each in survey.questions.order_by("position")}
    errors, results, places = list(table.errors), [], {}
    for row in table.rows:
        result, faults = _read(row, names, questions)
        errors += [CellError(row.cell(key), sentence) for key, sentence in faults]
        if result is None:
            continue
        first = places.setdefault(result.key, row.cell("question"))
        if first != row.cell("question"):
            sentence = f"Câu {row.values['question']} của đơn vị này đã có ở ô {first}."
            errors.append(CellError(row.cell("question"), sentence))
        results.append(result)
    if not results and not errors:
        errors.append(CellError("", "Tệp không có kết quả nào dưới dòng tiêu đề."))
    return results, errors


def _read(row: Row, units: UnitNames, questions: Mapping[int, SurveyQuestion]) -> tuple[TallyRow | None, Faults]:
    """The result, or None with everything that is wrong with the row besides unreadable cells."""
    values = row.values
    if values.get("unit") is None or values.get("question") is None:
        return None, []
    unit_id, sentence = units.find(values["unit"])
    faults: Faults = [] if unit_id else [("unit", f"{sentence} Phiếu này chỉ hỏi về các đơn vị trong khối.")]
    question = questions.get(values["question"])
    if question is None:
        known = f"từ 1 đến {len(questions)}" if questions else "chưa có câu nào"
        faults.append(("question", f"Phiếu không có câu {values['question']}; các câu: {known}."))
    if unit_id is None or question is None:
        return None, faults
    figures = (*LETTERS, BLANK, "index", "respondents")
    if not any(values.get(key) is not None or not _readable(row, key) for key in figures):
        return None, []
    return _indexed(row, unit_id, question) if not question.choices else _counted(row, unit_id, question)


def _indexed(row: Row, unit_id: int, question: SurveyQuestion) -> tuple[TallyRow | None, Faults]:
    """A question without options: an index and of how many people."""
    faults = [
        (key, f"Câu {question.position} không có phương án trả lời; ghi “Chỉ số (%)” và “Số phiếu”.")
        for key in (*LETTERS, BLANK)
        if row.values.get(key)
    ]
    index, respondents = row.values.get("index"), row.values.get("respondents")
    if index is None and _readable(row, "index"):
        faults.append((_there(row, "index"), f"Câu {question.position} cần “Chỉ số (%)”."))
    if not respondents and _readable(row, "respondents"):
        sentence = f"Câu {question.position} cần “Số phiếu”: có bao nhiêu người trả lời thì mới biết sai số."
        faults.append((_there(row, "respondents"), sentence))
    if faults or index is None or not respondents:
        return None, faults
    return TallyRow(unit_id, question.pk, {}, index, respondents), []


def _counted(row: Row, unit_id: int, question: SurveyQuestion) -> tuple[TallyRow | None, Faults]:
    letters = [each.letter for each in question.options]
    faults = [
        (letter, f"Câu {question.position} chỉ có phương án {letters[0]} đến {letters[-1]}; để trống ô này.")
        for letter in LETTERS
        if letter not in letters and row.values.get(letter)
    ]
    if row.values.get("index") is not None:
        faults.append(("index", "Câu này tính từ số phiếu từng phương án; để trống ô chỉ số."))
    counts = {key: count for key in (*letters, BLANK) if (count := row.values.get(key))}
    total, respondents = sum(counts.values()), row.values.get("respondents")
    readable = all(_readable(row, key) for key in (*letters, BLANK))
    if respondents is not None and readable and respondents != total:
        sentence = f"Số phiếu {show_number(respondents)} khác tổng các phương án {show_number(total)}."
        faults.append(("respondents", sentence))
    return (None, faults) if faults or not readable else (TallyRow(unit_id, question.pk, counts, None, 0), [])


def _readable(row: Row, key: str) -> bool:
    """False where the cell has an error of its own, which is then the only one to tell."""
    return key in row.values or key not in row.letters


def _there(row: Row, key: str) -> str:
    return key if key in row.letters else "question"


def tally_workbook(survey: Survey) -> bytes:
    """The file to fill in: a line for every unit and question."""
    units = list(surveyed_units(survey).order_by("sort_name", "pk"))
    questions: Sequence[SurveyQuestion] = list(survey.questions.order_by("position"))
    rows = [
        {"unit": unit.code, "name": unit.name, "question": each.position, "words": each.text}
        for unit in units
        for each in questions
    ]
    letters = max((len(each.choices) for each in questions), default=0)
    columns = [column for column in COLUMNS if column.key not in LETTERS[letters:]]
    buffer = io.BytesIO()
    write_table(buffer, f"{survey.name} · {survey.period.name}", columns, rows)
    return buffer.getvalue()
