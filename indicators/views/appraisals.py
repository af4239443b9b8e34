"""The inspector's queue and desk: both rounds, row by row."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.numbers import Unreadable, read_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.appraisals import ReasonMissing, accept_agreeing, appraise_row
from indicators.actions.moving import when
from indicators.actions.scores import Closed
from indicators.appraisal.consistency import twins_of_sheet
from indicators.appraisal.desk import READ_ALL, Desk
from indicators.appraisal.desks import desk_of
from indicators.appraisal.queues import queue
from indicators.appraisal.rows import DeskRow, desk_lines, desk_rows, justifications, totals_on
from indicators.enums import JUDGED, UNSCORED, UNSENT, Action, State
from indicators.forms.scores import given_points, version_seen
from indicators.models import Assessment, Period, Score
from indicators.policy import Deed
from indicators.sheets.overviews import Mark, version_of
from indicators.sheets.rows import Row, load_row, load_sheet
from indicators.views.replies import CLASHING, LOCKED, NOT_SAVED, Reply, clash_of, error, told, wants_part
from indicators.views.visible import visible_assessment, visible_assessments, visible_score
from indicators.workflow import MOVES
from units.access import role_required
from units.enums import Role

READERS = (*READ_ALL, Role.FIELD_OWNER)  # only appraisers and field owners also write
JUDGES = (Role.APPRAISER, Role.FIELD_OWNER)
APPRAISED = Mark("ok", "check", "Đã chấm")
ANSWERED = Mark("ok", "check", "Đã trả lời")
NO_POINTS = "Hãy ghi điểm thẩm định, ví dụ 1,25."


@require_GET
@role_required(*READERS)
def appraisal_list(request: HttpRequest) -> HttpResponse:
    """Sheets handed in, those with open rows on this desk first, then by the gap between self and computed points."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), _waiting(request, periods))
    everything = request.GET.get("xem") == "tat-ca"
    rows = []
    if period:
        desk = desk_of(request.person, period)
        rows = queue(visible_assessments(request, Deed.LOOK).filter(period=period), desk, everything=everything)
    context = {"periods": periods, "period": period, "rows": rows, "everything": everything}
    context |= {"runs_periods": request.person.has(Role.COORDINATOR), "judges": any(map(request.person.has, JUDGES))}
    return render(request, "indicators/appraisal/appraisal_list.html", context)


def _waiting(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The newest period in which something waits to be judged, else the newest in which anything was handed in."""
    seen = visible_assessments(request, Deed.LOOK).exclude(state__in=UNSENT | UNSCORED).order_by("period_id").distinct()
    found = list(seen.values_list("period_id", "state"))
    waiting, told = {pk for pk, state in found if state in JUDGED}, {pk for pk, _ in found}
    first = (p for ids in (waiting, told) for p in periods if p.pk in ids)
    return next(first, periods[0] if periods else None)


@require_GET
@role_required(*READERS)
def appraisal(request: HttpRequest, assessment_id: int, area: str = "") -> HttpResponse:
    """One unit, one area: self, computed and appraised points side by side."""
    assessment = visible_assessment(request, assessment_id, Deed.LOOK)
    return render(request, "indicators/appraisal/appraisal.html", _page(request, assessment, area))


def _page(request: HttpRequest, assessment: Assessment, area: str) -> dict[str, Any]:
    sheet = load_sheet(assessment, editable=False, reader=request.user)
    desk = desk_of(request.person, assessment.period)
    said, beside = justifications(assessment), twins_of_sheet(assessment)
    rows, lines = desk_rows(assessment, sheet, desk, said), desk_lines(assessment, desk, said)
    area = area or (lines[0][0].code if lines else "")
    if area and area not in rows:
        raise Http404
    here = [replace(each, twins=tuple(beside.get(each.row.pk, ()))) for each in rows.get(area, [])]
    moves = _moves(request, assessment, desk)
    return {
        "assessment": assessment,
        "area": sheet.overview.line(area) if area else None,
        "lines": lines,
        "version": sheet.overview.version,
        "rows": here,
        "agreeing": [] if moves["refused"] else _agreeing(State(assessment.state), rows),
        "events": assessment.events.select_related("by").order_by("-id") if desk.sees_all else (),
        "totals": totals_on(assessment, desk),
        "whole": desk.sees_all,
        **moves,
    }


def _moves(request: HttpRequest, assessment: Assessment, desk: Desk) -> dict[str, Any]:
    """What may be done with the sheet as a whole, and why not; `refused`: why no row is judged here now."""
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)

    def refusal(action: Action) -> str | None:
        return why_not(MOVES, action, state=state, roles=roles)

    finish = Action.FINISH_SECOND if state == State.EXPLAINED else Action.FINISH_FIRST
    refused = desk.why_not_sheet(assessment.unit_id) if state in JUDGED else resting(assessment)
    return {
        "second": state == State.EXPLAINED,
        "refused": refused,
        "finish": None if refused else finish,
        "finish_refused": refusal(finish),
        "may_reopen": refusal(Action.REOPEN) is None,
        "may_send_back": refusal(Action.SEND_BACK) is None,
    }


def resting(assessment: Assessment) -> str:
    """Why nobody judges the sheet now, and what comes next."""
    state = State(assessment.state)
    if state == State.EXPLAINING and assessment.explain_until:
        return f"Chờ đơn vị trả lời về các điểm bị trừ, chậm nhất {when(assessment.explain_until)}."
    if state == State.APPRAISED and assessment.appraised_at:
        return (
            f"Đã thẩm định xong lúc {when(assessment.appraised_at)}, chỉ xem."
            " Cần chấm lại thì Điều phối CCHC mở lại thẩm định."
        )
    return RESTING[state]


RESTING = {
    **dict.fromkeys((State.DRAFT, State.WAITING), "Đơn vị chưa nộp phiếu nên chưa thẩm định được."),
    State.PUBLISHED: "Kết quả đã công bố, chỉ xem.",
    **dict.fromkeys(UNSCORED, "Phiếu này không chấm điểm."),
}


def _agreeing(state: State, rows: dict[str, list[DeskRow]]) -> list[DeskRow]:
    """Rows that may be accepted all at once, to be looked through first."""
    if state != State.SUBMITTED:
        return []
    return [each for in_area in rows.values() for each in in_area if each.row.agrees and not each.refused]


@require_POST
@role_required(*JUDGES)
def appraisal_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Judge one row; answers 200, 409, 422 or 423 with words, like the entry grid."""
    score = visible_score(request, score_id)
    points, reason = given_points(request.POST, score)
    given = {"version": version_seen(request.POST), "reason": reason, "by": request.user, "now": database_now()}
    try:
        saved = appraise_row(score_id=score.pk, points=_read_points(points), **given)
    except Stale:
        return _clashed(request, visible_score(request, score_id), points, reason)
    except Closed as refusal:
        return _unsaved(request, score, points, reason, Reply(423, LOCKED, (error(str(refusal)),)))
    except (Unreadable, Refused) as refusal:
        wrong = {"reason" if isinstance(refusal, ReasonMissing) else "points": "err"}
        return _unsaved(request, score, points, reason, Reply(422, NOT_SAVED, (error(str(refusal)),), wrong))
    return _saved(request, saved)


def _read_points(text: str) -> Decimal:
    if not text.strip():
        raise Unreadable(NO_POINTS)
    return read_number(text)


def _saved(request: HttpRequest, score: Score) -> HttpResponse:
    row = load_row(score, editable=False)
    if not wants_part(request):
        return redirect(_address(row, score.assessment_id))
    reply = Reply(200, ANSWERED if score.assessment.state == State.EXPLAINED else APPRAISED)
    assessment, said = score.assessment, justifications(score.assessment)
    desk = desk_of(request.person, assessment.period)
    lines = desk_lines(assessment, desk, said)
    context = {"row": row, "reply": reply, "assessment": assessment, "lines": lines, "refused": None}
    context |= {"version": version_of(assessment.scores.all()), "totals": totals_on(assessment, desk)}
    context["area"] = next(line for line, _ in lines if line.code == row.area)
    answer = render(request, "indicators/appraisal/_appraisal_answer.html", context)
    return told(answer, row, reply, _values(row), seen=str(row.version))


def _clashed(request: HttpRequest, score: Score, points: str, reason: str) -> HttpResponse:
    row = load_row(score, editable=False)
    said = {"points": (f"{row.appraised or '—'} điểm", f"{points} điểm"), "reason": (row.reason, reason)}
    back = _address(row, score.assessment_id)
    clash = clash_of(request, score, row, said=said, values=_values(row), back=back)
    return _unsaved(request, score, points, reason, Reply(409, CLASHING, clash=clash))


def _unsaved(request: HttpRequest, score: Score, points: str, reason: str, reply: Reply) -> HttpResponse:
    """What stands in the way: in the row itself, or, without scripts, on the page with everything still typed in."""
    row = load_row(score, editable=False)
    if wants_part(request):
        context = {"row": row, "reply": reply, "assessment": score.assessment}
        return told(
            render(request, "indicators/appraisal/_appraisal_answer.html", context, status=reply.status), row, reply
        )
    context = _page(request, visible_assessment(request, score.assessment_id, Deed.LOOK), row.area)
    kept = {"appraised": points, "reason": reason, "mark": reply.mark, "messages": reply.notes}
    context["rows"] = [
        replace(each, row=replace(each.row, **kept)) if each.row.pk == row.pk else each for each in context["rows"]
    ]
    context |= {"clash": reply.clash, "failed": row, "sentences": [note.text for note in reply.notes]}
    return render(request, "indicators/appraisal/appraisal.html", context, status=reply.status)


def _values(row: Row) -> dict[str, str | bool]:
    return {"points": row.appraised, "reason": row.reason}


def _address(row: Row, assessment_id: int) -> str:
    return reverse("indicators:appraisal", args=[assessment_id, row.area]) + f"#r-{row.pk}"


@require_POST
@role_required(*JUDGES)
def appraisal_accept(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Take over all rows where self and computed points agree."""
    assessment = visible_assessment(request, assessment_id, Deed.LOOK)
    try:
        taken = accept_agreeing(assessment_id=assessment.pk, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã chấp nhận {taken} dòng có điểm tự chấm bằng điểm hệ thống.")
    return redirect("indicators:appraisal", assessment.pk)
