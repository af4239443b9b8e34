"""A file of survey results: columns, checks, rows."""

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings

from cchc_portal.kit.excel import CellError, Column, Row, Source, decimal, integer, read_table, text
from cchc_portal.kit.numbers import rounded, show_number, show_percent
from indicators.actions.surveys import SurveyRow
from indicators.enums import ScoredBy
from indicators.imports.units import UnitNames
from indicators.models import Criterion, Period
from indicators.records import Place
from indicators.rules import read_rule
from units.models import Unit

OPTIONS = ("A", "B", "C", "D")
BLANK = "E"
COLUMNS = (
    Column("unit", ("Mã đơn vị", "Đơn vị"), text(200), required=True, width=16),
    Column("criterion", ("Mã tiêu chí", "Tiêu chí"), text(20), required=True, width=12),
    *(Column(option, (option,), integer(0), width=8) for option in OPTIONS),
    Column(BLANK, ("Không trả lời", "Bỏ trống"), integer(0), width=14),
    Column("index", ("Chỉ số (%)", "Chỉ số"), decimal(0, 100), width=12),
    Column("respondents", ("Số phiếu",), integer(0), width=10),
)

Faults = list[tuple[str, str]]  # (column key, sentence)
Questions = Mapping[str, Criterion]  # survey criteria by code


def read_surveys(source: Source, *, period: Period) -> tuple[list[SurveyRow], list[CellError]]:
    """Every result of the file and every error with its cell; the results count only when there are no errors."""
    table = read_table(source, COLUMNS)
    units = UnitNames(period.data_from, period.data_to)
    questions = _questions(period)
    errors, results, places = list(table.errors), [], {}
    for row in table.rows:
        result, faults = _read(row, units, questions)
        errors += [CellError(row.cell(key), sentence) for key, sentence in faults]
        if result is None:
            continue
        first = places.setdefault(result.key, row.cell("criterion"))
        if first != row.cell("criterion"):
            sentence = f"Tiêu chí {result.criterion_code} của đơn vị này đã có ở ô {first}."
            errors.append(CellError(row.cell("criterion"), sentence))
        results.append(result)
    if not table.rows and not errors:
        errors.append(CellError("", "Tệp không có kết quả nào dưới dòng tiêu đề."))
    return results, errors


def _questions(period: Period) -> dict[int, Questions]:
    """Survey criteria by unit and code; a unit of a block without criteria set is missing."""
    of_block: dict[int, Questions] = {}
    for block_id, set_id in period.sets.order_by("pk").values_list("block_id", "criteria_set_id"):
        leaves = Criterion.objects.filter(criteria_set=set_id, is_leaf=True, scored_by=ScoredBy.SURVEY)
        of_block[block_id] = {leaf.code: leaf for leaf in leaves.order_by("position")}
    members = Unit.objects.filter(block__in=of_block).order_by("pk").values_list("pk", "block_id")
    return {unit_id: of_block[block_id] for unit_id, block_id in members}


def _read(row: Row, units: UnitNames, questions: Mapping[int, Questions]) -> tuple[SurveyRow | None, Faults]:
    """The result, or None with everything that is wrong with the row besides unreadable cells."""
    if "unit" not in row.values or "criterion" not in row.values:
        return None, []
    unit_id, sentence = units.find(row.values["unit"])
    if unit_id is None:
        return None, [("unit", sentence)]
    if unit_id not in questions:
        return None, [("unit", "Khối của đơn vị này không có bộ tiêu chí trong kỳ.")]
    code = row.values["criterion"]
    question = questions[unit_id].get(code)
    if question is None:
        known = ", ".join(questions[unit_id]) or "không có"
        return None, [("criterion", f"“{code}” không phải tiêu chí điều tra của đơn vị này. Các tiêu chí: {known}.")]
    counts = {option: count for option in (*OPTIONS, BLANK) if (count := row.values.get(option)) is not None}
    faults = _faults(row, question, counts)
    if faults:
        return None, faults
    index = None if _is_counted(question) else row.values.get("index")
    respondents = sum(counts.values()) if counts else row.values.get("respondents") or 0
    return SurveyRow(unit_id, code, counts, index, respondents), []


def _is_counted(question: Criterion) -> bool:
    return question.rule["kind"] == "survey"


def _faults(row: Row, question: Criterion, counts: Mapping[str, int]) -> Faults:
    index, respondents, answers = row.values.get("index"), row.values.get("respondents"), sum(counts.values())
    faults = []
    if counts and respondents is not None and respondents != answers:
        sentence = f"Số phiếu {show_number(respondents)} khác tổng các phương án {show_number(answers)}."
        faults.append(("respondents", sentence))
    people = answers - counts.get(BLANK, 0) if counts else respondents
    if people and people < settings.SURVEY_FEWEST_PEOPLE:
        least = f"dưới {settings.SURVEY_FEWEST_PEOPLE}: không nạp, để không đoán ra ai trả lời gì"
        faults.append(("A" if counts else "respondents", f"Mới có {show_number(people)} người trả lời, {least}."))
    if not _is_counted(question):
        if index is None and _readable(row, "index"):
            faults.append(("index" if "index" in row.letters else "criterion", _needs(question, "Chỉ số (%)")))
        return faults
    if not counts and all(_readable(row, option) for option in OPTIONS):
        faults.append(("A" if "A" in row.letters else "criterion", _needs(question, "số phiếu của từng phương án")))
    computed = _percent(question, counts)
    if index is not None and computed is not None and rounded(index) != computed:
        shown = f"{show_percent(index)} ghi trong tệp khác {show_percent(computed)} tính từ số phiếu"
        faults.append(("index", f"Chỉ số {shown}. Sửa số phiếu hoặc để trống ô này."))
    return faults


def _readable(row: Row, key: str) -> bool:
    """False where the cell has an error of its own, which is then the only one to tell."""
    return key in row.values or key not in row.letters


def _needs(question: Criterion, what: str) -> str:
    return f"Tiêu chí {question.code} cần {what}."


def _percent(question: Criterion, counts: Mapping[str, int]) -> Decimal | None:
    """The index in percent, two decimals, that the question's own rule computes from the counts."""
    rule = read_rule(question.rule, Place("", []))
    figure = rule.figure({option: Decimal(count) for option, count in counts.items()})
    return None if figure is None else rounded(figure)
