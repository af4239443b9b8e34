"""The criteria of a set as rows: made to say what its document says, touching only what changed."""

from collections.abc import Mapping
from typing import Any

from indicators.models import CriteriaSet, Criterion
from indicators.records import written
from indicators.rules import Leaf, Node, written_rule

COLUMNS = (
    *("parent_id", "position", "name", "short_name", "max_points", "is_leaf", "rule", "inputs"),
    *("scored_by", "owner", "evidence_required", "document_required", "explanation_required"),
    *("guidance", "clause", "was"),
)


def store_rows(criteria_set: CriteriaSet, tree: tuple[Node, ...], was: Mapping[str, list[str]]) -> None:
    """Rows keep their key as long as their code stays; new ones are made level by level, for a child needs its parent.

    `was` has the older codes by code.
    """
    position = {node.code: place for place, node in enumerate(_depth_first(tree), start=1)}
    stored = {row.code: row for row in Criterion.objects.filter(criteria_set=criteria_set).order_by("position")}
    Criterion.objects.filter(criteria_set=criteria_set).exclude(code__in=position).delete()
    level: list[tuple[Node, Criterion | None]] = [(node, None) for node in tree]
    while level:
        rows = [_row(criteria_set, node, parent, position[node.code], was) for node, parent in level]
        kept = [_kept(stored.get(row.code), row) for row in rows]
        Criterion.objects.bulk_create([row for row in kept if row.code not in stored])
        altered = [row for row in kept if row.code in stored and _said(row) != _said(stored[row.code])]
        Criterion.objects.bulk_update(altered, COLUMNS)
        level = [(child, row) for (node, _), row in zip(level, kept, strict=True) for child in node.children]


def _kept(stored: Criterion | None, row: Criterion) -> Criterion:
    """The new row under the key of the stored one."""
    row.pk = stored.pk if stored else None
    return row


def _said(row: Criterion) -> list[Any]:
    return [getattr(row, column) for column in COLUMNS]


def _depth_first(tree: tuple[Node, ...]) -> list[Node]:
    return [each for node in tree for each in (node, *_depth_first(node.children))]


def _row(
    criteria_set: CriteriaSet, node: Node, parent: Criterion | None, position: int, was: Mapping[str, list[str]]
) -> Criterion:
    row = Criterion(
        criteria_set=criteria_set,
        parent=parent,
        position=position,
        code=node.code,
        name=node.name,
        short_name=node.short_name,
        max_points=node.max_points,
        is_leaf=isinstance(node, Leaf),
        was=list(was.get(node.code, [])),
    )
    if isinstance(node, Leaf):
        row.rule = written_rule(node.rule)
        row.inputs = written(node.inputs)
        row.scored_by = node.scored_by
        row.owner = node.owner
        row.evidence_required = node.evidence_required
        row.document_required = node.document_required
        row.explanation_required = node.explanation_required
        row.guidance = node.guidance
        row.clause = node.clause
    return row
