"""A stored criteria set read back into what the scoring engine works with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from indicators.enums import ScoredBy
from indicators.models import CriteriaSet, Criterion
from indicators.records import Place, read
from indicators.rules import Input, Leaf, Node, leaves, read_rule
from indicators.scoring import Options

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LeafPlace:
    """A leaf and what stands above it: its area, and the heading of the criterion between ("" where there is none)."""

    leaf: Leaf
    area: str
    group: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A set ready for scoring: its areas, its leaves by criterion id, and how it adds up."""

    roots: tuple[Node, ...]
    leaf_by_id: Mapping[int, Leaf]
    options: Options
    was: Mapping[str, tuple[str, ...]]  # code of a leaf → its codes in the set before
    across: frozenset[str]  # figures that rows of other criteria are held against: "3.3.1.finished"
    places: Mapping[str, LeafPlace]  # by code, in the order of the set
    is_surveyed: bool  # whether surveys stand behind any of its figures, or a grade looks at them
    is_indexed: bool  # likewise published indexes

    def area_of(self, code: str) -> str:
        """The area under which this leaf stands; its own code need not begin with it."""
        return self.places[code].area

    def leaves_of(self, area: str) -> list[Leaf]:
        return [place.leaf for place in self.places.values() if place.area == area]


def tree_of(criteria_set: CriteriaSet) -> Tree:
    """The set's tree; no query after the first, because a set of one digest never changes."""
    return _tree(criteria_set.pk, criteria_set.digest)


@lru_cache(maxsize=32)
def _tree(criteria_set_id: int, digest: str) -> Tree:
    criteria_set = CriteriaSet.objects.get(pk=criteria_set_id)
    roots = load_tree(criteria_set_id)
    by_code = {leaf.code: leaf for leaf in leaves(roots)}
    rows = Criterion.objects.filter(criteria_set_id=criteria_set_id, is_leaf=True).order_by("position")
    listed = list(rows.values_list("pk", "code", "was"))
    leaf_by_id = {pk: by_code[code] for pk, code, _ in listed}
    across = frozenset(item.same_in for leaf in leaf_by_id.values() for item in leaf.inputs if item.same_in)
    was = {code: tuple(codes) for _, code, codes in listed}
    options = load_options(criteria_set)
    looked_at = {gate.of.partition(".")[0] for gate in options.gates}
    return Tree(
        roots,
        leaf_by_id,
        options,
        was,
        across,
        _places(roots),
        is_surveyed="survey" in looked_at or any(leaf.scored_by == ScoredBy.SURVEY for leaf in by_code.values()),
        is_indexed="index" in looked_at or any(item.index for leaf in by_code.values() for item in leaf.inputs),
    )


def _places(roots: tuple[Node, ...]) -> dict[str, LeafPlace]:
    def below(node: Node, area: Node, group: str) -> Iterator[LeafPlace]:
        if isinstance(node, Leaf):
            yield LeafPlace(node, area.code, group)
        for child in node.children:
            yield from below(child, area, "" if node is area else f"{node.code} {node.name}")

    return {place.leaf.code: place for root in roots for place in below(root, root, "")}


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
        owner=row.owner,
        evidence_required=row.evidence_required,
        explanation_required=row.explanation_required,
        document_required=row.document_required,
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
