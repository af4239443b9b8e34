"""The unit list as a workbook that the import reads back without a change."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from cchc_portal.kit.excel import write_table
from units.enums import Level
from units.imports import COLUMNS
from units.models import Unit

TITLE = "Danh sách đơn vị"


def unit_workbook(units: Iterable[Unit]) -> bytes:
    """Every column the import knows; the units come with their parent and block."""
    file = BytesIO()
    write_table(file, TITLE, COLUMNS, unit_cells(units))
    return file.getvalue()


def unit_cells(units: Iterable[Unit]) -> Iterator[dict[str, Any]]:
    for unit in units:
        yield {
            "code": unit.code,
            "official_code": unit.official_code,
            "name": unit.name,
            "short_name": unit.short_name,
            "parent": unit.parent.code if unit.parent else None,
            "level": Level(unit.level).label,
            "block": unit.block.code if unit.block else None,  # a name may be that of two blocks
            "ranked": unit.ranked,
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
        }
