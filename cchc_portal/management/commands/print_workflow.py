"""Print the tables of moves as a page for people: docs/workflow.md is this command's output."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from cchc_portal.kit.moves import Move
from indicators.enums import NEEDS_REASON, Action, PlanState, SetState, State, SurveyAction, SurveyState
from indicators.workflow import APPRAISED_BY, ENTERED_BY, MOVES, PLAN_MOVES, SET_MOVES, SURVEY_MOVES
from units.enums import Role

START = "[*]"


class Command(BaseCommand):
    help = (
        "Print docs/workflow.md: the states of sheets, sets, plans and surveys, and who moves them from where to where."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole page in Markdown, each table of moves with a Mermaid diagram."""
    return "\n".join(
        [
            "# Who moves what: a sheet, a criteria set, a plan, a survey",
            "",
            "Written by `python manage.py print_workflow`; the tables themselves are `indicators/workflow.py`.",
            "",
            *_section("An assessment (phiếu chấm)", MOVES, State.DRAFT, "mở kỳ"),
            f"While a sheet is “{State.DRAFT.label}”, {_roles(ENTERED_BY)} of the unit type results; while it is",
            f"“{State.EXPLAINING.label}” and its window is open, they answer deductions. While it is",
            f"“{State.SUBMITTED.label}” or “{State.EXPLAINED.label}”, {_roles(APPRAISED_BY)} give points, never to",
            "a unit they belong to; field owners only to criteria of their field. A move by nobody follows by itself.",
            f"These need a reason: {', '.join(str(action.label) for action in Action if action in NEEDS_REASON)}.",
            "",
            *_section("A criteria set (bộ tiêu chí)", SET_MOVES, SetState.DRAFT, "soạn, sao chép"),
            "A set is locked when a period that uses it opens; nothing leads back.",
            "",
            *_section("A plan (kế hoạch)", PLAN_MOVES, PlanState.DRAFT, "soạn, nạp phụ lục"),
            "The roles are those held in the plan's own unit; the province's plan stands in none, so that only",
            f"{Role.COORDINATOR.label} moves it. An adjustment needs the document that decided it.",
            "",
            *_section("A survey (phiếu khảo sát)", SURVEY_MOVES, SurveyState.DRAFT, "soạn phiếu"),
            "Whoever answers is nobody the portal knows: the slip says which survey and unit, and no more.",
            f"These need a reason: {SurveyAction.TAKE_BACK.label}; {SurveyAction.RELEASE.label} only where",
            "a result that came by file gives way.",
            "",
        ]
    )


def _section(title: str, moves: Mapping[Any, Move], start: TextChoices, begins: str) -> list[str]:
    return [f"## {title}", "", *_diagram(moves, start, begins), "", *_table(moves), ""]


def _diagram(moves: Mapping[Any, Move], start: TextChoices, begins: str) -> list[str]:
    arrows = [
        f"    {source.value} --> {(move.target or source).value}: {action.label}"
        for action, move in moves.items()
        for source in sorted(move.sources)
    ]
    names = [f"    {state.value}: {state.label}" for state in type(start)]
    return ["```mermaid", "stateDiagram-v2", *names, f"    {START} --> {start.value}: {begins}", *arrows, "```"]


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
