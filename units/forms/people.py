"""Forms of people, their accounts and posts."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet

from units.enums import AccountState, Role
from units.forms.base import DeedForm, ListFileForm, UnitChoiceField, day_field, select, text_input
from units.models import Membership, Unit, User
from units.policy import Person, givable, people_units

NO_UNIT = "Chưa giao vai trò"
USERNAME = re.compile(r"^[A-Za-z0-9._-]+\Z")
WRONG_USERNAME = "Chỉ dùng chữ không dấu, số và các dấu . _ -"
WRONG_EMAIL = "Địa chỉ thư điện tử chưa đúng, ví dụ lan@mau.gov.vn."


def units_to_staff(person: Person) -> QuerySet[Unit]:
    """Open units to which this person may give people, in alphabetical order."""
    units, mine = Unit.objects.listed_for(person).active_on(person.on), people_units(person)
    return (units if mine is None else units.filter(pk__in=mine)).order_by("sort_name", "code")


def roles_to_give(person: Person) -> list[tuple[str, str]]:
    """Every role this person gives in some unit; the action asks again for the one chosen."""
    units = people_units(person) or {post.unit_id for post in person.posts}
    found = {role for unit_id in units for role in givable(person, unit_id)}
    return [(role.value, str(role.label)) for role in Role if role in found]


def _by_id(wanted: dict[str, Any], *names: str) -> dict[str, Any]:
    """The words of an action: what was chosen from a list goes by its number, as unit_id."""
    chosen = {f"{name}_id": wanted[name].pk for name in names if name in wanted}
    return {name: value for name, value in wanted.items() if name not in names} | chosen


class AccountForm(DeedForm):
    """A new account with its first post."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=text_input(autocomplete="off", autocapitalize="none"),
        help_text="Chữ không dấu, số và dấu chấm, ví dụ lan.nguyen.",
        validators=[RegexValidator(USERNAME, WRONG_USERNAME)],
    )
    full_name = forms.CharField(label="Họ và tên", max_length=120, widget=text_input(autocomplete="off"))
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        widget=forms.EmailInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={"invalid": WRONG_EMAIL},
        help_text="Liên kết đặt mật khẩu cũng được gửi tới địa chỉ này.",
    )
    unit = forms.ModelChoiceField(
        label="Đơn vị", queryset=Unit.objects.none(), required=False, widget=select(), empty_label=NO_UNIT
    )
    role = forms.ChoiceField(label="Vai trò", required=False, widget=select())

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_staff(person)
        self.fields["role"].choices = [("", NO_UNIT), *roles_to_give(person)]

    def clean(self) -> dict[str, Any]:
        """The words of the action: unit_id and role, both or neither."""
        wanted = super().clean()
        unit, role = wanted.pop("unit", None), wanted.get("role")
        if bool(unit) != bool(role) and not self.errors:
            self.add_error("role" if unit else "unit", "Đơn vị và vai trò phải chọn cùng nhau.")
        return wanted | {"unit_id": unit.pk if unit else None, "role": Role(role) if role else None}


class GrantForm(DeedForm):
    """A post in a unit, for someone of the people this person looks after."""

    user = forms.ModelChoiceField(
        label="Người giữ vai trò", queryset=User.objects.none(), widget=select(), empty_label="Chọn một người"
    )
    role = forms.ChoiceField(label="Vai trò", widget=select())
    valid_from = day_field("Từ ngày")
    valid_to = day_field("Đến hết ngày", required=False, help_text="Để trống nếu chưa biết.")

    def __init__(self, *args: Any, person: Person, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": person.on}, **kwargs)
        people = User.objects.of_person(person).filter(is_active=True).exclude(pk=person.user_id)
        self.fields["user"].queryset = people.order_by("sort_name", "username")
        self.fields["user"].label_from_instance = lambda user: f"{user.full_name} ({user.username})"
        self.fields["role"].choices = [(role.value, role.label) for role in givable(person, unit.pk)]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        return _by_id(super().clean(), "user")


class PersonGrantForm(DeedForm):
    """A post for one person, in one of the units this person staffs."""

    unit = forms.ModelChoiceField(
        label="Đơn vị", queryset=Unit.objects.none(), widget=select(), empty_label="Chọn một đơn vị"
    )
    role = forms.ChoiceField(label="Vai trò", widget=select())
    valid_from = day_field("Từ ngày")
    valid_to = day_field("Đến hết ngày", required=False, help_text="Để trống nếu chưa biết.")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": person.on}, **kwargs)
        self.fields["unit"].queryset = units_to_staff(person)
        self.fields["role"].choices = roles_to_give(person)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        return _by_id(super().clean(), "unit")


class RevokeForm(DeedForm):
    on = day_field("Không còn giữ vai trò từ ngày", help_text="Sớm nhất là hôm nay.")


class DelegationEndForm(DeedForm):
    on = day_field("Tự đảm nhận lại từ ngày", help_text="Sớm nhất là hôm nay; từ ngày này người thay mặt thôi.")


class TransferForm(DeedForm):
    from_unit = forms.ModelChoiceField(
        label="Thôi các vai trò ở", queryset=Unit.objects.none(), widget=select(), empty_label=None
    )
    to_unit = forms.ModelChoiceField(
        label="Chuyển đến", queryset=Unit.objects.none(), widget=select(), empty_label="Chọn một đơn vị"
    )
    roles = forms.MultipleChoiceField(
        label="Vai trò ở đơn vị mới",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Có thể để trống và giao vai trò sau.",
    )
    on = day_field("Từ ngày", help_text="Ngày đầu tiên ở đơn vị mới.")

    def __init__(self, *args: Any, person: Person, someone: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": person.on}, **kwargs)
        held = someone.memberships.overlapping(person.on, None).order_by()
        theirs = Unit.objects.scoped(Q(pk__in=held.values("unit_id")))
        self.fields["from_unit"].queryset = theirs.order_by("sort_name")
        self.fields["to_unit"].queryset = units_to_staff(person)
        self.fields["roles"].choices = roles_to_give(person)

    def clean_roles(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]

    def clean(self) -> dict[str, Any]:
        return _by_id(super().clean(), "from_unit", "to_unit")


class LeaveForm(DeedForm):
    on = day_field("Nghỉ từ ngày", help_text="Từ ngày này mọi vai trò kết thúc và tài khoản không đăng nhập được.")
    reason = forms.CharField(label="Văn bản, lý do", max_length=200, widget=text_input())


class ReasonForm(DeedForm):
    reason = forms.CharField(label="Lý do", max_length=200, widget=text_input())


class DelegateForm(DeedForm):
    substitute = forms.ModelChoiceField(
        label="Người thay mặt", queryset=User.objects.none(), widget=select(), empty_label="Chọn một đồng nghiệp"
    )
    valid_from = day_field("Từ ngày")
    valid_to = day_field("Đến hết ngày")
    document = forms.CharField(
        label="Văn bản", max_length=120, required=False, widget=text_input(), help_text="Số, ngày của giấy ủy quyền."
    )

    def __init__(self, *args: Any, post: Membership, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"valid_from": on}, **kwargs)
        colleagues = Membership.objects.filter(unit=post.unit_id, acting_for=None).active_on(on).order_by()
        people = User.objects.scoped(Q(pk__in=colleagues.values("user_id"))).filter(is_active=True)
        people = people.exclude(pk=post.user_id)
        self.fields["substitute"].queryset = people.order_by("sort_name", "username")

    def clean(self) -> dict[str, Any]:
        return _by_id(super().clean(), "substitute")


class PeopleFilter(forms.Form):
    """What the list of people is narrowed by; while something in the address cannot be read, nobody is listed."""

    q = forms.CharField(label="Tìm theo tên, không cần gõ dấu", required=False, max_length=100)
    unit = UnitChoiceField(label="Đơn vị", empty_label="Mọi đơn vị")
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Mọi vai trò"), *Role.choices], required=False)
    state = forms.ChoiceField(
        label="Tài khoản", choices=[("", "Mọi tình trạng"), *AccountState.choices], required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = person.on
        mine = None if person.has(Role.AUDITOR) else people_units(person)
        listed = Unit.objects.listed_for(person)
        units = listed if mine is None else listed.filter(pk__in=mine)
        self.fields["unit"].offer(units.order_by("sort_name", "code"), person)
        self.fields["q"].widget.attrs["class"] = "in"
        for name in ("role", "state"):
            self.fields[name].widget.attrs["class"] = "sel"

    def filter(self, people: QuerySet[User]) -> QuerySet[User]:
        if not self.is_valid():
            return people.none()
        wanted = self.cleaned_data
        people = people.matching(wanted.get("q", ""))
        posts = Membership.objects.active_on(self.on).order_by()
        if unit := wanted.get("unit"):
            posts = posts.filter(unit=unit)
        if role := wanted.get("role"):
            posts = posts.filter(role=role)
        if unit or role:
            people = people.filter(pk__in=posts.values("user_id"))
        if state := wanted.get("state"):
            people = people.in_state(AccountState(state), self.on)
        return people


class PeopleFileForm(ListFileForm):
    listed = "người dùng"


class ChannelsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """How reminders reach a person besides the inbox."""

    class Meta:
        model = User
        fields = ("reminded_by_mail", "reminded_by_message")
        labels = {"reminded_by_mail": "Thư điện tử, mỗi ngày nhiều nhất một thư"}

    def __init__(self, *args: Any, message_channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if message_channel:
            self.fields["reminded_by_message"].label = f"Tin nhắn {message_channel}"
        else:
            del self.fields["reminded_by_message"]  # the province has no such channel
