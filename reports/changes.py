"""What somebody tries out, as it stands in the address: one text per change, read back strictly (pure).

"12~3.3.1~n~done~95": in the sheet of unit 12, figure `done` of criterion 3.3.1 is 95. The address is the whole memory
of the sandbox, so nothing is stored and a link shows the next person the same.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST = 60  # changes in one address: browsers and proxies cut what is much longer


class What(StrEnum):
    """Which part of a criterion is changed."""

    FIGURE = "n"
    POINTS = "p"
    EXEMPT = "x"


@dataclass(frozen=True, slots=True)
class Change:
    """`value` is a figure, points, or 1 and 0 for yes and no; `name` is the input whose figure it is."""

    unit_id: int
    code: str
    what: What
    value: Decimal
    name: str = ""

    @property
    def text(self) -> str:
        return "~".join((str(self.unit_id), self.code, self.what, self.name, f"{self.value:f}"))

    @property
    def place(self) -> tuple[int, str, What, str]:
        """A later change of the same place takes the place of an earlier one."""
        return self.unit_id, self.code, self.what, self.name


_TEXT = re.compile(r"(\d{1,9})~([^~]{1,20})~([npx])~([A-Za-z0-9_]{0,30})~(\d{1,12}(?:\.\d{1,4})?)")


def read_changes(texts: Iterable[str]) -> list[Change]:
    """The changes an address names, the last one of each place, at most MOST; what cannot be read is left out."""
    found: dict[tuple[int, str, What, str], Change] = {}
    for text in texts:
        if match := _TEXT.fullmatch(text):
            unit_id, code, what, name, value = match.groups()
            change = Change(int(unit_id), code, What(what), Decimal(value), name)
            if (change.what is What.FIGURE) == bool(name):
                found[change.place] = change
    return list(found.values())[-MOST:]
