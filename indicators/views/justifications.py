"""Where the points went, what the unit says to it, and what came back: one page for the unit and for its readers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions.rounds import explain_row
from indicators.appraisal.rows import DeskRow, deduction_rows
from indicators.enums import FIRST_DONE, Action, Stance, State
from indicators.forms.justifications import ExplanationForm
from indicators.models import Assessment
from indicators.sheets.rows import load_sheet
from indicators.views.steps import steps_of
from indicators.views.visible import visible_assessment, visible_score
from indicators.workflow import ENTERED_BY, MOVES
from units.enums import Role


@scoped("indicators.Assessment")
@require_GET
def explanation(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Every deduction of the first appraisal with its reason, the unit's words and the answer."""
    assessment = visible_assessment(request, assessment_id)
    return render(request, "indicators/appraisal/explanation.html", _page(request, assessment))


def _page(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    now, state = database_now(), State(assessment.state)
    roles = request.person.roles_in(assessment.unit_id)
    done = state in FIRST_DONE
    rows = deduction_rows(assessment, load_sheet(assessment, editable=False)) if done else []
    window = assessment.window_open(now)
    return {
        "assessment": assessment,
        "steps": steps_of(assessment),
        "done": done,
        "rows": rows,
        "lost": sum(each.cut for each in rows),
        "given_back": sum(_regained(each) for each in rows),
        "window": window,
        "may_explain": window and bool(roles & ENTERED_BY),
        "disputed": sum(each.disputed for each in rows),
        "answers": _answers(assessment, rows, roles) if window and roles & ENTERED_BY else [],
        "stances": Stance,
        "events": assessment.events.select_related("by").order_by("-id"),
    }


def _regained(row: DeskRow) -> Any:
    """Points the second appraisal gave back (negative: took more), 0 while it lasts."""
    said = row.said
    if said is None or not said.ruled_at or said.score.appraised_points is None or said.score.first_points is None:
        return 0
    return said.score.appraised_points - said.score.first_points


def _answers(assessment: Assessment, rows: list[DeskRow], roles: frozenset[Role]) -> list[dict[str, str]]:
    """The two ways the unit answers; the one that does not fit what it has written says why."""
    disputed = any(each.disputed for each in rows)
    fits = {
        Action.ACCEPT: "Đang có dòng đề nghị xem lại; hãy gửi giải trình." if disputed else "",
        Action.EXPLAIN: "" if disputed else "Chưa có dòng nào đề nghị xem lại.",
    }
    labels = {Action.ACCEPT: "Đồng ý tất cả", Action.EXPLAIN: "Gửi giải trình"}
    state = State(assessment.state)
    return [
        {
            "action": action.value,
            "label": labels[action],
            "refused": why_not(MOVES, action, state=state, roles=roles) or fits[action],
        }
        for action in (Action.ACCEPT, Action.EXPLAIN)
    ]


@scoped("indicators.Assessment")
@require_POST
def explanation_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Keep what the unit says to one deduction; what cannot be kept comes back with the words still in place."""
    score = visible_score(request, score_id)
    form = ExplanationForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(form.sentence)
        data = form.cleaned_data
        explain_row(
            score_id=score.pk, stance=Stance(data["stance"]), text=data["text"], by=request.user, now=database_now()
        )
    except Refused as refusal:
        context = _page(request, visible_assessment(request, score.assessment_id))
        context |= {"failed": score.pk, "sentence": str(refusal), "typed": request.POST.get("text", "")}
        return render(request, "indicators/appraisal/explanation.html", context, status=422)
    messages.success(request, f"Đã lưu ý kiến về tiêu chí {score.criterion.code}.")
    return redirect("indicators:explanation", score.assessment_id)
