"""While somebody reads rows blind, the portal keeps from them all that knows points.

Closed by default: whoever has rows waiting is led to them from every page but these. So no list, export or page that
is written later can tell the first inspector's points.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cchc_portal.kit.refusals import Refused
from indicators.models import SecondReading
from units.enums import Role

Handler = Callable[[HttpRequest], HttpResponse]

DESK = "indicators:reading_list"
OPEN = frozenset(
    {
        DESK,
        *(f"indicators:{name}" for name in ("reading_draw", "reading_give", "reading_give_back")),
        *(f"indicators:{name}" for name in ("evidence_detail", "evidence_file", "evidence_page")),
        *("healthz", "readyz"),
    }
)
ACCOUNTS = "units"
"""The app of accounts and units knows no points; signing out must always be possible."""

BLIND = "Anh/chị đang chấm lại độc lập. Hãy chấm xong, hoặc trả lại mẫu, rồi làm tiếp."


def keep_blind(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if match.view_name in OPEN or match.app_name == ACCOUNTS or not _reads_blind(request):
            return None
        if request.method == "GET":
            return redirect(DESK)
        raise Refused(BLIND)

    middleware.process_view = process_view
    return middleware


def _reads_blind(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or not request.person.has(Role.APPRAISER):
        return False
    return SecondReading.objects.of_person(request.person).filter(inspector=request.user.pk).waiting().exists()
