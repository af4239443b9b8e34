"""Forms of the units app: they clean and translate, actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator

from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import clean
from units import attempts
from units.actions import Draft, NewUnit
from units.enums import Change, Level, Role
from units.models import Block, Unit, User

LONGEST_LIST = 2 * 1024 * 1024  # bytes
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
    """A form behind one action: a refusal comes back as its first sentences, with everything still typed in."""

    def refused(self, refusal: Refused) -> None:
        for sentence in str(refusal).splitlines():
            self.add_error(None, sentence)


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
        queryset=User.objects.filter(is_active=True).order_by("full_name", "username"),
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


class Several(forms.ModelMultipleChoiceField):
    """Units as a list of boxes to tick, each with its code."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.name} ({unit.code})"


class ReorganisationForm(DeedForm):
    change = forms.ChoiceField(label="Hình thức", choices=Change, widget=forms.Select(attrs={"class": "sel"}))
    effective_on = forms.DateField(
        label="Có hiệu lực từ ngày",
        widget=forms.DateInput(attrs=_DAY),
        help_text="Ngày đầu tiên theo cơ cấu mới, ví dụ 01/07/2025.",
    )
    document_number = forms.CharField(label="Số văn bản", max_length=80, widget=_input(placeholder="45/NQ-HĐND"))
    document_date = forms.DateField(label="Ngày văn bản", widget=forms.DateInput(attrs=_DAY))
    predecessors = Several(label="Đơn vị ngừng hoạt động", queryset=Unit.objects.none())
    existing = Several(label="Đơn vị đang có nhận bàn giao hoặc kế thừa", queryset=Unit.objects.none(), required=False)
    parent = forms.ModelChoiceField(
        label="Cấp trên của đơn vị mới",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="Như đơn vị cũ",
        widget=forms.Select(attrs={"class": "sel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = Unit.objects.filter(valid_to=None).in_blocks()
        for name in ("predecessors", "existing", "parent"):
            self.fields[name].queryset = living

    def draft(self, new: Sequence[dict[str, Any]]) -> Draft:
        """What the form says, with the units to be opened; what they leave out is as in the first unit that closes."""
        wanted = self.cleaned_data
        model: Unit = wanted["predecessors"][0]
        parent = wanted["parent"].pk if wanted["parent"] else model.parent_id
        return Draft(
            change=Change(wanted["change"]),
            effective_on=wanted["effective_on"],
            document_number=wanted["document_number"],
            document_date=wanted["document_date"],
            closing=[unit.pk for unit in wanted["predecessors"]],
            new=[
                NewUnit(
                    code=row["code"],
                    name=clean(row["name"]),
                    official_code=row["official_code"],
                    short_name=clean(row["short_name"]),
                    level=Level(row["level"] or model.level),
                    block_id=row["block"].pk if row["block"] else model.block_id,
                    parent_id=parent,
                )
                for row in new
            ],
            existing=[unit.pk for unit in wanted["existing"]],
        )


class NewUnitForm(PlainWords, forms.Form):
    """One unit to be opened; an empty row is none."""

    code = forms.CharField(label="Mã đơn vị", max_length=30, widget=_input(autocomplete="off"))
    official_code = forms.CharField(
        label="Mã định danh", max_length=35, required=False, widget=_input(autocomplete="off")
    )
    name = forms.CharField(label="Tên đơn vị", max_length=200, widget=_input(autocomplete="off"))
    short_name = forms.CharField(label="Tên ngắn", max_length=80, required=False, widget=_input(autocomplete="off"))
    level = forms.ChoiceField(
        label="Cấp",
        choices=[("", "Như đơn vị cũ"), *Level.choices],
        required=False,
        widget=forms.Select(attrs={"class": "sel"}),
    )
    block = forms.ModelChoiceField(
        label="Khối",
        queryset=Block.objects.order_by("position", "code"),
        required=False,
        empty_label="Như đơn vị cũ",
        widget=forms.Select(attrs={"class": "sel"}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if " " in code:
            raise forms.ValidationError(f"Mã “{code}” có dấu cách.")
        return code


class NewUnits(forms.BaseFormSet):
    """The rows for units to be opened."""

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def clean(self) -> None:
        codes = [form.cleaned_data.get("code") for form in self.forms if form.cleaned_data]
        for form in self.forms:
            code = form.cleaned_data.get("code") if hasattr(form, "cleaned_data") else None
            if code and codes.count(code) > 1:
                form.add_error("code", f"Mã “{code}” ghi hai lần.")


NewUnitFormSet = forms.formset_factory(NewUnitForm, formset=NewUnits, extra=6, max_num=40)


class WithdrawForm(DeedForm):
    reason = forms.CharField(label="Lý do rút", max_length=300, widget=_input())


class UnitFileForm(DeedForm):
    file = forms.FileField(
        label="Tệp danh sách đơn vị",
        help_text="Excel (.xlsx) hoặc CSV UTF-8, tối đa 2 MB.",
        error_messages={"empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LONGEST_LIST:
            raise forms.ValidationError("Tệp quá 2 MB; danh sách đơn vị không lớn như vậy, hãy xem lại tệp.")
        return file
