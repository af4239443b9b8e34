"""The appraiser's queue and desk."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.numbers import Unreadable, read_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.appraisals import ReasonMissing, accept_agreeing, appraise_row
from indicators.actions.assessments import OWN_UNIT
from indicators.actions.scores import Closed
from indicators.answers import is_appraised
from indicators.enums import Action, State
from indicators.forms.scores import given_points, version_seen
from indicators.models import Assessment, CriteriaSet, Period, Score
from indicators.sets.trees import tree_of
from indicators.sheets.overviews import Mark, overview_of
from indicators.sheets.rows import Row, load_row, load_sheet
from indicators.views.replies import CLASHING, LOCKED, NOT_SAVED, Reply, clash_of, error, told, wants_part
from indicators.views.visible import area_of, visible_assessment, visible_assessments, visible_score
from indicators.workflow import MOVES
from units.access import role_required
from units.enums import Role

READERS = (Role.APPRAISER, Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR)  # only appraisers also write
APPRAISED = Mark("ok", "check", "Đã chấm")
NO_POINTS = "Hãy ghi điểm thẩm định, ví dụ 1,25."


@require_GET
@role_required(*READERS)
def appraisal_list(request: HttpRequest) -> HttpResponse:
    """Sheets handed in, the one with the widest gap between self and computed points first."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), _waiting(request, periods))
    rows = _queue(visible_assessments(request).filter(period=period), _appraised_leaves(period))
    context = {"periods": periods, "period": period, "rows": rows, "own_units": request.person.unit_ids}
    return render(request, "indicators/appraisal/appraisal_list.html", context)


def _waiting(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The newest period in which something waits to be appraised, else the newest."""
    waiting = visible_assessments(request).filter(state=State.SUBMITTED).order_by("period_id").distinct()
    period_ids = set(waiting.values_list("period_id", flat=True))
    return next((p for p in periods if p.pk in period_ids), periods[0] if periods else None)


def _appraised_leaves(period: Period | None) -> list[int]:
    """Ids of the criteria an appraiser decides in that period; one query, and the trees of its sets once."""
    sets = CriteriaSet.objects.filter(period_sets__period=period).order_by("pk")
    return [pk for each in sets for pk, leaf in tree_of(each).leaf_by_id.items() if is_appraised(leaf)]


def _queue(sheets: QuerySet[Assessment], leaves: list[int]) -> QuerySet[Assessment]:
    decided = Q(scores__criterion__in=leaves, scores__not_applicable=False)
    order = [State.SUBMITTED, State.APPRAISED, State.PUBLISHED]
    places = [When(state=state, then=Value(place)) for place, state in enumerate(order)]
    return (
        sheets.exclude(state__in=[State.DRAFT, State.CLOSED])
        .annotate(
            gap=F("self_points") - F("computed_points"),
            to_do=Count("scores", filter=decided & Q(scores__appraised_points=None)),
            leaves=Count("scores", filter=decided),
            place=Case(*places, output_field=IntegerField()),
        )
        .order_by("place", F("gap").desc(nulls_last=True), "unit__sort_name", "pk")
    )


@require_GET
@role_required(*READERS)
def appraisal(request: HttpRequest, assessment_id: int, area: str = "") -> HttpResponse:
    """One unit, one area: self, computed and appraised points side by side."""
    assessment = visible_assessment(request, assessment_id)
    return render(request, "indicators/appraisal/appraisal.html", _page(request, assessment, area))


def _page(request: HttpRequest, assessment: Assessment, area: str) -> dict[str, Any]:
    sheet = load_sheet(assessment, editable=False, reader=request.user)
    area = area_of(sheet, area)
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)
    refused = why_not(MOVES, Action.APPRAISE, state=state, roles=roles)
    if request.person.belongs_to(assessment.unit_id):
        refused = OWN_UNIT
    return {
        "assessment": assessment,
        "area": sheet.overview.line(area),
        "lines": sheet.overview.lines,
        "rows": list(sheet.rows[area]),
        "refused": refused,
        "agreeing": 0 if refused else sum(row.agrees for row in sheet.all_rows),
        "may_reopen": why_not(MOVES, Action.REOPEN, state=state, roles=roles) is None,
        "may_send_back": why_not(MOVES, Action.SEND_BACK, state=state, roles=roles) is None,
        "events": assessment.events.select_related("by").order_by("-id"),
    }


@require_POST
@role_required(Role.APPRAISER)
def appraisal_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Appraise one row; answers 200, 409, 422 or 423 with words, like the entry grid."""
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
    reply = Reply(200, APPRAISED)
    overview = overview_of(score.assessment)
    context = {"row": row, "reply": reply, "assessment": score.assessment, "lines": overview.lines}
    context["area"] = overview.line(row.area)
    return told(render(request, "indicators/appraisal/_appraisal_answer.html", context), row, reply, _values(row))


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
    context = _page(request, visible_assessment(request, score.assessment_id), row.area)
    kept = {"appraised": points, "reason": reason, "mark": reply.mark, "messages": reply.notes}
    context["rows"] = [replace(each, **kept) if each.pk == row.pk else each for each in context["rows"]]
    context |= {"clash": reply.clash, "failed": row, "sentences": [note.text for note in reply.notes]}
    return render(request, "indicators/appraisal/appraisal.html", context, status=reply.status)


def _values(row: Row) -> dict[str, str | bool]:
    return {f"i-{row.pk}-points": row.appraised, f"i-{row.pk}-reason": row.reason}


def _address(row: Row, assessment_id: int) -> str:
    return reverse("indicators:appraisal", args=[assessment_id, row.area]) + f"#r-{row.pk}"


@require_POST
@role_required(Role.APPRAISER)
def appraisal_accept(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Take over all rows where self and computed points agree."""
    assessment = visible_assessment(request, assessment_id)
    try:
        taken = accept_agreeing(assessment_id=assessment.pk, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã chấp nhận {taken} dòng có điểm tự chấm bằng điểm hệ thống.")
    return redirect("indicators:appraisal", assessment.pk)
