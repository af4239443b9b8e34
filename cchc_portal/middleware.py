"""Everyone signs in; a form that was being filled when the session ended keeps its values."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import resolve

from cchc_portal.kit.htmx import render_notice

PUBLIC = "login_not_required"

Handler = Callable[[HttpRequest], HttpResponse]


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that needs no sign-in; every other page does."""
    setattr(view, PUBLIC, True)
    return view


def login_required_in_place(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Deny by default. htmx gets 401 with a notice above the form, a page gets the login form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        view = resolve(request.path_info).func
        if getattr(view, PUBLIC, False):
            return get_response(request)
        if request.headers.get("HX-Request"):
            login = resolve_url(settings.LOGIN_URL)
            return render_notice(request, "_signed_out.html", {"login": login}, status=401)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

    return middleware
