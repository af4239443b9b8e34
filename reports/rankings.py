"""Ranking inside one block: competition places 1, 2, 2, 4, and their movement (pure)."""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from cchc_portal.kit.numbers import rounded

Key = TypeVar("Key", bound=Hashable)


class Place(NamedTuple, Generic[Key]):
    """Rank 3 of 16; no rank for a unit that is scored but not ranked, or has no value yet."""

    key: Key
    rank: int | None
    of: int


def ranked(rows: Iterable[tuple[Key, Decimal | None, bool]], precision: int) -> list[Place[Key]]:
    """A place for each (key, value, ranked), in the order given; values equal to `precision` decimals tie.

    Only rows that are ranked and have a value are counted and compared.
    """
    rows = list(rows)
    step = Decimal(1).scaleb(-precision)
    values = {key: rounded(value, step) for key, value, takes_part in rows if takes_part and value is not None}
    first: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), start=1):
        first.setdefault(value, place)
    return [Place(key, first[values[key]] if key in values else None, len(values)) for key, _, _ in rows]


def movement(now: int | None, before: int | None) -> int | None:
    """Places climbed since last time (negative: lost); None where there is nothing to compare."""
    return None if now is None or before is None else before - now
