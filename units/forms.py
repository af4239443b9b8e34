"""Forms of the units app: they clean and translate, actions decide."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import RegexValidator

from cchc_portal.kit.refusals import Refused
from units import attempts
from units.enums import Role, Succession
from units.models import Unit, User

_DAY = {"class": "in", "placeholder": "31/12/2025", "autocomplete": "off"}


def _input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "in", **attrs})


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "in", "autocomplete": autocomplete})


class PlainWords:
    """What every form here says about an empty or unreadable field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = "Chưa ghi mục này."
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Ghi ngày dạng 31/12/2025."


class DeedForm(PlainWords, forms.Form):
    """A form behind one action: a refusal comes back as its first sentence, with everything still typed in."""

    def refused(self, refusal: Refused) -> None:
        self.add_error(None, str(refusal))


class LoginForm(PlainWords, AuthenticationForm):
    """One neutral sentence on failure: it does not tell whether the account exists."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "inactive": "Tên đăng nhập hoặc mật khẩu không đúng.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget.attrs.update({"class": "in", "autocapitalize": "none"})
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget = _password("current-password")

    def clean(self) -> dict[str, Any]:
        who = (self.cleaned_data.get("username", ""), self.request.META.get("REMOTE_ADDR", ""))
        if attempts.exhausted(*who):
            raise forms.ValidationError("Đã sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc gọi bộ phận hỗ trợ.")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            attempts.failed(*who)
            raise
        attempts.succeeded(*who)
        return cleaned


class PasswordForm(PlainWords, PasswordChangeForm):
    """Old password, new password twice."""

    error_messages = {
        "password_incorrect": "Mật khẩu hiện tại không đúng.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau.",
    }
    old_password = forms.CharField(label="Mật khẩu hiện tại", strip=False, widget=_password("current-password"))
    new_password1 = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        widget=_password("new-password"),
        help_text="Ít nhất 12 ký tự, không giống tên của bạn, không phổ biến. Tốt nhất là một câu dễ nhớ.",
    )
    new_password2 = forms.CharField(label="Nhập lại mật khẩu mới", strip=False, widget=_password("new-password"))


class AccountForm(DeedForm):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=_input(autocomplete="off", autocapitalize="none"),
        help_text="Chữ không dấu, số và dấu chấm, ví dụ lan.nguyen.",
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+\Z", "Chỉ dùng chữ không dấu, số và các dấu . _ -")],
    )
    full_name = forms.CharField(label="Họ và tên", max_length=120, widget=_input(autocomplete="off"))
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        widget=forms.EmailInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng, ví dụ lan@mau.gov.vn."},
    )


class GrantForm(DeedForm):
    user = forms.ModelChoiceField(
        label="Người giữ vai trò",
        queryset=User.objects.unscoped(reason="a role is given to anybody")
        .filter(is_active=True)
        .order_by("full_name", "username"),
        widget=forms.Select(attrs={"class": "sel"}),
        empty_label="Chọn một người",
    )
    role = forms.ChoiceField(label="Vai trò", choices=Role, widget=forms.Select(attrs={"class": "sel"}))
    valid_from = forms.DateField(label="Từ ngày", widget=forms.DateInput(attrs=_DAY))
    valid_to = forms.DateField(
        label="Đến hết ngày", required=False, widget=forms.DateInput(attrs=_DAY), help_text="Để trống nếu chưa biết."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label_from_instance = lambda user: f"{user.full_name} ({user.username})"

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RevokeForm(DeedForm):
    on = forms.DateField(
        label="Không còn giữ vai trò từ ngày", widget=forms.DateInput(attrs=_DAY), help_text="Sớm nhất là hôm nay."
    )


class CloseForm(DeedForm):
    on = forms.DateField(label="Ngày hoạt động cuối cùng", widget=forms.DateInput(attrs=_DAY))
    document = forms.CharField(
        label="Văn bản",
        max_length=120,
        required=False,
        widget=_input(),
        help_text="Số, ngày của nghị quyết, quyết định.",
    )
    kind = forms.ChoiceField(
        label="Hình thức sắp xếp",
        required=False,
        choices=[("", "Giải thể, không có đơn vị kế thừa"), *Succession.choices],
        widget=forms.Select(attrs={"class": "sel"}),
    )
    successors = forms.ModelMultipleChoiceField(
        label="Đơn vị kế thừa",
        required=False,
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"class": "sel", "size": "8"}),
        help_text="Giữ phím Ctrl để chọn nhiều đơn vị.",
    )

    def __init__(self, *args: Any, unit: Unit, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": on}, **kwargs)
        others = Unit.objects.unscoped(reason="any unit may take over").exclude(pk=unit.pk)
        self.fields["successors"].queryset = others.filter(valid_to=None)

    def clean_kind(self) -> Succession | None:
        kind = self.cleaned_data["kind"]
        return Succession(kind) if kind else None
