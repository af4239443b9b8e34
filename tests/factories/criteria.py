"""Leaves, small criteria sets as text, and stored sets."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from indicators.actions.criteria import issue_set, load_set
from indicators.enums import ScoredBy
from indicators.models import CriteriaSet
from indicators.records import Place
from indicators.rules import Answer, Input, Leaf, read_rule
from units.models import Block

WORKED_SETS = Path(settings.BASE_DIR) / "indicators" / "criteria_sets"
WORKED = ("so-2022", "huyen-2022", "xa-2025", "hdnd-xa-2026")

SMALL_SET = """
code = "nho-2022"
name = "Bộ tiêu chí nhỏ"
block = "so"
max = 10
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14

[[bands]]
label = "Tốt"
from = 80

[[bands]]
label = "Chưa tốt"
from = 0

[[criteria]]
code = "1"
name = "Chỉ đạo, điều hành"
short_name = "Chỉ đạo"
max = 4

[[criteria]]
code = "1.1"
name = "Hoàn thành kế hoạch"
max = 3
rule.kind = "ratio"
rule.floor = 80
inputs = [
  { name = "done", label = "Số nhiệm vụ đã hoàn thành", source = "plan.done" },
  { name = "due", label = "Số nhiệm vụ trong kế hoạch", source = "plan.tasks" },
]
evidence_required = true
guidance = "Hệ thống tự đếm."
clause = "Mục 1.1"

[[criteria]]
code = "1.2"
name = "Đối thoại"
max = 1
rule.kind = "yes_no"

[[criteria]]
code = "2"
name = "Điều tra"
max = 6
rule.kind = "survey"
scored_by = "survey"
"""


# Rules as a set writes them, with maxima 2, 4, 0.5, 1, 2 and any
BANDS = {
    "kind": "bands",
    "on": "percent",
    "bands": [{"from": 85, "points": 2}, {"from": 70, "points": "1.25"}, {"from": 50, "points": "0.5"}],
}
MISSING_GROUPS = {
    "kind": "count_bands",
    "bands": [{"from": n, "points": points} for n, points in enumerate(["4", "2.5", "1", "0"])],
}
LATENESS = {"kind": "lateness", "bands": [{"up_to": 0, "points": "0.5"}, {"up_to": 10, "points": "0.25"}]}
CHOICE = {"kind": "choice", "options": [{"label": "Đủ", "points": 1}, {"label": "Một phần", "points": "0.5"}]}
DISCIPLINE = {"kind": "deduction", "per": "0.5", "zero_when": ["head"]}
TASKS = {"kind": "weighted_ratio", "weights": {"in_time": 1, "late": "0.5"}, "whole": ["assigned"]}


def worked_set(code: str = "so-2022") -> str:
    """The text of a set that ships with the portal."""
    return (WORKED_SETS / f"{code}.toml").read_text(encoding="utf-8")


def answer(**values: str | int) -> Answer:
    """answer(done="42", due=68)"""
    return Answer({name: Decimal(value) for name, value in values.items()})


def leaf(
    rule: dict[str, Any], maximum: str = "1", *, code: str = "1.1", inputs: tuple[Input, ...] = (), **more: Any
) -> Leaf:
    """A leaf with the rule written as in a set; inputs are made up from the names the rule asks for."""
    faults: list[str] = []
    read = read_rule(rule, Place("Luật", faults))
    assert read is not None, faults
    named = tuple(Input(name, f"Số {name}") for name in read.known())
    more.setdefault("scored_by", ScoredBy.UNIT)
    return Leaf(
        code=code,
        name=f"Tiêu chí {code}",
        max_points=Decimal(maximum),
        rule=read,
        inputs=inputs or read.INPUTS or named,
        **more,
    )


def criteria_set(text: str = SMALL_SET, *, block: str = "so", issued: bool = False) -> CriteriaSet:
    """A stored set; its block is created where missing."""
    Block.objects.get_or_create(code=block, defaults={"name": f"Khối {block}"})
    now = dt.datetime(2022, 2, 1, tzinfo=dt.UTC)
    stored = load_set(text=text, by=None, now=now)
    return issue_set(set_id=stored.pk, by=None, now=now) if issued else stored
