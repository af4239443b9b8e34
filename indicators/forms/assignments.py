"""Who is to judge what: chosen from the people, units and criteria of one period."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from indicators.models import Criterion, Period
from units.enums import Role
from units.models import Unit, User

SELECT = {"class": "sel"}


class AssignmentForm(forms.Form):
    """An appraiser, and a unit, a criterion or both."""

    appraiser = forms.ModelChoiceField(User.objects.none(), label="Chuyên viên", widget=forms.Select(attrs=SELECT))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị", required=False, empty_label="Mọi đơn vị", widget=forms.Select(attrs=SELECT)
    )
    criterion = forms.ChoiceField(label="Tiêu chí", required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = localdate()
        held = Q(memberships__role=Role.APPRAISER, memberships__valid_from__lte=today)
        held &= Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today)
        self.fields["appraiser"].queryset = User.objects.scoped(held).distinct().order_by("full_name", "pk")
        units = Unit.objects.scoped(Q(assessments__period=period))
        self.fields["unit"].queryset = units.order_by("sort_name", "pk")
        rows = Criterion.objects.filter(criteria_set__period_sets__period=period).order_by("criteria_set", "position")
        names = dict(rows.values_list("code", "name"))
        labels = [(code, f"{code}. {name[:70]}") for code, name in names.items()]
        self.fields["criterion"].choices = [("", "Mọi tiêu chí"), *labels]
        for name in ("appraiser", "unit", "criterion"):
            self.fields[name].error_messages |= {
                "required": "Hãy chọn chuyên viên thẩm định.",
                "invalid_choice": "Lựa chọn này không còn; hãy tải lại trang.",
            }
