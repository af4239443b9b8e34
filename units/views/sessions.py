"""Signing in and out: the password, the code, and how long it lasts."""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base import views as second_factor
from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.doors import public, signed_in
from cchc_portal.kit.htmx import render_page
from units import actions
from units.access import time_left, unnoticed
from units.facts import demo_accounts
from units.forms.sign_in import LoginForm

SECOND_STEP = second_factor.AuthenticateView.as_view(template_name="units/second_step.html")


@public
@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The login page; with ?popup=1 it is the small window a page opened because its session had ended."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = LoginForm(request, request.POST or None)
    if form.is_valid():
        name = {"username": form.get_user().username}
        return perform_password_login(request, name, Login(user=form.get_user(), redirect_url=_destination(request)))
    if request.method == "POST" and form.wrong:
        actions.note_failure(username=form.cleaned_data["username"], locked=form.is_locked)
    demo = demo_accounts(timezone.localdate()) if settings.DEMO_ACCOUNTS else []
    context = {"form": form, "demo_accounts": demo, "demo_password": settings.DEMO_PASSWORD}
    sso = {"sso_name": settings.OIDC_NAME if settings.OIDC_SERVER else "", "next": _destination(request)}
    return render_page(request, "units/login.html", context | sso, status=422 if form.errors else 200)


def _destination(request: HttpRequest) -> str:
    """Where ?next= says, when that is on this site."""
    if "popup" in request.GET:
        return reverse("units:login_done")
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def username_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """For django-axes: the name as it is counted, whatever the case it is typed in."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(given).strip().lower()[:255]


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """For django-axes: the page as it is, which says so already, with the status that says so to programs."""
    response.status_code = 429
    return response


@public
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """The code after the password (allauth's page); a wrong one is written down."""
    with transaction.atomic():  # allauth finds the account by itself: inside a transaction the guard on rows rests
        response = SECOND_STEP(request)
    if request.method == "POST" and response.status_code == 200:
        actions.note_wrong_code(user=request._login_stage.login.user)
        response.status_code = 422
    return response


@signed_in
def login_done(request: HttpRequest) -> HttpResponse:
    return render_page(request, "units/login_done.html", {})


@signed_in
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    actions.note_sign_out(user=request.user)
    auth.logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache"'  # pages with an ETag are kept until here
    return response


@signed_in
@unnoticed
@require_GET
@never_cache
def session_state(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends; asking does not put that off."""
    left = time_left(request)
    return JsonResponse({"seconds": left.seconds, "extendable": left.extendable})


@signed_in
@require_POST
def session_extend(request: HttpRequest) -> HttpResponse:
    """The button of the warning: as good as a click on a page."""
    request.session["seen_at"] = int(timezone.now().timestamp())
    left = time_left(request)
    return JsonResponse({"seconds": left.seconds, "extendable": left.extendable})
