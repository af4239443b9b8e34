"""Which rules of a draft were tried on sample values, and which still have to be (pure)."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from cchc_portal.kit.numbers import CENT, show_number
from indicators.records import Place, read, written
from indicators.rules import Answer, Leaf, Rule, errors, written_rule
from indicators.rules.base import HUNDRED, ZERO
from indicators.scoring import score_leaf
from indicators.sets.diff import origins_of
from indicators.sets.document import Row as Written
from indicators.sets.edits import Document, Row, below, rows
from indicators.sets.writing import written_set

OF_MANY = Decimal(10_000)  # one more or less of so many moves a share by 0,01 %
MOST_COUNTED = 8
_OF_THE_RULE = ("max", "rule", "inputs")
_EDGES = ("bands", "classes", "floor", "target")


def rule_digest(row: Row) -> str:
    """What decides a criterion's points: rule, inputs and maximum, however they are written down."""
    plain = {key: _normal(row[key]) for key in sorted(row)}
    leaf = leaf_of(plain)
    said = {key: plain[key] for key in _OF_THE_RULE if key in plain}
    if leaf is not None:
        said = {"max": leaf.max_points, "rule": written_rule(leaf.rule), "inputs": written(leaf.inputs)}
    return hashlib.sha256(written_set(said).encode()).hexdigest()


def _normal(value: Any) -> Any:
    """10, 10.0 and 10.00 are one number."""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    if isinstance(value, Mapping):
        return {key: _normal(item) for key, item in value.items()}
    return [_normal(item) for item in value] if isinstance(value, list) else value


def stamp(row: Row) -> str:
    """What a criterion looked like to whoever edits it; another stamp means that somebody saved meanwhile."""
    return hashlib.sha256(written_set(row).encode()).hexdigest()[:16]


def untried(document: Document, tried: Collection[tuple[str, str]], older: Document | None) -> list[str]:
    """Codes of the leaves whose rule nobody has tried as it stands.

    `tried` holds (code, digest). A rule taken over unchanged from the issued set that this one follows (`older`) has
    scored a year already.
    """
    before = {row["code"]: row for row in rows(older)} if older else {}
    found = []
    for row in rows(document):
        if below(document, row["code"]):
            continue
        digest = rule_digest(row)
        proven = any(rule_digest(before[code]) == digest for code in origins_of(row, before))
        if not proven and (row["code"], digest) not in tried:
            found.append(row["code"])
    return found


# --- trying one rule -------------------------------------------------------------------------------------------------


class Sample(NamedTuple):
    """Figures put into a rule, and what came out."""

    figures: str
    points: Decimal | None
    explanation: str


def leaf_of(row: Row) -> Leaf | None:
    """The leaf a row of the document describes, whatever is wrong around it; None where its own rule is faulty."""
    read_row = read(Written, row, Place("", []))
    if read_row is None or read_row.rule is None:
        return None
    inputs = read_row.inputs or read_row.rule.INPUTS
    if {*read_row.rule.required()} - {each.name for each in inputs}:
        return None
    return Leaf(
        code=read_row.code,
        name=read_row.name,
        max_points=read_row.max_points,
        rule=read_row.rule,
        inputs=inputs,
        scored_by=read_row.scored_by,
    )


def around_edges(leaf: Leaf) -> list[Sample]:
    """The rule on figures at, just below and just above every edge it has."""
    return [
        Sample(_said(leaf, values), *score_leaf(leaf, Answer(values)))
        for values in _figures(leaf)
        if not errors(leaf, Answer(values))
    ]


def _figures(leaf: Leaf) -> list[dict[str, Decimal]]:
    rule, names = leaf.rule, leaf.rule.required()
    if rule.choices():
        return [{names[0]: Decimal(value)} for value, _ in rule.choices()]
    if not names:
        return [{name: HUNDRED} for name in rule.optional()]
    part, whole = getattr(rule, "part", ()), getattr(rule, "whole", ())
    if part and whole and set(names) >= {*part, *whole}:
        rest = dict.fromkeys(names, ZERO)
        return [{**rest, whole[0]: OF_MANY, part[0]: percent * HUNDRED} for percent in _around(rule, CENT)]
    if len(names) == 1:
        fine = leaf.inputs[0].decimals
        return [{names[0]: figure} for figure in _around(rule, CENT if fine else Decimal(1), leaf.max_points)]
    return []


def _around(rule: Rule, step: Decimal, full: Decimal = ZERO) -> list[Decimal]:
    """Every edge of the rule with its neighbours; where it counts, every number until the points are used up."""
    edges = {edge for name in _EDGES for edge in _numbers(getattr(rule, name, None))}
    if per := getattr(rule, "per", None):
        edges |= {Decimal(at) for at in range(min(int(full / per) + 1, MOST_COUNTED) + 1)}
    edges |= {ZERO} if step == 1 else {ZERO, HUNDRED}
    found = sorted({edge + by for edge in edges for by in (-step, ZERO, step) if edge + by >= 0})
    return [figure for figure in found if step == 1 or figure <= HUNDRED]


def _numbers(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from (edge for name in ("edge", "days") for edge in _numbers(getattr(item, name, None)))


def _said(leaf: Leaf, values: Mapping[str, Decimal]) -> str:
    return ", ".join(
        f"{leaf.label(name)}: {show_number(value)}" for name, value in values.items() if value or len(values) == 1
    )
