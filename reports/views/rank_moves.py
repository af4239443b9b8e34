"""Why a unit's rank moved, for whoever sees the whole table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from reports import queries
from reports.rank_moves import reading
from reports.selection import NOT_PUBLISHED, may_see_all


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def rank_move(request: HttpRequest, period: str, unit_id: int) -> HttpResponse:
    """The change against an earlier result, split into four parts; `so_voi` names the period compared with."""
    chosen = get_object_or_404(queries.periods(request.person), code=period)
    if not may_see_all(chosen, request.person):
        raise Refused(f"{NOT_PUBLISHED}; hạng của các đơn vị hiện ra khi kết quả được công bố.")
    move = reading.rank_move(request.person, chosen, unit_id, request.GET.get("so_voi", ""))
    return render(request, "reports/rank_move.html", {"period": chosen, "page": move})
