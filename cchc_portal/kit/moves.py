"""A workflow as a table of moves, and the one question asked of it (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources` to `target` (None: it stays where it is), by a person who holds one of the roles `by`.

    Without roles it is nobody's: it follows by itself.
    """

    sources: frozenset[TextChoices]
    target: TextChoices | None
    by: frozenset[TextChoices]


def why_not(
    moves: Mapping[TextChoices, Move],
    action: TextChoices,
    *,
    state: TextChoices,
    roles: Collection[str],
    what: str = "phiếu",
) -> str | None:
    """The sentence that refuses the action on `what`; None means: go ahead."""
    move = moves[action]
    if state not in move.sources:
        return f"Không thể {action.label} khi {what} ở trạng thái “{state.label}”."
    if not move.by:
        return f"Hệ thống tự {action.label}, không ai làm thay được."
    if not move.by & set(roles):
        who = " hoặc ".join(sorted(str(role.label) for role in move.by))
        return f"Chỉ {who} được {action.label}."
    return None
