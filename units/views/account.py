"""One's own account: password, second factor, where one is signed in, who stands in for whom."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.kit.doors import public, signed_in
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import has_second_factor
from units.facts import recent_sign_ins
from units.forms.people import ChannelsForm
from units.forms.sign_in import NewPasswordForm, PasswordForm
from units.links import holder_of
from units.models import Membership
from units.policy import DELEGABLE

SVG_ONLY = "default-src 'none'"


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Password, second factor, sessions, posts and the latest sign-ins of the person who asks."""
    user = request.user
    today = request.person.on
    posts = user.memberships.overlapping(today, None).select_related("unit", "acting_for__user")
    lent = Membership.objects.scoped(Q(acting_for__user=user)).overlapping(today, None).select_related("user")
    context = {
        "posts": posts.order_by("valid_from", "pk").prefetch_related(
            Prefetch("substitutes", lent.order_by("valid_from", "pk"))
        ),
        "delegable": [role.value for role in DELEGABLE],
        "second_factor": has_second_factor(user),
        "second_factor_wanted": request.person.is_privileged,
        "sessions": user.sessions.filter(expire_date__gt=timezone.now()).order_by("-started_at", "pk"),
        "this_session": request.session.session_key,
        "sign_ins": recent_sign_ins(user),
        "channels": ChannelsForm(instance=user, message_channel=_message_channel()),
    }
    return render_page(request, "units/account.html", context)


def _message_channel() -> str:
    """What the province's message channel is called; "" where it has none."""
    return settings.REMINDER_WEBHOOK_NAME if settings.REMINDER_WEBHOOK_URL else ""


@signed_in
@require_POST
def channels_choose(request: HttpRequest) -> HttpResponse:
    """How reminders reach this person besides the inbox."""
    form = ChannelsForm(request.POST, instance=request.user, message_channel=_message_channel())
    form.full_clean()  # two boxes, ticked or not: nothing can be wrong
    wanted = form.cleaned_data
    mail, message = wanted["reminded_by_mail"], wanted.get("reminded_by_message", False)
    actions.choose_channels(user_id=request.user.pk, mail=mail, message=message)
    messages.success(request, "Đã lưu cách nhận nhắc việc. Hộp Nhắc việc trên cổng luôn có đủ.")
    return redirect("units:account")


@signed_in
@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if form.is_valid():
        user = actions.change_password(
            user_id=request.user.pk,
            password=form.cleaned_data["new_password1"],
            by=request.user,
            now=timezone.now(),
            session_key=request.session.session_key,
        )
        auth.update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các máy khác đang dùng tài khoản này phải đăng nhập lại.")
        return redirect("units:account")
    return render_page(request, "units/password_change.html", {"form": form}, status=422 if form.errors else 200)


@public
@sensitive_post_parameters()
@never_cache
def password_set(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: who has it sets the password, once."""
    holder = holder_of(token, timezone.now())
    if holder is None:
        return render_page(request, "units/password_set.html", {"holder": None, "form": None}, status=410)
    form = NewPasswordForm(holder, request.POST or None)
    if form.is_valid():
        try:
            actions.set_password(token=token, password=form.cleaned_data["new_password1"], now=timezone.now())
        except (Refused, ValidationError) as refusal:
            form.add_error(None, str(refusal))
        else:
            auth.logout(request)
            messages.success(request, f"Đã đặt mật khẩu cho tài khoản {holder.username}. Hãy đăng nhập.")
            return redirect("units:login")
    context = {"form": form, "holder": holder}
    return render_page(request, "units/password_set.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    ended = actions.end_other_sessions(user=request.user, session_key=request.session.session_key)
    messages.success(request, f"Đã đăng xuất {ended} nơi khác.")
    return redirect("units:account")


@signed_in
@require_safe
@never_cache
def second_factor_qr(request: HttpRequest) -> HttpResponse:
    """The picture for the phone while the second factor is set up; a file, since the policy allows no data: images."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404("Chưa bắt đầu bật xác thực hai bước.")
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    headers = {"Content-Security-Policy": SVG_ONLY, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/svg+xml", headers=headers)
