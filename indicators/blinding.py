"""While somebody reads rows blind, the portal keeps from them all that knows points.

Closed by default: whoever has rows waiting is led to them from every page but these. So no list, export or page that
is written later can tell the first inspector's points.

The database is asked once a minute for each inspector, not on every page: only their own draw can make rows wait for
them, and it says so here (begin_blind) before it is answered. Where the cache is away, the database is asked.
"""

from collections.abc import Callable
from contextlib import suppress

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cchc_portal.kit.badges import AWAY
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
KNOWN_FOR = 60  # seconds
WITHOUT_POINTS = frozenset({"units", "guide"})
"""Accounts and units know no points, and signing out must always be possible; the guide tells how to read blind."""

BLIND = "Anh/chị đang chấm lại độc lập. Hãy chấm xong, hoặc trả lại mẫu, rồi làm tiếp."


def keep_blind(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if match.view_name in OPEN or match.app_name in WITHOUT_POINTS or not _reads_blind(request):
            return None
        if request.method == "GET":
            return redirect(DESK)
        raise Refused(BLIND)

    middleware.process_view = process_view
    return middleware


def _reads_blind(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or not request.person.has(Role.APPRAISER):
        return False
    key, known = _key(request.user.pk), None
    with suppress(*AWAY):
        known = cache.get(key)
    if known is not None:
        return bool(known)
    waits = SecondReading.objects.of_person(request.person).filter(inspector=request.user.pk).waiting().exists()
    with suppress(*AWAY):
        cache.add(key, waits, KNOWN_FOR)  # add: a draw that was answered meanwhile has the last word
    return waits


def begin_blind(inspector_id: int) -> None:
    """Rows wait for this inspector from now on."""
    with suppress(*AWAY):
        cache.set(_key(inspector_id), True, KNOWN_FOR)


def ask_anew(inspector_id: int) -> None:
    """A row has been read or given back: the next page asks the database."""
    with suppress(*AWAY):
        cache.delete(_key(inspector_id))


def _key(inspector_id: int) -> str:
    return f"reads-blind-{inspector_id}"
