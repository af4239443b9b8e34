"""What of the trail to show; every choice is in the URL, so it can be shared."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cchc_portal.audit.entries import periods, units
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.words import DEEDS

CHOICE = {"class": "sel"}
DAY = {"class": "in", "type": "date"}
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class EventFilterForm(forms.Form):
    """Unit, period, deed, person and days; a wrong value in the URL narrows nothing."""

    unit = forms.TypedChoiceField(
        label="Đơn vị", required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=CHOICE)
    )
    period = forms.TypedChoiceField(
        label="Kỳ đánh giá", required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=CHOICE)
    )
    deed = forms.ChoiceField(label="Việc", required=False, widget=forms.Select(attrs=CHOICE))
    person = forms.CharField(
        label="Người thực hiện", required=False, max_length=120, widget=forms.TextInput(attrs={"class": "in"})
    )
    since = forms.DateField(label="Từ ngày", required=False, input_formats=DAYS, widget=forms.DateInput(attrs=DAY))
    until = forms.DateField(label="Đến ngày", required=False, input_formats=DAYS, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Tất cả đơn vị"), *units()]
        self.fields["period"].choices = [("", "Tất cả kỳ"), *periods()]
        self.fields["deed"].choices = [("", "Mọi việc"), *sorted(DEEDS.items(), key=lambda deed: deed[1])]

    def filter(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        narrowed = {LOOKUPS[name]: value for name, value in wanted.items()}
        return events.filter(**narrowed)


LOOKUPS = {
    "unit": "unit_id",
    "period": "period_id",
    "deed": "action",
    "person": "actor_name__icontains",
    "since": "at__date__gte",
    "until": "at__date__lte",
}
"""What each choice asks of a record; days are days of the province."""
