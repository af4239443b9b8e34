"""Assessments as a list, the page before handing in, and the moves."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.enums import Action, State
from indicators.forms.days import DayForm
from indicators.forms.scores import MoveForm
from indicators.models import Assessment, Period
from indicators.past import assessment_at, sheet_at
from indicators.sheets import load_sheet
from indicators.views.steps import days_left, returned_because, steps_of, title_of
from indicators.views.visible import visible_assessment, visible_assessments
from indicators.workflow import MOVES


@require_GET
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Sheets of the units one may see, one period at a time; those late and not handed in stand first."""
    periods = list(Period.objects.order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), periods[0] if periods else None)
    now = database_now()
    rows = [
        {"assessment": a, "days": days_left(a, now), "late": a.state == State.DRAFT and now > a.period.self_due_at}
        for a in visible_assessments(request).filter(period=period).order_by("unit__sort_name", "pk")
    ]
    rows.sort(key=lambda row: (not row["late"], row["assessment"].state != State.DRAFT))
    context = {"periods": periods, "period": period, "rows": rows}
    return render(request, "indicators/assessment_list.html", context)


@require_GET
def review(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Every value of the sheet, what must be mended on top, and the button that hands it in; ?ngay= only shows."""
    assessment = visible_assessment(request, assessment_id)
    form = DayForm(request.GET, now=database_now())
    past = form.moment and assessment_at(assessment, form.moment)
    if form.moment and past is None:
        form.add_error("ngay", "Ngày này phiếu chưa được mở. Dưới đây là phiếu hiện tại.")
    context = _past_context(past, form.moment) if past else review_context(request, assessment)
    return render(request, "indicators/review.html", {**context, "day": form})


def _past_context(assessment: Assessment, moment: dt.datetime) -> dict:
    """The sheet as it stood, with nothing to do on it."""
    sheet = sheet_at(assessment, moment)
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": moment,
        "areas": [(root, sheet.rows[root.code]) for root in sheet.roots],
        "progress": sheet.progress,
        "problems": [],
        "returned": None,
        "events": assessment.events.filter(at__lte=moment).select_related("by").order_by("-id"),
    }


def review_context(request: HttpRequest, assessment) -> dict:  # type: ignore[no-untyped-def]
    sheet = load_sheet(assessment, editable=False)
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": None,
        "steps": steps_of(assessment, reviewing=True),
        "returned": returned_because(assessment),
        "problems": [row for row in sheet.all_rows if _must_be_mended(row, assessment)],
        "areas": [(root, sheet.rows[root.code]) for root in sheet.roots],
        "progress": sheet.progress,
        "submit_refused": why_not(MOVES, Action.SUBMIT, state=state, roles=roles),
        "events": assessment.events.select_related("by").order_by("-id"),
    }


def _must_be_mended(row, assessment) -> bool:  # type: ignore[no-untyped-def]
    return assessment.state == State.DRAFT and (row.mark.tone == "err" or row.mark.text == "Chưa nhập")


MOVERS = {
    Action.SUBMIT: lambda a, by, reason, now: deeds.submit(assessment_id=a, by=by, now=now),
    Action.SEND_BACK: lambda a, by, reason, now: deeds.send_back(assessment_id=a, by=by, reason=reason, now=now),
    Action.APPRAISE: lambda a, by, reason, now: deeds.finish_appraisal(assessment_id=a, by=by, now=now),
    Action.REOPEN: lambda a, by, reason, now: deeds.reopen(assessment_id=a, by=by, reason=reason, now=now),
}
DONE = {
    Action.SUBMIT: "Đã nộp phiếu. Sở Nội vụ sẽ thẩm định; kết quả hiện ở trang này.",
    Action.SEND_BACK: "Đã trả lại phiếu cho đơn vị kèm lý do.",
    Action.APPRAISE: "Đã hoàn thành thẩm định phiếu này.",
    Action.REOPEN: "Đã mở lại thẩm định phiếu này.",
}


@require_POST
def assessment_move(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Submit, send back, finish or reopen appraisal; a refusal comes back as a sentence on the same page."""
    assessment = visible_assessment(request, assessment_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused("Không hiểu thao tác. Hãy tải lại trang rồi làm lại.")
    action = Action(form.cleaned_data["action"])
    try:
        MOVERS[action](assessment.pk, request.user, form.cleaned_data["reason"], database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[action])
    back = "indicators:appraisal" if request.POST.get("from") == "appraisal" else "indicators:review"
    return redirect(back, assessment.pk)
