"""The filter of the list of reports."""

import datetime as dt
from typing import Any

from django import forms

from cchc_portal.kit.numbers import show_date
from indicators.facts import report_window
from indicators.forms.plan_documents import YEARS
from indicators.forms.plans import day_field
from indicators.forms.works import SELECT, unit_field
from indicators.reporting import COUNTED, Counted
from units.models import Unit, UnitQuerySet


class ReportFilter(forms.Form):
    """Which reports, due from one day to another; the field names are the address a figure sends on.

    `luc` is the moment at which the figure was measured: the list shows what it counted then.
    """

    don_vi = unit_field("Đơn vị", required=False)
    tu = day_field("Hạn nộp từ")
    den = day_field("đến")
    loc = forms.ChoiceField(
        label="Báo cáo",
        required=False,
        choices=[(name, each.label) for name, each in COUNTED.items()],
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": "Chọn một mục trong danh sách."},
    )

    def __init__(self, data: Any, *, units: UnitQuerySet, now: dt.datetime, today: dt.date) -> None:
        days = {"tu": dt.date(today.year, 1, 1).isoformat(), "den": today.isoformat()}
        given = {**days, "loc": "due", **data.dict()}
        super().__init__(given | {name: _as_written(given[name]) for name in days})
        self.fields["don_vi"].queryset = units
        self.fields["don_vi"].empty_label = "Tất cả đơn vị"
        self.now = now
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("tu", "den"):
            day = data.get(name)
            if name not in self.errors and (day is None or not YEARS[0] <= day.year <= YEARS[1]):
                self.add_error(name, f"Nhập ngày trong các năm {YEARS[0]}–{YEARS[1]}, dạng 30/06/2023.")
        return data

    @property
    def unit(self) -> Unit | None:
        return self.cleaned_data.get("don_vi")

    @property
    def counted(self) -> Counted:
        return COUNTED[self.cleaned_data.get("loc") or "due"]

    @property
    def measured_at(self) -> dt.datetime:
        try:
            return min(dt.datetime.fromisoformat(self.data.get("luc", "")), self.now)
        except (ValueError, TypeError):  # nonsense, or without its zone
            return self.now

    @property
    def window(self) -> tuple[dt.datetime, dt.datetime] | None:
        """From when to when the reports were due; None where the days are none."""
        if self.errors:
            return None
        return report_window(self.cleaned_data["tu"], self.cleaned_data["den"], self.measured_at)


def _as_written(text: str) -> str:
    """The day of an address (2023-06-30) as people write it; anything else as it is."""
    try:
        return show_date(dt.date.fromisoformat(text))
    except ValueError:
        return text
