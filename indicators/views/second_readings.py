"""Chấm lại độc lập: draw a few rows, judge them without the first inspector's points, be done."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.numbers import Unreadable, read_number
from cchc_portal.kit.refusals import Refused
from indicators.actions.second_readings import draw_readings, give_back, give_reading
from indicators.appraisal.second_readings import AT_ONCE, SHARE, blind_rows, drawable
from indicators.blinding import ask_anew, begin_blind
from indicators.enums import PeriodState
from indicators.models import Period
from units.access import role_required
from units.enums import Role


@require_GET
@role_required(Role.APPRAISER)
def reading_list(request: HttpRequest) -> HttpResponse:
    """The rows that wait to be read again, or the periods of which some may be drawn."""
    return _page(request)


def _page(request: HttpRequest, *, failed: int = 0, typed: tuple[str, str] = ("", ""), error: str = "") -> HttpResponse:
    rows = blind_rows(request.person)
    opened = list(Period.objects.of_person(request.person).filter(state=PeriodState.OPEN).order_by("-data_to", "code"))
    offers = {} if rows else drawable(opened, request.person)
    context = {
        "rows": rows,
        "offers": [
            (each, min(AT_ONCE, can.wanted, len(can.rows)), can.wanted, can.judged)
            for each in opened
            if (can := offers.get(each.pk))
        ],
        "share": SHARE,
        "failed": failed,
        "typed": typed,
        "error": error,
    }
    return render(request, "indicators/appraisal/reading_list.html", context, status=422 if error else 200)


@require_POST
@role_required(Role.APPRAISER)
def reading_draw(request: HttpRequest, period_id: int) -> HttpResponse:
    """Draw a few rows by chance; from here on nothing else that knows points is shown."""
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    try:
        draw_readings(period_id=period.pk, by=request.user, now=database_now(), seed=secrets.randbits(64))
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        begin_blind(request.user.pk)
    return redirect("indicators:reading_list")


@require_POST
@role_required(Role.APPRAISER)
def reading_give(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Judge one row again; what stands in the way comes back with all that was typed."""
    typed = (request.POST.get("points", ""), request.POST.get("reason", ""))
    try:
        points = read_number(typed[0])
        left = give_reading(reading_id=reading_id, points=points, reason=typed[1], by=request.user, now=database_now())
    except (Unreadable, Refused) as refusal:
        return _page(request, failed=reading_id, typed=typed, error=str(refusal))
    ask_anew(request.user.pk)
    done = "Đã chấm lại xong mẫu này. Cảm ơn anh/chị." if not left else f"Đã ghi. Còn {left} dòng."
    messages.success(request, done)
    return redirect("indicators:reading_list")


@require_POST
@role_required(Role.APPRAISER)
def reading_give_back(request: HttpRequest) -> HttpResponse:
    """Give the rest of the sample back, unread."""
    gone = give_back(by=request.user, now=database_now())
    ask_anew(request.user.pk)
    messages.info(request, f"Đã trả lại {gone} dòng chưa chấm; người khác có thể rút.")
    return redirect("indicators:reading_list")
