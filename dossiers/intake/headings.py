"""Where the heading of a table stands and what it says; a heading of two rows is read as one (pure).

Runs in the reading child. Files made for printing group their columns: "Thời gian" above "Ngày tiếp nhận" and "Ngày
hẹn trả", "Trạng thái" beside it over both rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from dossiers.intake import columns
from dossiers.intake.findings import Spec
from dossiers.intake.sheets import HEADING_ROWS, Row

Numbered = Iterator[tuple[int, Row]]
_NUMBERED = re.compile(r"\(?([A-Z]|\d{1,2})\)?(\s*=.*)?").fullmatch


@dataclass(frozen=True, slots=True)
class Heading:
    """`number` is that of its last row, `row` has a cell for each column, `blank` rows stand above it."""

    number: int
    row: Row
    blank: int


def find_heading(numbered: Numbered, spec: Spec) -> tuple[Heading, Numbered]:
    """The heading, and the rows that follow it.

    The first row with a heading for the code. Without one: the row with most headings we know, else the first row of
    several words and no numbers, which people may be asked about. A row of a person's data never looks like that.
    """
    blank, best, most = 0, Heading(0, [], 0), 0
    above: Row = []
    for number, row in numbered:
        if "code" in keys_of(row, spec):
            return _of_two_rows(Heading(number, row, blank), above, numbered, spec)
        blank += not any(cell != "" for cell in row)
        known = _known(row, spec)
        if _wordy(row) and known + 1 > most:
            best, most = Heading(number, row, blank), known + 1
        above = row
        if number == HEADING_ROWS:
            break
    return best, numbered


def keys_of(row: Row, spec: Spec) -> list[str | None]:
    """The column of each heading; None where it is not known."""
    return [columns.heading(cell, spec.headings) for cell in row]


def missing(row: Row, spec: Spec) -> list[str]:
    """The labels of the columns without which no dossier can be read."""
    keys = keys_of(row, spec)
    wanted = [c for c in columns.COLUMNS if c.required or (c.key == "unit" and spec.default_unit is None)]
    return [column.label for column in wanted if column.key not in keys]


def is_numbering(row: Row) -> bool:
    """Whether the row only numbers the columns, as (1), (2), (3) or A, B, 1, 2 under the heading of a form."""
    cells = [columns.shown(cell) for cell in row if cell != ""]
    return len(cells) >= 3 and all(map(_NUMBERED, cells))


def _of_two_rows(found: Heading, above: Row, numbered: Numbered, spec: Spec) -> tuple[Heading, Numbered]:
    """The heading together with the row above or below it, where that names more columns."""
    below = next(numbered, None)
    if below is None:
        rest: Numbered = iter(())
        under = found
    else:
        rest = chain([below], numbered)
        under = Heading(below[0], _over(found.row, below[1]), found.blank)
    upper = Heading(found.number, _over(above, found.row), found.blank)
    best = max((found, upper, under), key=lambda each: _known(each.row, spec))  # the first of equals
    if best is found and below and _wordy(below[1]) and missing(found.row, spec):
        best = under  # headings of the unit's own: people are asked about both rows
    return (best, numbered) if best is under and below else (best, rest)


def _over(high: Row, low: Row) -> Row:
    """Two rows as one: what stands below is the name, what has nothing below reaches over both."""
    return [below if below != "" else above for above, below in zip_longest(high, low, fillvalue="")]


def _known(row: Row, spec: Spec) -> int:
    """How many columns the row names, each once."""
    return len({key for key in keys_of(row, spec) if key})


def _wordy(row: Row) -> bool:
    """At least three cells, all text, none with a long number."""
    cells = [cell for cell in row if cell != ""]
    return len(cells) >= 3 and all(isinstance(cell, str) and not re.search(r"\d{4}", cell) for cell in cells)
