"""Everyone signs in; a form that was being filled when the session ended keeps its values."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import resolve

from cchc_portal.kit.doors import declared
from cchc_portal.kit.htmx import render_notice


def login_required_in_place(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Deny by default. htmx gets 401 with a notice above the form, a page gets the login form.

    The API answers for itself, with 401 as JSON (units.permissions).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        view = resolve(request.path_info).func
        access = declared(view)
        if (access and access.public) or hasattr(view, "cls"):  # `cls` is how the REST framework marks its views
            return get_response(request)
        if request.headers.get("HX-Request"):
            login = resolve_url(settings.LOGIN_URL)
            return render_notice(request, "_signed_out.html", {"login": login}, status=401)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

    return middleware
