"""What a page of statistics is asked for, all of it in the URL: the window, the unit, how the rows are grouped."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from dossiers.models import Procedure
from dossiers.statistics.cells import Cell
from dossiers.statistics.figures import Row
from dossiers.statistics.windows import WORDS, Preset, Window, presets, window_now, window_of, year_of
from units.enums import Level
from units.forms.base import LinkedDayField, UnitChoiceField
from units.models import Unit
from units.policy import Person

CUSTOM = "khac"
YEARS_OFFERED = 4


class StatisticsForm(forms.Form):
    """`window` and `shown` are there after is_valid(); an unreadable window leaves a sentence in the errors."""

    period = forms.ChoiceField(
        label="Kỳ báo cáo", required=False, widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"invalid_choice": "Kỳ này không có trong danh sách kỳ. Hãy chọn kỳ khác hoặc ghi hai ngày."},
    )  # fmt: skip
    first = LinkedDayField(label="Hoặc từ ngày (01, 15)", required=False)
    last = LinkedDayField(label="đến hết ngày (14, cuối tháng)", required=False)
    unit = UnitChoiceField(label="Đơn vị (và cấp dưới)", empty_label="Tất cả đơn vị")
    by = forms.ChoiceField(
        label="Xếp dòng theo", required=False, choices=[("unit", "Đơn vị"), ("area", "Lĩnh vực TTHC")],
        widget=forms.Select(attrs={"class": "sel"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, units: QuerySet[Unit], person: Person, newest: dt.date) -> None:
        """`newest`: the last day with figures; the default window is the reporting year in which it lies."""
        super().__init__(data)
        self.units, self.today = units, person.on
        self.year = year_of(newest)
        self.offered: list[Preset] = [
            preset for year in range(self.year, self.year - YEARS_OFFERED, -1) for preset in reversed(presets(year))
        ]
        named = [(preset.key, preset.name) for preset in self.offered]
        self.fields["period"].choices = [("", "Năm mới nhất có số liệu"), *WORDS.items(), *named, (CUSTOM, "Kỳ khác")]
        self.fields["unit"].offer(units, person)

    def clean(self) -> dict[str, Any]:
        """Explicit dates win over a named period."""
        wanted = super().clean() or {}
        first, last = wanted.get("first"), wanted.get("last")
        if self.errors.keys() & {"first", "last"}:
            return wanted
        if first or last:
            try:
                self.window = window_of(first, last)
            except ValueError as error:
                self.add_error("first", str(error))
        elif wanted.get("period") == CUSTOM:
            self.add_error("first", "Hãy chọn ngày bắt đầu và ngày kết thúc của kỳ.")
        elif wanted.get("period") in WORDS:
            self.window = window_now(wanted["period"], self.today)
        else:
            key = wanted.get("period") or f"{self.year}-nam"
            self.window = next(preset.window for preset in self.offered if preset.key == key)
        return wanted

    window: Window

    @property
    def grouping(self) -> str:
        return self.cleaned_data.get("by") or "unit"

    @property
    def shown(self) -> QuerySet[Unit]:
        """The units asked for, within those the person may see."""
        chosen = self.cleaned_data.get("unit")
        if chosen is None:
            return self.units
        return self.units.filter(pk__in=Unit.objects.under({chosen.pk}).order_by().values("pk"))

    @property
    def kept(self) -> str:
        """Window and unit for the next page; "" while there is no window."""
        return self.query() if self.is_bound and not self.errors else ""

    @property
    def same(self) -> str:
        """This very page, as the query of its workbook."""
        return self.query(by=self.grouping)

    def query(self, **more: object) -> str:
        """The window and unit as the query of another page, with what is added."""
        chosen = self.cleaned_data.get("unit")
        asked = {"first": self.window.first, "last": self.window.last, "unit": chosen.pk if chosen else ""}
        return urlencode({name: value for name, value in (asked | more).items() if value not in ("", None)})


class CellForm(StatisticsForm):
    """One number of a page: what it counts, and of which row."""

    cell = forms.ChoiceField(choices=Cell.choices)
    level = forms.ChoiceField(choices=[("", ""), *Level.choices], required=False)
    of = forms.IntegerField(required=False)  # one unit, without those below it
    area = forms.CharField(required=False, max_length=200)
    procedure = forms.IntegerField(required=False)

    @property
    def cell_asked(self) -> Cell:
        return Cell(self.cleaned_data["cell"])

    @property
    def row_name(self) -> str:
        """Whose number it is, in words; a unit out of sight is not named."""
        wanted = self.cleaned_data
        unit = self.units.filter(pk=wanted["of"]).first() if wanted["of"] else wanted["unit"]
        procedure = Procedure.objects.filter(pk=wanted["procedure"]).first() if wanted["procedure"] else None
        level = Level(wanted["level"]).label if wanted["level"] and not wanted["of"] else ""
        parts = (unit.name if unit else "", level, wanted["area"], procedure.name if procedure else "")
        return ", ".join(filter(None, parts)) or "Tất cả đơn vị được xem"

    @property
    def row(self) -> Row:
        wanted = self.cleaned_data
        units = self.shown
        if wanted["level"]:
            units = units.filter(level=wanted["level"])
        if wanted["of"]:
            units = units.filter(pk=wanted["of"])
        return Row(units, wanted["area"], wanted["procedure"])
