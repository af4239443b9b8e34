"""A file of indexes that others have published: columns, checks, rows."""

from collections import defaultdict
from collections.abc import Mapping

from cchc_portal.kit.excel import CellError, Column, Row, Source, day, decimal, read_table, text
from indicators.actions.indexes import IndexRow
from indicators.imports.units import UnitNames
from indicators.models import Period
from indicators.rules import Answer, Leaf, errors, leaves
from indicators.sets.trees import tree_of
from units.models import UnitQuerySet

MOST, PLACES = 1_000_000, 4
COLUMNS = (
    Column("unit", ("Mã đơn vị", "Đơn vị"), text(200), required=True, width=16),
    Column("code", ("Mã chỉ số",), text(30), required=True, width=14),
    Column("name", ("Tên chỉ số", "Chỉ số"), text(200), required=True, width=40),
    Column("value", ("Giá trị", "Kết quả"), decimal(0, MOST), required=True, width=12),
    Column("measure", ("Đơn vị tính",), text(30), width=12),
    Column("document_number", ("Số văn bản", "Số, ký hiệu"), text(80), required=True, width=18),
    Column("document_date", ("Ngày văn bản", "Ngày ban hành"), day, required=True, width=14),
    Column("issuer", ("Cơ quan ban hành",), text(200), required=True, width=28),
    Column("page", ("Trang",), text(40), width=10),
)

Faults = list[tuple[str, str]]  # (column key, sentence)
Asked = Mapping[str, list[Leaf]]  # the criteria that ask for an index, by its code


def read_indexes(source: Source, *, period: Period, units: UnitQuerySet) -> tuple[list[IndexRow], list[CellError]]:
    """Every index of the file and every error with its cell; the indexes count only when there are no errors.

    `units` are those whose indexes whoever sends the file may write.
    """
    table = read_table(source, COLUMNS)
    names, asked = UnitNames(period.data_from, period.data_to, units), _asked(period, units)
    found, rows, places = list(table.errors), [], {}
    for row in table.rows:
        index, faults = _read(row, names, asked)
        found += [CellError(row.cell(key), sentence) for key, sentence in faults]
        if index is None:
            continue
        first = places.setdefault(index.key, row.cell("code"))
        if first != row.cell("code"):
            found.append(CellError(row.cell("code"), f"Chỉ số {index.code} của đơn vị này đã có ở ô {first}."))
        rows.append(index)
    if not table.rows and not found:
        found.append(CellError("", "Tệp không có chỉ số nào dưới dòng tiêu đề."))
    return rows, found


def _asked(period: Period, units: UnitQuerySet) -> dict[int, Asked]:
    """What the set of each unit asks for; a unit of a block without criteria set is missing."""
    of_block: dict[int, Asked] = {}
    for used in period.sets.select_related("criteria_set").order_by("pk"):
        tree, codes = tree_of(used.criteria_set), defaultdict(list)
        for leaf in leaves(tree.roots):
            for each in leaf.inputs:
                if each.index:
                    codes[each.index].append(leaf)
        for gate in tree.options.gates:
            kind, _, code = gate.of.partition(".")
            if kind == "index":
                codes[code]
        of_block[used.block_id] = codes
    members = units.filter(block__in=of_block).order_by("pk").values_list("pk", "block_id")
    return {unit_id: of_block[block_id] for unit_id, block_id in members}


def _read(row: Row, units: UnitNames, asked: Mapping[int, Asked]) -> tuple[IndexRow | None, Faults]:
    """The index, or None with everything that is wrong with the row besides unreadable cells."""
    values = row.values
    if "unit" not in values or "code" not in values:
        return None, []
    unit_id, sentence = units.find(values["unit"])
    if unit_id is None:
        return None, [("unit", sentence)]
    if unit_id not in asked:
        return None, [("unit", "Khối của đơn vị này không có bộ tiêu chí trong kỳ.")]
    code = values["code"]
    if code not in asked[unit_id]:
        known = ", ".join(asked[unit_id]) or "không có"
        return None, [("code", f"Bộ tiêu chí của đơn vị này không dùng chỉ số “{code}”. Các mã: {known}.")]
    if any(column.required and column.key not in values for column in COLUMNS):
        return None, []
    if values["value"] != round(values["value"], PLACES):
        return None, [("value", f"Chỉ nhận {PLACES} chữ số thập phân.")]
    if wrong := _wrong(values["value"], code, asked[unit_id][code]):
        return None, [("value", wrong)]
    facts = {column.key: values.get(column.key) or "" for column in COLUMNS[2:]}
    return IndexRow(unit_id=unit_id, code=code, **facts), []


def _wrong(value: object, code: str, asking: list[Leaf]) -> str:
    """What a criterion says against the value: an index in percent above 100."""
    for leaf in asking:
        names = [each.name for each in leaf.inputs if each.index == code]
        if found := errors(leaf, Answer(dict.fromkeys(names, value))):
            return found[0].message
    return ""
