"""What of the trail to show; every choice is in the URL, so it can be shared."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from cchc_portal.audit.entries import people, periods, units
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.words import DEEDS

CHOICE = {"class": "sel"}
DAY = {"class": "in", "placeholder": "31/12/2025", "autocomplete": "off"}


def day_field(label: str) -> forms.DateField:
    wrong = {"invalid": "Ghi ngày dạng 31/12/2025."}
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs=DAY), error_messages=wrong)


class EventFilterForm(forms.Form):
    """Unit, period, deed, person and days; while something in the address cannot be read, nothing is listed."""

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
    since = day_field("Từ ngày")
    until = day_field("Đến hết ngày")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Tất cả đơn vị"), *units()]
        self.fields["period"].choices = [("", "Tất cả kỳ"), *periods()]
        self.fields["deed"].choices = [("", "Mọi việc"), *sorted(DEEDS.items(), key=lambda deed: deed[1])]

    def filter(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if not self.is_valid():
            return events.none()
        wanted = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        person = wanted.pop("person", None)
        narrowed = {LOOKUPS[name]: value for name, value in wanted.items()}
        return events.filter(_by(person) if person else Q(), **narrowed)


def _by(words: str) -> Q:
    """Who is called so now, found without diacritics; or was called so, to the letter, when the deed was done."""
    return Q(actor__in=people(words)) | Q(actor_name__icontains=words)


LOOKUPS = {
    "unit": "unit_id",
    "period": "period_id",
    "deed": "action",
    "since": "at__date__gte",
    "until": "at__date__lte",
}
"""What each choice asks of a record; days are days of the province."""
