"""The criteria of a unit over its published years, each followed to what it was before (pure).

Published points are only read. A year is compared through the sets' own map from new codes to old ones (`was`); where
there is none, or an old criterion was divided, the years are not comparable and no figure stands there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.sets.diff import origins_of
from indicators.sets.edits import parsed, rows
from reports.figures import Leaf


@dataclass(frozen=True, slots=True)
class Rules:
    """A criteria set as far as years are concerned: its document as text, and the set its old codes are from."""

    source: str
    follows: int | None


@dataclass(frozen=True, slots=True)
class CriteriaYear:
    """What was published for one unit in one year: every leaf by its code, and the set that scored it."""

    year: int
    rules: int
    leaves: Mapping[str, Leaf]


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion in one year; several old codes were merged since. Without codes: not comparable."""

    codes: tuple[str, ...]
    points: Decimal | None = None
    maximum: Decimal | None = None
    not_applicable: bool = False

    @property
    def percent(self) -> Decimal | None:
        return None if self.points is None or not self.maximum else self.points * 100 / self.maximum


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of the latest year with its cell in every year, oldest first."""

    code: str
    name: str
    cells: tuple[Cell, ...]


def followed(years: Sequence[CriteriaYear], sets: Mapping[int, Rules]) -> list[Line]:
    """Every leaf of the latest year, followed back year by year; `years` are oldest first."""
    if not years:
        return []
    latest = years[-1]
    codes: Mapping[str, tuple[str, ...]] = {code: (code,) for code in latest.leaves}
    cells = {code: [_cell(latest, (code,))] for code in latest.leaves}
    for newer, older in zip(years[:0:-1], years[-2::-1], strict=True):
        codes = codes_before(codes, newer.rules, older.rules, sets)
        for code, before in codes.items():
            cells[code].append(_cell(older, before))
    return [Line(code, leaf.name, tuple(reversed(cells[code]))) for code, leaf in latest.leaves.items()]


def codes_before(
    codes: Mapping[str, tuple[str, ...]], newer: int, older: int, sets: Mapping[int, Rules]
) -> dict[str, tuple[str, ...]]:
    """The codes as the older set has them, through every set between the two; () where they cannot be followed."""
    found = dict(codes)
    while newer != older:
        follows = sets[newer].follows
        if follows is None or follows not in sets:
            return dict.fromkeys(found, ())
        before = {row["code"]: row for row in rows(parsed(sets[follows].source))}
        origins = {row["code"]: origins_of(row, before) for row in rows(parsed(sets[newer].source))}
        found = {code: _once(now, origins) for code, now in found.items()}
        shared = Counter(old for now in found.values() for old in now)
        found = {code: () if any(shared[old] > 1 for old in now) else now for code, now in found.items()}
        newer = follows
    return found


def _once(codes: tuple[str, ...], origins: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Where one of several has no predecessor, the sum has none either."""
    if not all(origins.get(code) for code in codes):
        return ()
    return tuple(dict.fromkeys(old for code in codes for old in origins[code]))


def _cell(year: CriteriaYear, codes: tuple[str, ...]) -> Cell:
    leaves = [year.leaves[code] for code in codes if code in year.leaves]
    if not leaves or len(leaves) < len(codes):
        return Cell(())
    if any(leaf.not_applicable for leaf in leaves):
        return Cell(codes, not_applicable=True)
    known = [leaf.points for leaf in leaves if leaf.points is not None]
    maximum = sum((leaf.max for leaf in leaves), Decimal(0))
    return Cell(codes, sum(known, Decimal(0)) if len(known) == len(leaves) else None, maximum)
