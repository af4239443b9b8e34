"""The appraiser's queue and desk."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.numbers import Unreadable, read_number
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.appraisals import accept_agreeing, agreeing_rows, appraise_row
from indicators.enums import Action, ScoredBy, State
from indicators.models import Assessment, Period, Score
from indicators.sheets import Mark, load_row, load_sheet
from indicators.trees import tree_of
from indicators.views.entry import LOCKED, NOT_SAVED
from indicators.views.visible import visible_assessment, visible_assessments, visible_score
from indicators.workflow import MOVES
from units.access import role_required
from units.enums import Role

CLASH = Mark("clash", "clash", "Người khác vừa chấm dòng này. Tải lại để xem điểm mới.")
DONE = Mark("ok", "check", "Đã lưu")
TO_APPRAISE = Q(scores__criterion__scored_by__in=[ScoredBy.UNIT, ScoredBy.APPRAISER], scores__not_applicable=False)


@require_GET
@role_required(Role.APPRAISER, Role.COORDINATOR)
def appraisal_list(request: HttpRequest) -> HttpResponse:
    """Sheets handed in, the one with the widest gap between self and computed points first."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), _waiting(request, periods))
    rows = (
        visible_assessments(request)
        .filter(period=period)
        .exclude(state=State.DRAFT)
        .annotate(
            gap=F("self_points") - F("computed_points"),
            to_do=Count("scores", filter=TO_APPRAISE & Q(scores__appraised_points=None)),
            leaves=Count("scores", filter=TO_APPRAISE),
        )
        .order_by("state", F("gap").desc(nulls_last=True), "unit__sort_name")
    )
    own = request.person.unit_ids
    context = {"periods": periods, "period": period, "rows": sorted(rows, key=_queue_order), "own_units": own}
    return render(request, "indicators/appraisal_list.html", context)


def _waiting(request: HttpRequest, periods: list[Period]) -> Period | None:
    """The newest period in which something waits to be appraised, else the newest."""
    handed_in = visible_assessments(request).filter(state=State.SUBMITTED)
    open_ones = set(handed_in.order_by("period_id").values_list("period_id", flat=True))
    return next((p for p in periods if p.pk in open_ones), periods[0] if periods else None)


def _queue_order(row: Assessment) -> int:
    return [State.SUBMITTED, State.APPRAISED, State.PUBLISHED].index(State(row.state))


@require_GET
@role_required(Role.APPRAISER, Role.COORDINATOR)
def appraisal(request: HttpRequest, assessment_id: int, area: str = "") -> HttpResponse:
    """One unit, one area: self, computed and appraised points side by side."""
    assessment = visible_assessment(request, assessment_id)
    sheet = load_sheet(assessment, editable=False)
    area = area or sheet.roots[0].code
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)
    own_unit = request.person.belongs_to(assessment.unit_id)
    refused = why_not(MOVES, Action.APPRAISE, state=state, roles=roles)
    context = {
        "assessment": assessment,
        "area": sheet.area(area),
        "lines": sheet.lines(area),
        "rows": sheet.rows[area],
        "refused": "Đây là đơn vị của anh/chị nên anh/chị không được chấm." if own_unit else refused,
        "agreeing": agreeing_rows(assessment).count() if not (refused or own_unit) else 0,
        "may_reopen": why_not(MOVES, Action.REOPEN, state=state, roles=roles) is None,
        "may_send_back": why_not(MOVES, Action.SEND_BACK, state=state, roles=roles) is None,
        "events": assessment.events.select_related("by").order_by("-id"),
    }
    return render(request, "indicators/appraisal.html", context)


@require_POST
@role_required(Role.APPRAISER)
def appraisal_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Appraise one row; 200, 409 or 422 with words, like the entry grid."""
    score = visible_score(request, score_id)
    version = request.POST.get("v", "")
    try:
        appraise_row(
            score_id=score.pk,
            version=int(version) if version.isdigit() else -1,
            points=read_number(_points_text(request, score)),
            reason=request.POST.get("reason", "")[:500],
            by=request.user,
            now=database_now(),
        )
    except Stale:
        return _answer(request, score, CLASH, 409)
    except (Unreadable, Refused) as refusal:
        mark = NOT_SAVED if score.assessment.state == State.SUBMITTED else LOCKED
        return _answer(request, score, mark, 422, str(refusal))
    return _answer(request, score, DONE, 200)


def _points_text(request: HttpRequest, score: Score) -> str:
    """The button pressed ([Theo tự chấm], [Theo hệ thống]) or the number typed."""
    take: dict[str, Decimal | None] = {"self": score.self_points, "computed": score.computed_points}
    chosen = take.get(request.POST.get("take", ""))
    return request.POST.get("points", "") if chosen is None else format(chosen, "f")


def _answer(request: HttpRequest, score: Score, mark: Mark, status: int, sentence: str = "") -> HttpResponse:
    score.refresh_from_db()
    score.assessment.refresh_from_db()
    row = load_row(score, tree_of(score.assessment.criteria_set), editable=False)
    context = {"row": row, "mark": mark, "sentence": sentence, "assessment": score.assessment, "saved": status == 200}
    return render(request, "indicators/_appraisal_answer.html", context, status=status)


@require_POST
@role_required(Role.APPRAISER)
def appraisal_accept(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Take over all rows where self and computed points agree."""
    assessment = visible_assessment(request, assessment_id)
    taken = accept_agreeing(assessment_id=assessment.pk, by=request.user, now=database_now())
    messages.success(request, f"Đã chấp nhận {taken} dòng có điểm tự chấm bằng điểm hệ thống.")
    return redirect("indicators:appraisal", assessment.pk)
