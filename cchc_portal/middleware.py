"""Everyone signs in; a form that was being filled when the session ended keeps its values."""

import ipaddress
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import resolve

from cchc_portal.kit.badges import forget
from cchc_portal.kit.doors import declared
from cchc_portal.kit.htmx import render_notice
from cchc_portal.kit.refusals import Refused
from cchc_portal.views import error_code

FORM = "application/x-www-form-urlencoded"
NUL = "\0"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Handler = Callable[[HttpRequest], HttpResponse]


def real_address(get_response: Handler) -> Handler:
    """Put the visitor's address where everybody looks for it, when PROXIES stand before the portal.

    Each proxy adds the address it was asked from at the end of X-Forwarded-For, so the one noted by the outermost of
    our own counts; what stands before it may have been invented by the visitor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < settings.PROXIES <= len(hops) and (address := _address(hops[-settings.PROXIES])):
            request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return middleware


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


def keep_out_of_caches(get_response: Handler) -> Handler:
    """Let no browser keep what a page says: on a shared computer the Back button would show it after signing out.

    A page that is asked again and again with If-None-Match says so itself; signing out wipes those
    (Clear-Site-Data). Files under static/ never come this far. A page for everybody says that too (public): nothing of
    the visitor's session may then hang on it, nor make caches keep one copy for each.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" in response.headers.get("Cache-Control", ""):
            response.cookies.clear()
            varies = [each for each in response.headers.get("Vary", "").split(", ") if each not in ("", "Cookie")]
            response.headers["Vary"] = ", ".join(varies) or "Accept-Encoding"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def count_anew_after_deeds(get_response: Handler) -> Handler:
    """Whoever has done something finds the number in the menu counted anew on the next page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in SAFE and request.user.is_authenticated:
            forget(request.user.pk)
        return response

    return middleware


def readable_text_only(get_response: Handler) -> Handler:
    """Refuse the character NUL, which nobody types and PostgreSQL cannot store: it would end in an error page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = [request.GET] + ([request.POST] if request.content_type == FORM else [])
        if any(NUL in text for values in sent for name, texts in values.lists() for text in (name, *texts)):
            raise Refused("Nội dung gửi lên có ký tự không đọc được. Hãy gõ lại thay vì dán.")
        return get_response(request)

    return middleware


def explain_wrong_method(get_response: Handler) -> Handler:
    """Whoever opens the address of a button gets a page with a way on, not the empty one of the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and not response.content:
            page = render(request, "405.html", {"code": error_code()}, status=response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def login_required_in_place(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Deny by default. Programs get 401, htmx too with a notice above the form, a page gets the login form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        view = resolve(request.path_info).func
        access = declared(view)
        if access is not None and access.public:
            return get_response(request)
        if request.path.startswith("/api/") or _wants_json(request):
            return JsonResponse({"detail": "Chưa đăng nhập hoặc phiên làm việc đã hết."}, status=401)
        if request.headers.get("HX-Request"):
            login = resolve_url(settings.LOGIN_URL)
            return render_notice(request, "_signed_out.html", {"login": login}, status=401)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

    return middleware


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
