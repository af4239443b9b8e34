"""A list that is opened by its bare address opens with the filter its reader has chosen for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cchc_portal.kit.lists import LISTS
from units.models import SavedFilter

Handler = Callable[[HttpRequest], HttpResponse]


def open_with_default(get_response: Handler) -> Handler:
    """Lead to the address of the default filter: whatever the list then shows, its address says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.method != "GET" or request.GET or request.resolver_match.view_name not in LISTS:
            return None
        mine = SavedFilter.objects.of_person(request.person, "change")
        chosen = mine.filter(page=request.resolver_match.view_name, is_default=True).first()
        return redirect(f"{request.path}?{chosen.address}") if chosen else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware
