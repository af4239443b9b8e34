"""A stored criteria set read back into what the scoring engine works with."""

from typing import Any, TypeVar

from indicators.enums import ScoredBy
from indicators.models import CriteriaSet, Criterion
from indicators.records import Place, read
from indicators.rules import Input, Leaf, Node, read_rule
from indicators.scoring import Options

T = TypeVar("T")


def load_tree(criteria_set_id: int) -> tuple[Node, ...]:
    """The areas of the set with everything below them; one query, whatever the size."""
    below: dict[int | None, list[Criterion]] = {}
    for row in Criterion.objects.filter(criteria_set_id=criteria_set_id).order_by("position"):
        below.setdefault(row.parent_id, []).append(row)
    return tuple(_node(row, below) for row in below.get(None, []))


def load_options(criteria_set: CriteriaSet) -> Options:
    """How the set adds up, ranks and grades; no query."""
    return _stored(Options, criteria_set.scoring)


def _node(row: Criterion, below: dict[int | None, list[Criterion]]) -> Node:
    named: dict[str, Any] = {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "max_points": row.max_points,
    }
    if not row.is_leaf:
        return Node(**named, children=tuple(_node(child, below) for child in below[row.pk]))
    faults: list[str] = []
    rule = read_rule(row.rule, Place(f"Tiêu chí {row.code}", faults))
    if rule is None:
        raise ValueError("; ".join(faults))
    return Leaf(
        **named,
        rule=rule,
        inputs=tuple(_stored(Input, each) for each in row.inputs),
        scored_by=ScoredBy(row.scored_by),
        evidence_required=row.evidence_required,
        guidance=row.guidance,
        clause=row.clause,
    )


def _stored(cls: type[T], raw: Any) -> T:
    """A record that was checked when it was stored; ValueError if the row was altered since."""
    faults: list[str] = []
    found = read(cls, raw, Place(cls.__name__, faults))
    if found is None:
        raise ValueError("; ".join(faults))
    return found
