"""python -m bench scoring [--rounds 15]: points, explanations and totals of a province, in pure Python.

120 units × 60 criteria. The machine may be shared, so what counts is processor time of this process, and the least
of several rounds. Every unit has other figures: nothing can be remembered from one to the next.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle, islice

from bench import _report
from indicators.answers import is_measured
from indicators.explanations import explained
from indicators.grades import grade
from indicators.rules import Answer, Leaf, leaves
from indicators.scoring import score_leaf, total
from indicators.sets.document import SetDocument, read_set
from reports.rankings import ranked
from tests.factories.criteria import worked_set

UNITS, CRITERIA = 120, 60
Sheet = dict[str, Answer]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench scoring")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args(arguments).rounds
    document = read_set(worked_set())
    chosen = list(leaves(document.tree))
    sixty = list(islice(cycle(chosen), CRITERIA))
    sheets = [_sheet(chosen, random.Random(unit)) for unit in range(UNITS)]
    scored = [{code: score_leaf(leaf, sheet[code]).points for code, leaf in _by_code(chosen)} for sheet in sheets]

    leaf_times = _measured(rounds, lambda: [[score_leaf(leaf, sheet[leaf.code]) for leaf in sixty] for sheet in sheets])
    total_times = _measured(rounds, lambda: _ranked(document, sheets, scored))
    both = [one + other for one, other in zip(leaf_times, total_times, strict=True)]
    tree_times = _measured(3, lambda: [_explained(document, *pair) for pair in zip(sheets, scored, strict=True)])
    lines = [
        _line(f"{UNITS} × {CRITERIA} points, each with its explanation", leaf_times),
        _line(f"{UNITS} totals, grades and ranks", total_times),
        _line("both", both, "≤ 60 ms"),
        _line(f"{UNITS} whole explanation trees, as the page of a unit shows one", tree_times),
    ]
    command = f"python -m bench scoring --rounds {rounds}"
    _report.write("Scoring a province", command, ["what", "least", "median", "goal"], lines)


def _by_code(chosen: list[Leaf]) -> list[tuple[str, Leaf]]:
    return [(leaf.code, leaf) for leaf in chosen]


def _sheet(chosen: list[Leaf], chance: random.Random) -> Sheet:
    """Believable answers: parts below their wholes, few violations, some exemptions."""
    return {leaf.code: _answer(leaf, chance) for leaf in chosen}


def _answer(leaf: Leaf, chance: random.Random) -> Answer:
    if not is_measured(leaf) and chance.random() < 0.03:
        return Answer({}, not_applicable=True)
    if leaf.rule.KIND == "survey":
        return Answer({name: Decimal(chance.randint(0, 400)) for name in leaf.rule.optional()})
    values = {}
    for name in leaf.rule.required():
        most = {"yes": 1, "choice": 2, "count": 2, "days": 12, "head": 0, "index": 100}.get(name, 400)
        low = 1 if name == "choice" else 0
        values[name] = Decimal(900 + chance.randint(0, 99) if name in leaf_wholes(leaf) else chance.randint(low, most))
    return Answer(values)


def leaf_wholes(leaf: Leaf) -> tuple[str, ...]:
    return getattr(leaf.rule, "whole", ())


def _ranked(document: SetDocument, sheets: list[Sheet], scored: list[dict[str, Decimal | None]]) -> object:
    options = document.options
    totals = [
        total(document.tree, points, {code for code in points if sheet[code].not_applicable}, options)
        for sheet, points in zip(sheets, scored, strict=True)
    ]
    for each in totals:
        grade(each.result, options.bands, options.gates, each.facts_of(gate.of for gate in options.gates))
    return ranked([(at, each.result, True) for at, each in enumerate(totals)], options.ranking_precision)


def _explained(document: SetDocument, sheet: Sheet, points: dict[str, Decimal | None]) -> object:
    options = document.options
    return explained(document.tree, sheet, points, total(document.tree, points, (), options), options)


def _measured(rounds: int, work: Callable[[], object]) -> list[float]:
    """Milliseconds of processor time of each round, after one that warms up; without the collector, as timeit does."""
    work()
    found = []
    gc.disable()
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    gc.enable()
    return found


def _line(what: str, times: list[float], goal: str = "") -> list[str]:
    return [what, f"{min(times):.0f} ms", f"{sorted(times)[len(times) // 2]:.0f} ms", goal]
