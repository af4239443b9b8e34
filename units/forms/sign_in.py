"""Forms of signing in, of passwords and of codes."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.cache import cache
from django.utils.timezone import localdate

from units import attempts
from units.access import has_second_factor, person_of, signed_in_before
from units.enums import Role
from units.forms.base import PlainWords, password_input, text_input
from units.models import User

LOCKED = "Đã sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc gọi bộ phận hỗ trợ."
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
ADVICE = "Ít nhất 12 ký tự, không giống tên của anh/chị, không phổ biến. Tốt nhất là một câu dễ nhớ."


class LoginForm(PlainWords, AuthenticationForm):
    """One neutral sentence on failure: it does not tell whether the account exists."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget.attrs.update({"class": "in", "autocapitalize": "none"})
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget = password_input("current-password")

    def clean(self) -> dict[str, Any]:
        """`wrong` afterwards tells whether a password was tried and failed."""
        self.wrong = False
        username = self.cleaned_data.get("username", "")
        address = self.request.META.get("REMOTE_ADDR", "")
        if attempts.exhausted(username) and not signed_in_before(username, address):
            raise forms.ValidationError(LOCKED)
        try:
            return super().clean()
        except forms.ValidationError:
            if self.is_locked:
                raise forms.ValidationError(LOCKED) from None
            raise
        finally:
            self._count(username)

    def _count(self, username: str) -> None:
        locked_before = self.is_locked and self.request.axes_failures_since_start is None
        tried = username and self.cleaned_data.get("password")
        if tried and self.user_cache is None and not locked_before:
            self.wrong = True
            attempts.failed(username)

    @property
    def is_locked(self) -> bool:
        """Whether django-axes has locked this name from this address, before or with this failure."""
        return bool(getattr(self.request, "axes_locked_out", False))

    def confirm_login_allowed(self, user: User) -> None:
        """Programs use tokens, never this page."""
        super().confirm_login_allowed(user)
        roles = {post.role for post in person_of(user, localdate()).posts}
        if roles == {Role.API_CLIENT}:
            raise self.get_invalid_login_error()


class PasswordForm(PlainWords, PasswordChangeForm):
    """Old password, new password twice."""

    error_messages = {
        "password_incorrect": "Mật khẩu hiện tại không đúng.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau.",
    }
    old_password = forms.CharField(label="Mật khẩu hiện tại", strip=False, widget=password_input("current-password"))
    new_password1 = forms.CharField(
        label="Mật khẩu mới", strip=False, widget=password_input("new-password"), help_text=ADVICE
    )
    new_password2 = forms.CharField(label="Nhập lại mật khẩu mới", strip=False, widget=password_input("new-password"))


class NewPasswordForm(PlainWords, SetPasswordForm):
    """The first password, or the next after the old one was forgotten."""

    error_messages = {"password_mismatch": "Hai lần nhập mật khẩu không giống nhau."}
    new_password1 = forms.CharField(
        label="Mật khẩu", strip=False, widget=password_input("new-password"), help_text=ADVICE
    )
    new_password2 = forms.CharField(label="Nhập lại mật khẩu", strip=False, widget=password_input("new-password"))


class PasswordAgainForm(PlainWords, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget = password_input("current-password")


class _WithCode(PlainWords):
    """A code of six digits from the phone, or where it may be, of eight from the recovery sheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Mã xác thực"
        self.fields["code"].widget = text_input(
            autocomplete="one-time-code", inputmode="numeric", spellcheck="false", autofocus="autofocus"
        )

    def clean_code(self) -> str:
        """Once is once (RFC 6238, 5.2): the library forgets a code after 30 of its 90 seconds."""
        code: str = super().clean_code()
        still_valid = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
        if not cache.add(f"second-factor-code:{self.user.pk}:{code}", "spent", timeout=still_valid):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_WithCode, AuthenticateForm):
    """At sign-in."""


class CodeAgain(_WithCode, CodeAgainForm):
    """To confirm that it is still the same person."""


class FirstCodeForm(_WithCode, ActivateTOTPForm):
    """To prove that the phone has read the picture."""


def proofs(user: User, data: Any = None) -> tuple[forms.Form, ...]:
    """What a person shows again before a deed that cannot be undone: the password, and a code where one is set up.

    Empty for an account that has neither: single sign-on alone vouches for it.
    """
    found: list[forms.Form] = [PasswordAgainForm(data, user=user)] if user.has_usable_password() else []
    return (*found, CodeAgain(data, user=user)) if has_second_factor(user) else tuple(found)
