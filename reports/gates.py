"""The conditions of a grade in words: what each looks at, what it found, what it does (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import show_number
from indicators.grades import Gate
from indicators.rules import Node, Source

_LIMITS = (("below", "nhỏ hơn"), ("at_most", "không quá"), ("above", "lớn hơn"), ("at_least", "từ"))


@dataclass(frozen=True, slots=True)
class GateLine:
    """One condition: "Chỉ số hài lòng nhỏ hơn 80" → cao nhất là Khá."""

    looks_at: str
    condition: str
    found: str
    effect: str
    reason: str
    closed: bool


def gate_lines(
    gates: Sequence[Gate], facts: Mapping[str, Decimal | None], tree: tuple[Node, ...]
) -> tuple[GateLine, ...]:
    names = {node.code: node for root in tree for node in _all(root)}
    return tuple(_line(gate, facts.get(gate.of), names) for gate in gates)


def _line(gate: Gate, fact: Decimal | None, names: Mapping[str, Node]) -> GateLine:
    node = names.get(gate.of)
    sign = "%" if node else ""
    limits = [
        f"{words} {show_number(getattr(gate, name))}{sign}"
        for name, words in _LIMITS
        if getattr(gate, name, None) is not None
    ]
    effects = ([f"cao nhất là {gate.cap}"] if gate.cap else []) + ([f"hạ {gate.down} bậc"] if gate.down else [])
    return GateLine(
        looks_at=f"Tỷ lệ đạt của {node.code}. {node.name}" if node else _figure_name(gate.of),
        condition=" và ".join(limits),
        found="chưa có số liệu" if fact is None else f"{show_number(fact)}{sign}",
        effect=", ".join(effects),
        reason=gate.reason,
        closed=gate.closes(fact),
    )


def _figure_name(name: str) -> str:
    kind, _, code = name.partition(".")
    if kind == Source.INDEX:
        return f"{Source.INDEX.label} {code}"
    return str(Source(name).label) if name in Source.values else f"Số liệu {name}"


def _all(node: Node):
    yield node
    for child in node.children:
        yield from _all(child)
