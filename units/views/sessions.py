"""Signing in and out, and one's own password."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cchc_portal.kit.doors import public, signed_in
from cchc_portal.kit.htmx import render_page
from units import actions
from units.facts import demo_accounts
from units.forms import LoginForm, PasswordForm


@public
@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The login page; with ?popup=1 it is the small window a page opened because its session had ended."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = LoginForm(request, request.POST or None)
    if form.is_valid():
        auth.login(request, form.get_user())
        return redirect(_destination(request))
    demo = demo_accounts(timezone.localdate()) if settings.DEMO_ACCOUNTS else []
    context = {"form": form, "demo_accounts": demo, "demo_password": settings.DEMO_PASSWORD}
    return render_page(request, "units/login.html", context, status=422 if form.errors else 200)


def _destination(request: HttpRequest) -> str:
    """Where ?next= says, when that is on this site."""
    if "popup" in request.GET:
        return reverse("units:login_done")
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@signed_in
def login_done(request: HttpRequest) -> HttpResponse:
    return render_page(request, "units/login_done.html", {})


@signed_in
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@signed_in
@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if form.is_valid():
        password = form.cleaned_data["new_password1"]
        user = actions.change_password(user_id=request.user.pk, password=password, by=request.user, now=timezone.now())
        auth.update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các máy khác đang dùng tài khoản này phải đăng nhập lại.")
        return redirect("units:password_change")
    return render_page(request, "units/password_change.html", {"form": form}, status=422 if form.errors else 200)
