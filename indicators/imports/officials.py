"""A file of what a decision says: total, index, rank and class of units, and points of their criteria."""

from collections.abc import Mapping

from cchc_portal.kit.excel import CellError, Column, Row, Source, decimal, integer, read_table, text
from indicators.actions.officials import Decision, OfficialRow, says_the_same, stored_figures
from indicators.imports.units import UnitNames
from indicators.models import Criterion, OfficialFigure, Period
from units.models import UnitQuerySet

COLUMNS = (
    Column("unit", ("Mã đơn vị", "Đơn vị", "Tên đơn vị"), text(200), required=True, width=16),
    Column("criterion_code", ("Mã tiêu chí", "Tiêu chí"), text(20), width=12),
    Column("points", ("Điểm", "Tổng điểm"), decimal(0, 1000), width=10),
    Column("max_points", ("Điểm tối đa",), decimal(0, 1000), width=12),
    Column("percent", ("Chỉ số (%)", "Chỉ số"), decimal(0, 200), width=12),
    Column("rank", ("Hạng", "Xếp hạng"), integer(1, 9999), width=8),
    Column("grade", ("Xếp loại", "Nhóm"), text(30), width=14),
)
WHOLE = "cả đơn vị"
CORRECT = "Nếu có quyết định đính chính, nạp theo quyết định ấy."
PLACES = {"points": 4, "max_points": 2, "percent": 4}  # as the columns keep them

Faults = list[tuple[str, str]]  # (column key, sentence)


def read_officials(
    source: Source, *, period: Period, decision: Decision, units: UnitQuerySet
) -> tuple[list[OfficialRow], list[CellError]]:
    """Every row of the file and every error with its cell; the rows count only when there are no errors.

    `units` are those whose results whoever sends the file may write.
    """
    table = read_table(source, COLUMNS)
    names, codes = UnitNames(period.data_from, period.data_to, units), _codes(period, units)
    stored = stored_figures(period=period, decision=decision)
    errors, rows, places = list(table.errors), [], {}
    for row in table.rows:
        found, faults = _read(row, names, codes, stored)
        errors += [CellError(row.cell(key), sentence) for key, sentence in faults]
        if found is None:
            continue
        first = places.setdefault(found.key, row.cell("unit"))
        if first != row.cell("unit"):
            what = f"Tiêu chí {found.criterion_code}" if found.criterion_code else "Kết quả"
            errors.append(CellError(row.cell("unit"), f"{what} của đơn vị này đã có ở ô {first}."))
        rows.append(found)
    if not table.rows and not errors:
        errors.append(CellError("", "Tệp không có kết quả nào dưới dòng tiêu đề."))
    return rows, errors


def _codes(period: Period, units: UnitQuerySet) -> dict[int, set[str]]:
    """The criteria of each unit's set, areas among them; a unit of a block without set is missing."""
    of_block: dict[int, set[str]] = {}
    for block_id, set_id in period.sets.order_by("pk").values_list("block_id", "criteria_set_id"):
        nodes = Criterion.objects.filter(criteria_set=set_id).order_by("position")
        of_block[block_id] = set(nodes.values_list("code", flat=True))
    members = units.filter(block__in=of_block).order_by("pk").values_list("pk", "block_id")
    return {unit_id: of_block[block_id] for unit_id, block_id in members}


def _read(
    row: Row, names: UnitNames, codes: Mapping[int, set[str]], stored: Mapping[tuple[int, str], OfficialFigure]
) -> tuple[OfficialRow | None, Faults]:
    """What the row says, or None with everything that is wrong with it besides unreadable cells."""
    if "unit" not in row.values:
        return None, []
    unit_id, sentence = names.find(row.values["unit"])
    if unit_id is None:
        return None, [("unit", sentence)]
    code = row.values.get("criterion_code") or ""
    if unit_id not in codes:
        return None, [("unit", "Khối của đơn vị này không có bộ tiêu chí trong kỳ.")]
    if code and code not in codes[unit_id]:
        return None, [("criterion_code", f"Bộ tiêu chí của đơn vị này không có tiêu chí “{code}”.")]
    said = {name: row.values.get(name) for name in ("points", "max_points", "percent", "rank")}
    found = OfficialRow(unit_id, code, **said, grade=row.values.get("grade") or "")
    if (found.points, found.percent, found.rank, found.grade) == (None, None, None, ""):
        unreadable = any(name in row.letters and name not in row.values for name in (*said, "grade"))
        return None, [] if unreadable else [("unit", "Dòng này chưa ghi điểm, chỉ số, hạng hay xếp loại nào.")]
    for name in ("points", "max_points", "percent"):
        if said[name] is not None and said[name] != round(said[name], PLACES[name]):
            return None, [(name, f"Chỉ nhận {PLACES[name]} chữ số thập phân.")]
    if found.points is not None and found.max_points is not None and found.points > found.max_points:
        return None, [("points", "Điểm lớn hơn điểm tối đa ghi cùng dòng.")]
    before = stored.get(found.key)
    if before and not says_the_same(before, found):
        what = f"tiêu chí {code}" if code else WHOLE
        return None, [("unit", f"Quyết định này đã nạp với số khác cho {what}; số đã nạp không sửa được. {CORRECT}")]
    return found, []
