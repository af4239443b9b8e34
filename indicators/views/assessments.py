"""Assessments as a list, the page before handing in, and the moves."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.actions.scores import why_closed
from indicators.enums import Action, State
from indicators.forms.days import DayForm
from indicators.forms.scores import MoveForm
from indicators.models import Assessment, Period
from indicators.sheets.overviews import Standing
from indicators.sheets.past import assessment_at, sheet_at
from indicators.sheets.rows import load_sheet
from indicators.views.steps import days_left, is_late, returned_because, steps_of, title_of
from indicators.views.visible import visible_assessment, visible_assessments
from indicators.workflow import MOVES
from units.enums import Role
from units.models import User

TO_MEND = frozenset({Standing.WRONG, Standing.EMPTY})
UNREADY = "Chưa nộp được phiếu: hãy hoàn thiện các chỗ nêu dưới đây."


@scoped("indicators.Assessment")
@require_GET
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Sheets of the units one may see, one period at a time; those late and not handed in stand first."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), periods[0] if periods else None)
    now = database_now()
    rows = [
        {"assessment": each, "days": days_left(each, now), "late": is_late(each, now)}
        for each in visible_assessments(request).filter(period=period).order_by("unit__sort_name", "pk")
    ]
    rows.sort(key=lambda row: (not row["late"], row["assessment"].state != State.DRAFT))
    runs_periods = request.person.has(Role.COORDINATOR)
    context = {"periods": periods, "period": period, "rows": rows, "runs_periods": runs_periods}
    return render(request, "indicators/sheets/assessment_list.html", context)


@scoped("indicators.Assessment")
@require_GET
def review(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Every value of the sheet, what must be mended on top, and the button that hands it in; ?ngay= only shows."""
    assessment = visible_assessment(request, assessment_id)
    now = database_now()
    form = DayForm(request.GET, now=now)
    past = form.moment and assessment_at(assessment, form.moment)
    if form.moment and past is None:
        form.add_error("ngay", "Ngày này phiếu chưa được mở. Dưới đây là phiếu hiện tại.")
    context = _past(past, form.moment) if past else _review(request, assessment, now)
    return render(request, "indicators/sheets/review.html", {**context, "day": form})


def _past(assessment: Assessment, moment: dt.datetime) -> dict[str, Any]:
    """The sheet as it stood, with nothing to do on it."""
    sheet = sheet_at(assessment, moment)
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": moment,
        "returned": None,
        "days_left": None,
        "count": 0,
        "areas": sheet.areas,
        "progress": sheet.overview.progress,
        "events": assessment.events.filter(at__lte=moment).select_related("by").order_by("-id"),
    }


def _review(request: HttpRequest, assessment: Assessment, now: dt.datetime) -> dict[str, Any]:
    sheet = load_sheet(assessment, editable=False)
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)
    rows = [row for row in sheet.all_rows if state == State.DRAFT and row.standing in TO_MEND]
    empty = [(line, [row for row in rows if row.area == line.code and not row.faults]) for line, _ in sheet.areas]
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": None,
        "steps": steps_of(assessment, reviewing=True),
        "returned": returned_because(assessment),
        "days_left": days_left(assessment, now),
        "count": len(rows),
        "wrong": [row for row in rows if row.faults],
        "empty": [(line, open_rows) for line, open_rows in empty if open_rows],
        "areas": sheet.areas,
        "progress": sheet.overview.progress,
        "submit_refused": why_not(MOVES, Action.SUBMIT, state=state, roles=roles) or why_closed(assessment, now),
        "may_extend": why_not(MOVES, Action.EXTEND, state=state, roles=roles) is None,
        "may_close": _ended(assessment, now) and why_not(MOVES, Action.CLOSE, state=state, roles=roles) is None,
        "events": assessment.events.select_related("by").order_by("-id"),
    }


def _ended(assessment: Assessment, now: dt.datetime) -> bool:
    """Whether the unit closed before today: then nobody is left to hand the sheet in."""
    last = assessment.unit.valid_to
    return last is not None and last < localdate(now)


Mover = Callable[[int, User, MoveForm, dt.datetime], Assessment]
MOVERS: dict[Action, Mover] = {
    Action.SUBMIT: lambda pk, by, form, now: deeds.submit(assessment_id=pk, by=by, now=now),
    Action.SEND_BACK: lambda pk, by, form, now: deeds.send_back(
        assessment_id=pk, by=by, reason=form.cleaned_data["reason"], now=now
    ),
    Action.APPRAISE: lambda pk, by, form, now: deeds.finish_appraisal(assessment_id=pk, by=by, now=now),
    Action.REOPEN: lambda pk, by, form, now: deeds.reopen(
        assessment_id=pk, by=by, reason=form.cleaned_data["reason"], now=now
    ),
    Action.CLOSE: lambda pk, by, form, now: deeds.close_unscored(
        assessment_id=pk, by=by, reason=form.cleaned_data["reason"], now=now
    ),
    Action.EXTEND: lambda pk, by, form, now: deeds.extend(
        assessment_id=pk, by=by, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"], now=now
    ),
}
DONE = {
    Action.SUBMIT: "Đã nộp phiếu. Sở Nội vụ sẽ thẩm định; kết quả hiện ở trang này.",
    Action.SEND_BACK: "Đã trả lại phiếu cho đơn vị kèm lý do.",
    Action.APPRAISE: "Đã hoàn thành thẩm định phiếu này.",
    Action.REOPEN: "Đã mở lại thẩm định phiếu này.",
    Action.CLOSE: "Đã đóng phiếu; đơn vị này không còn trong bảng xếp hạng của kỳ.",
    Action.EXTEND: "Đã gia hạn nộp cho đơn vị này.",
}


@scoped("indicators.Assessment")
@require_POST
def assessment_move(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Submit, send back, extend, finish or reopen appraisal; a refusal comes back as a sentence on the same page."""
    assessment = visible_assessment(request, assessment_id)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(" ".join(form.sentences))
        action = Action(form.cleaned_data["action"])
        MOVERS[action](assessment.pk, request.user, form, database_now())
    except deeds.Unready:
        messages.error(request, UNREADY)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[action])
    back = "indicators:appraisal" if request.POST.get("from") == "appraisal" else "indicators:review"
    return redirect(back, assessment.pk)
