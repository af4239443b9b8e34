"""Ranking inside one block: competition places 1, 2, 2, 4, what breaks a tie, and movement (pure)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from cchc_portal.kit.numbers import rounded

Key = TypeVar("Key", bound=Hashable)
NO_TIES: Mapping[Any, Sequence[Decimal | None]] = MappingProxyType({})


class Place(NamedTuple, Generic[Key]):
    """Rank 3 of 16; no rank for a unit that is scored but not ranked, or has no value yet."""

    key: Key
    rank: int | None
    of: int


def ranked(
    rows: Iterable[tuple[Key, Decimal | None, bool]],
    precision: int,
    ties: Mapping[Key, Sequence[Decimal | None]] = NO_TIES,
) -> list[Place[Key]]:
    """A place for each (key, value, ranked), in the order given.

    Values equal to `precision` decimals tie; then the figures under the key in `ties` are compared one by one
    (points of criteria the set names; an unknown one is below every known one), and who is still equal shares the
    place. Only rows that are ranked and have a value are counted and compared.
    """
    rows = list(rows)
    compared = merits(rows, precision, ties)
    first: dict[Any, int] = {}
    for place, merit in enumerate(sorted(compared.values(), reverse=True), start=1):
        first.setdefault(merit, place)
    return [Place(key, first[compared[key]] if key in compared else None, len(compared)) for key, _, _ in rows]


def merits(
    rows: Iterable[tuple[Key, Decimal | None, bool]],
    precision: int,
    ties: Mapping[Key, Sequence[Decimal | None]] = NO_TIES,
) -> dict[Key, tuple[Any, ...]]:
    """What decides a place, by key, for those who have one: the greater stands above, equals share the place."""
    step = Decimal(1).scaleb(-precision)
    return {
        key: (rounded(value, step), *map(_known_first, ties.get(key, ())))
        for key, value, takes_part in rows
        if takes_part and value is not None
    }


def _known_first(figure: Decimal | None) -> tuple[bool, Decimal]:
    return figure is not None, figure or Decimal(0)


def place_text(place: Place[Any], *, block: str, period: str) -> str:
    """ "hạng 3/16, khối Sở, ban, ngành, kỳ năm 2022": a rank is never printed without what it is a rank among."""
    if place.rank is None:
        return f"không xếp hạng, khối {block}, kỳ {period}"
    return f"hạng {place.rank}/{place.of}, khối {block}, kỳ {period}"


def movement(now: int | None, before: int | None) -> int | None:
    """Places climbed since last time (negative: lost); None where there is nothing to compare."""
    return None if now is None or before is None else before - now
