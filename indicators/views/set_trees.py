"""What the pages of a criteria set have in common: the tree at the left, and who saved last."""

from dataclasses import dataclass

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.numbers import show_number
from indicators.actions.criteria import untried_codes
from indicators.enums import SetState
from indicators.models import CriteriaSet
from indicators.sets.edits import Branch, Document, outline


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: the node, its sum against its maximum in words, whether its rule waits to be tried."""

    branch: Branch
    maximum: str
    added: str
    is_untried: bool


def tree_lines(criteria_set: CriteriaSet, document: Document, faults: list[str]) -> list[Line]:
    """The whole tree, depth first; two queries whatever its size."""
    waiting = set(untried_codes(criteria_set, document)) if criteria_set.state == SetState.DRAFT else set()
    return [
        Line(
            branch,
            show_number(branch.maximum, 2),
            "" if branch.added is None else show_number(branch.added, 2),
            branch.code in waiting,
        )
        for branch in outline(document, faults)
    ]


def who_saved(criteria_set: CriteriaSet) -> AuditEvent | None:
    """The last deed on the set, with its doer and hour."""
    return AuditEvent.objects.about(criteria_set).first()
