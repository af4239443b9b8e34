"""Criteria sets are loaded as drafts from their document, and issued; an issued set is never edited."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.enums import SetState
from indicators.models import Assessment, CriteriaSet, Criterion
from indicators.records import written
from indicators.rules import Leaf, Node, written_rule
from indicators.set_document import SetDocument, read_set
from units.models import Block, User


@transaction.atomic
def load_set(*, text: str, by: User | None, now: datetime) -> CriteriaSet:
    """The draft set written in `text`, created or put in place of the draft of the same code.

    The same text again changes nothing. Raises SetErrors where the document is faulty, Refused where the set of
    that code may no longer change or its block is unknown.
    """
    document = read_set(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    old = CriteriaSet.objects.select_for_update(of=("self",)).filter(code=document.head.code).first()
    if old is not None and old.digest == digest:
        return old
    if old is not None and (refusal := _why_fixed(old)):
        raise Refused(refusal)
    block = Block.objects.filter(code=document.head.block).first()
    if block is None:
        raise Refused(f"Chưa có khối “{document.head.block}” trong danh mục khối đơn vị: tạo khối trước rồi nạp lại.")
    before = None if old is None else _summary(old)
    criteria_set = old or CriteriaSet(code=document.head.code)
    _fill(criteria_set, document, block, text, digest)
    criteria_set.save()
    Criterion.objects.filter(criteria_set=criteria_set).delete()
    _store(criteria_set, document.tree)
    after = {**_summary(criteria_set), "loaded_at": now.isoformat()}
    trail.record("criteria_set.load", criteria_set, by=by, before=before, after=after)
    return criteria_set


@transaction.atomic
def issue_set(*, set_id: int, by: User | None, now: datetime) -> CriteriaSet:
    """Ban hành: from now on the set cannot change. Raises Refused."""
    criteria_set = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=set_id)
    if criteria_set.state != SetState.DRAFT:
        raise Refused(f"Bộ tiêu chí “{criteria_set.name}” đã ban hành.")
    if not criteria_set.decision_number or criteria_set.decided_on is None:
        raise Refused("Chưa ban hành được: tệp bộ tiêu chí còn thiếu decision_number hoặc decided_on.")
    if criteria_set.decided_on > timezone.localdate(now):
        raise Refused(f"Chưa ban hành được: ngày quyết định {criteria_set.decided_on:%d/%m/%Y} còn ở phía trước.")
    before = _summary(criteria_set)
    criteria_set.state = SetState.ISSUED
    criteria_set.save(update_fields=["state"])
    trail.record("criteria_set.issue", criteria_set, by=by, before=before, after=_summary(criteria_set))
    return criteria_set


def _why_fixed(criteria_set: CriteriaSet) -> str | None:
    """The sentence that refuses a change of the set; None means: go ahead."""
    if criteria_set.state != SetState.DRAFT:
        return (
            f"Bộ tiêu chí “{criteria_set.code}” {SetState(criteria_set.state).label.lower()} nên không sửa được: "
            "đổi mã (code) trong tệp để nạp thành bộ mới."
        )
    if Assessment.objects.filter(criteria_set=criteria_set).exists():
        return (
            f"Bộ tiêu chí “{criteria_set.code}” đã có phiếu chấm nên không sửa được: đổi mã (code) để nạp thành bộ mới."
        )
    return None


def _summary(criteria_set: CriteriaSet) -> dict[str, str]:
    return {
        "state": criteria_set.state,
        "name": criteria_set.name,
        "max_points": str(criteria_set.max_points),
        "digest": criteria_set.digest,
    }


def _fill(criteria_set: CriteriaSet, document: SetDocument, block: Block, text: str, digest: str) -> None:
    head = document.head
    criteria_set.name = head.name
    criteria_set.block = block
    criteria_set.decision_number = head.decision_number
    criteria_set.decided_on = head.decided_on
    criteria_set.max_points = head.max_points
    criteria_set.scoring = written(document.options)
    criteria_set.source = text
    criteria_set.digest = digest


def _store(criteria_set: CriteriaSet, tree: tuple[Node, ...]) -> None:
    """One insert per level of the tree, because a child needs the key of its parent."""
    position = {node.code: place for place, node in enumerate(_depth_first(tree), start=1)}
    level: list[tuple[Node, Criterion | None]] = [(node, None) for node in tree]
    while level:
        rows = [_row(criteria_set, node, parent, position[node.code]) for node, parent in level]
        Criterion.objects.bulk_create(rows)
        level = [(child, row) for (node, _), row in zip(level, rows, strict=True) for child in node.children]


def _depth_first(tree: tuple[Node, ...]) -> list[Node]:
    return [each for node in tree for each in (node, *_depth_first(node.children))]


def _row(criteria_set: CriteriaSet, node: Node, parent: Criterion | None, position: int) -> Criterion:
    row = Criterion(
        criteria_set=criteria_set,
        parent=parent,
        position=position,
        code=node.code,
        name=node.name,
        short_name=node.short_name,
        max_points=node.max_points,
        is_leaf=isinstance(node, Leaf),
    )
    if isinstance(node, Leaf):
        row.rule = written_rule(node.rule)
        row.inputs = written(node.inputs)
        row.scored_by = node.scored_by
        row.owner = node.owner
        row.evidence_required = node.evidence_required
        row.explanation_required = node.explanation_required
        row.document_required = node.document_required
        row.guidance = node.guidance
        row.clause = node.clause
    return row
