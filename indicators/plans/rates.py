"""Rates of done tasks by area or unit (pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import show_number
from indicators.plans.outcomes import Tally, tally


@dataclass(frozen=True, slots=True)
class Rate:
    """The tasks of one area or one lead unit: `key` is what the filter in the address names."""

    key: str
    label: str
    counts: Tally


def rates(tasks: Iterable[Any], key: Callable[[Any], str], label: Callable[[Any], str]) -> list[Rate]:
    """One line for each key, in the order of the tasks; every task knows its `outcome`."""
    found: dict[str, tuple[str, list[Any]]] = {}
    for task in tasks:
        found.setdefault(key(task), (label(task), []))[1].append(task.outcome)
    return [Rate(each, name, tally(outcomes)) for each, (name, outcomes) in found.items()]


def sum_text(parts: Sequence[Decimal]) -> str:
    """ "356 + 1.189 = 1.545"; "" for fewer than two parts."""
    if len(parts) < 2:
        return ""
    return f"{' + '.join(map(show_number, parts))} = {show_number(sum(parts, Decimal(0)))}"
