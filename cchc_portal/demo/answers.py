"""What a unit of the invented city answers for a criterion, given how good the unit is (pure).

Works from the rule of the criterion, so it fits any criteria set; the same unit and criterion always answer the same.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

TYPED = "typed"


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    values: dict[str, str] = field(default_factory=dict)
    no_occurrence: bool = False
    citation: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion as far as an answer needs it: its rule and inputs as stored, and what the portal measured."""

    code: str
    max_points: Decimal
    rule: Mapping[str, Any]
    inputs: tuple[Mapping[str, Any], ...]
    evidence: bool
    figures: Mapping[str, Decimal]

    def measured(self, name: str) -> Decimal | None:
        """The measured value behind an input; None where the unit types it."""
        source = next((each["source"] for each in self.inputs if each["name"] == name), TYPED)
        return None if source == TYPED else self.figures.get(source, Decimal(0))

    @property
    def decimals(self) -> bool:
        return any(each.get("decimals") for each in self.inputs)


Writer = Callable[[Question, float, random.Random], dict[str, int]]


def answer(question: Question, *, unit: str, year: int, quality: float) -> DemoAnswer:
    """`quality` from 0 to 1: the share of what could be done that this unit does."""
    chance = random.Random(f"{unit} {year} {question.code}")  # believable answers, no secrets
    if question.rule.get("nothing") == "full" and chance.random() < 0.15 and not _measured(question):
        return DemoAnswer(no_occurrence=True, citation=_citation(unit, year, chance))
    written = _WRITERS[question.rule["kind"]](question, quality, chance)
    typed = {name: str(value) for name, value in written.items() if question.measured(name) is None}
    return DemoAnswer(typed, citation=_citation(unit, year, chance) if question.evidence else "")


def _measured(question: Question) -> bool:
    return any(each["source"] != TYPED for each in question.inputs)


def _citation(unit: str, year: int, chance: random.Random) -> str:
    day = dt.date(year, 1, 5) + dt.timedelta(days=chance.randrange(330))
    return f"Số {chance.randrange(11, 980)}/BC-{unit} ngày {day:%d/%m/%Y}, trang {chance.randrange(1, 9)}"


def _slips(quality: float, chance: random.Random, weight: float = 1.0) -> bool:
    """Whether something goes wrong here; seldom in a good unit."""
    return chance.random() < (1 - quality) * weight


def _yes_no(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    return {"yes": 0 if _slips(quality, chance, 0.6) else 1}


def _choice(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    return {"choice": 2 if _slips(quality, chance, 1.5) else 1}


def _part_of_whole(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    """Parts in proportion to quality; a whole that the portal measured is taken as it is."""
    parts, wholes = list(question.rule.get("part") or question.rule["weights"]), question.rule["whole"]
    known = question.measured(wholes[0])
    whole = int(known) if known is not None else chance.randrange(20, 60) * (100 if question.decimals else 1)
    aim = _aim(question)
    share = aim - (1 - quality) * chance.uniform(0.1, 0.7) * min(1.0, aim * 2)
    done = min(whole, max(0, round(whole * min(share, 1.0))))
    return dict.fromkeys(wholes, 0) | dict.fromkeys(parts, 0) | {wholes[0]: whole, parts[0]: done}


def _aim(question: Question) -> float:
    """The share a perfect unit reaches: mail is a fraction of all dossiers, other things are done completely."""
    bands = question.rule.get("bands")
    best = max((float(band["from"]) for band in bands), default=100.0) if bands else 100.0
    return 1.0 if best > 40 else best / 100 * 1.4


def _count(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    enough = -(-question.max_points // Decimal(question.rule["per"]))
    return {"count": max(0, int(enough) - 1) if _slips(quality, chance, 1.5) else int(enough)}


def _count_bands(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    edges = sorted((int(float(band["from"])) for band in question.rule["bands"]), reverse=True)
    return {"count": edges[min(1, len(edges) - 1)] if _slips(quality, chance) else edges[0] + chance.randrange(2)}


def _deduction(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    wrong = chance.randrange(1, 3) if _slips(quality, chance, 1.2) else 0
    return {"count": wrong} | dict.fromkeys(question.rule.get("zero_when", []), 0)


def _lateness(question: Question, quality: float, chance: random.Random) -> dict[str, int]:
    return {"days": chance.randrange(2, 9) if _slips(quality, chance) else 0}


_WRITERS: dict[str, Writer] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "ratio": _part_of_whole,
    "bands": _part_of_whole,
    "weighted_ratio": _part_of_whole,
    "count": _count,
    "count_bands": _count_bands,
    "deduction": _deduction,
    "lateness": _lateness,
}
