"""Where django-allauth meets the portal: closed to strangers, in Vietnamese, every step in the trail.

allauth runs the second factor, the asking again, and single sign-on; accounts are opened only by our own actions.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from units import actions
from units.access import person_of, recently_authenticated
from units.enums import Role
from units.models import User

TOLD = {
    "mfa/messages/totp_activated.txt": "Đã bật xác thực hai bước.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt xác thực hai bước.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo bộ mã dự phòng mới; bộ cũ không còn dùng được.",
}
RECORDED = {
    "mfa/email/totp_activated": "accounts.second_factor_on",
    "mfa/email/totp_deactivated": "accounts.second_factor_off",
    "mfa/email/recovery_codes_generated": "accounts.recovery_codes_made",
    "socialaccount/email/account_connected": "accounts.single_sign_on_tied",
}
TOO_OFTEN = "Đã sai quá nhiều lần. Hãy chờ 5 phút rồi thử lại."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": "Mật khẩu không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã dùng rồi. Hãy chờ mã mới hiện trên điện thoại.",
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session["address"] = request.META.get("REMOTE_ADDR", "")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        methods = [record["method"] for record in get_authentication_records(request, user)]
        how = "+".join(dict.fromkeys(methods))
        actions.note_sign_in(user=user, session_key=request.session.session_key, now=timezone.now(), how=how)
        return super().post_login(request, user, **kwargs)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        today = timezone.localdate()
        if user.closed(today) or person_of(user, today).has(Role.API_CLIENT):  # programs have keys instead
            return _closed(request)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is counted by django-axes, for this page as for the first."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return _closed(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not recently_authenticated(self.request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only what is worth saying, and in Vietnamese."""
        if told := TOLD.get(message_template or "", kwargs.get("message")):
            messages.add_message(request, level, told)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth's word that a way of signing in has changed: the trail and the holder hear of it."""
        actions.note_changed_factor(user=user, event=RECORDED[template_prefix])


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Vai trò của anh/chị bắt buộc xác thực hai bước nên không tắt được.",
        "cannot_generate_recovery_codes": "Hãy bật xác thực hai bước trước khi tạo mã dự phòng.",
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return f"CCHC {settings.PROVINCE_NAME}"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        person = person_of(authenticator.user, timezone.localdate())
        return not (settings.MFA_REQUIRED and person.is_privileged)

    def encrypt(self, text: str) -> str:
        """Whoever reads the table alone makes no codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """From SECRET_KEY, and from SECRET_KEY_FALLBACKS for what was stored before it was changed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"units.second_factor:" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Whoever the province's identity server vouches for is let in if there is an account of that name."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the stranger to the local account its claim names (OIDC_USERNAME_CLAIM); nobody is created."""
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        claims = data.get("userinfo") or data.get("id_token") or data
        name = str(claims.get(settings.OIDC_USERNAME_CLAIM, "")).strip()
        known = User.objects.unscoped(reason="signing in: nobody is known yet").filter(is_active=True)
        user = known.filter(username__iexact=name).first() if name else None
        if user is None:
            raise ImmediateHttpResponse(_closed(request))
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        sentence = "Đăng nhập một lần chưa thành công. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."
        raise ImmediateHttpResponse(render(request, "403.html", {"sentence": sentence, "code": ""}, status=403))


def _closed(request: HttpRequest) -> HttpResponse:
    sentence = (
        f"Chưa có tài khoản đang dùng cho anh/chị trên cổng này. Hãy gọi bộ phận hỗ trợ {settings.SUPPORT_PHONE}."
    )
    return render(request, "403.html", {"sentence": sentence, "code": ""}, status=403)
