"""Print the tables of moves as a page for people: docs/workflow.md is this command's output."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from cchc_portal.kit.moves import Move
from indicators.enums import NEEDS_REASON, Action, State
from indicators.workflow import APPRAISED_BY, ENTERED_BY, MOVES

START = "[*]"


class Command(BaseCommand):
    help = "Print docs/workflow.md: the states of an assessment, who moves it, and from where to where."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole page in Markdown with a Mermaid diagram."""
    return "\n".join(
        [
            "# The way of an assessment (phiếu chấm)",
            "",
            "Written by `python manage.py print_workflow`; the table itself is `indicators/workflow.py`.",
            "",
            *_diagram(MOVES, State.DRAFT),
            "",
            *_table(MOVES),
            "",
            f"While a sheet is “{State.DRAFT.label}”, {_roles(ENTERED_BY)} of the unit type results; while it is",
            f"“{State.EXPLAINING.label}” and its window is open, they answer deductions. While it is",
            f"“{State.SUBMITTED.label}” or “{State.EXPLAINED.label}”, {_roles(APPRAISED_BY)} give points, never to",
            "a unit they belong to; field owners only to criteria of their field. A move by nobody follows by itself.",
            f"These need a reason: {', '.join(str(action.label) for action in Action if action in NEEDS_REASON)}.",
            "",
        ]
    )


def _diagram(moves: Mapping[Any, Move], start: TextChoices) -> list[str]:
    arrows = [
        f"    {source.value} --> {(move.target or source).value}: {action.label}"
        for action, move in moves.items()
        for source in sorted(move.sources)
    ]
    names = [f"    {state.value}: {state.label}" for state in type(start)]
    return ["```mermaid", "stateDiagram-v2", *names, f"    {START} --> {start.value}: mở kỳ", *arrows, "```"]


def _table(moves: Mapping[Any, Move]) -> list[str]:
    rows = [
        f"| {action.label} (`{action.value}`) | {_labels(move.sources)} | {_target(move)} | {_roles(move.by)} |"
        for action, move in moves.items()
    ]
    return ["| Move | From | To | By |", "|---|---|---|---|", *rows]


def _labels(states: frozenset[Any]) -> str:
    return ", ".join(str(state.label) for state in sorted(states))


def _target(move: Move) -> str:
    return str(move.target.label) if move.target else "giữ nguyên"


def _roles(roles: frozenset[Any]) -> str:
    return ", ".join(sorted(str(role.label) for role in roles)) or "—"
