"""Which dossiers the register shows, and in which order: every choice is in the URL, so it can be shared."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from dossiers.enums import Channel, Mechanism, Outcome, Status
from dossiers.facts import months_with_dossiers
from dossiers.models import DossierQuerySet
from dossiers.slots import WORDS, is_window, month_window, read_month, span_of
from dossiers.statistics.counted import COUNTED, Counted
from units.forms.base import UnitChoiceField
from units.models import Unit
from units.policy import Person

ALWAYS = "moi-thang"
IN_TIME, OVERDUE, ALL_LATE = "con-han", "dang-qua-han", "tat-ca-qua-han"
OUTCOMES = [
    ("", "Tất cả"),
    *Outcome.choices,
    (IN_TIME, "Đang giải quyết, còn hạn"),
    (OVERDUE, "Đang giải quyết, đã quá hạn"),
    (ALL_LATE, "Mọi hồ sơ quá hạn"),
]
SORTS = {
    "received": ("Tiếp nhận", "received_at"),
    "due": ("Hẹn trả", "due_at"),
    "finished": ("Có kết quả", "finished_at"),
    "code": ("Mã hồ sơ", "code"),
}
MAY_BE_UNKNOWN = ("due_at", "finished_at")
FINISHED = Counted("", "finished_slot", Q(finished_slot__isnull=False))


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "sel"})


class DossierFilterForm(forms.Form):
    q = forms.CharField(
        label="Mã hồ sơ (cả mã hoặc một phần)", required=False, max_length=60,
        widget=forms.TextInput(attrs={"class": "in", "type": "search"}),
    )  # fmt: skip
    unit = UnitChoiceField(label="Đơn vị", empty_label="Tất cả đơn vị")
    month = forms.ChoiceField(label="Thời gian", required=False, widget=_select())
    by = forms.ChoiceField(
        label="Theo ngày", required=False, choices=[("", "tiếp nhận"), ("finished", "có kết quả")], widget=_select()
    )
    outcome = forms.ChoiceField(label="Kết quả", required=False, choices=OUTCOMES, widget=_select())
    procedure = forms.CharField(
        label="Mã TTHC", required=False, max_length=40, widget=forms.TextInput(attrs={"class": "in"})
    )
    channel = forms.TypedChoiceField(
        label="Kênh nộp", required=False, coerce=int, empty_value=None, choices=[("", "Tất cả"), *Channel.choices],
        widget=_select(),
    )  # fmt: skip
    mechanism = forms.TypedChoiceField(
        label="Cơ chế", required=False, coerce=int, empty_value=None, choices=[("", "Tất cả"), *Mechanism.choices],
        widget=_select(),
    )  # fmt: skip
    status = forms.TypedChoiceField(
        label="Trạng thái", required=False, coerce=int, empty_value=None, choices=[("", "Tất cả"), *Status.choices],
        widget=_select(),
    )  # fmt: skip
    figure = forms.ChoiceField(
        label="Số liệu", required=False,
        choices=[("", "Mọi hồ sơ"), *((name, each.label) for name, each in COUNTED.items())], widget=_select(),
    )  # fmt: skip
    start = forms.DateField(label="Từ ngày", required=False, widget=forms.HiddenInput)
    end = forms.DateField(label="Đến ngày", required=False, widget=forms.HiddenInput)
    cot = forms.CharField(label="Cột", required=False, max_length=200, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label="Thứ tự",
        required=False,
        widget=forms.HiddenInput,
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
    )

    def __init__(
        self, data: Any, *, units: QuerySet[Unit], person: Person, months: list[dt.date], now: dt.datetime
    ) -> None:
        super().__init__(data)
        self.units, self.months, self.now = units, months, now
        self.fields["unit"].offer(units, person)
        asked = read_month((data or {}).get("month") or "")
        offered = sorted({*months, *filter(None, [asked])}, reverse=True)  # a month asked for may have no dossiers here
        words = [(word, label) for word, label in WORDS.items()]
        by_name = [(f"{m:%Y-%m}", f"Tháng {m:%m/%Y}") for m in offered]
        self.fields["month"].choices = [("", "Tháng mới nhất"), *words, (ALWAYS, "Mọi tháng"), *by_name]

    @property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """The month chosen, else the window of a link, else the newest month with dossiers.

        None for all months, when a code is looked for, or when nothing is there.
        """
        chosen = self.cleaned_data.get("month")
        if chosen == ALWAYS:
            return None
        if chosen in WORDS:
            return span_of(chosen, localdate(self.now))
        if chosen and (month := read_month(chosen)):
            return month_window(month)
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and is_window(start, end):
            return start, end
        if self.cleaned_data.get("q") or not self.months:
            return None
        return month_window(self.months[0])

    @property
    def figure_asked(self) -> str:
        return self.cleaned_data.get("figure") or ""

    @property
    def counted(self) -> Counted:
        """The dossiers of the figure asked for; without one, those received or those with a result."""
        if not self.figure_asked and self.cleaned_data.get("by"):
            return FINISHED
        return COUNTED[self.figure_asked or "received"]

    @property
    def chosen(self) -> Q:
        """What a figure counts one by one; without a figure all of the register, months of totals or not."""
        if self.window is None:
            return self.counted.which
        return self.counted.counted(*self.window) if self.figure_asked else self.counted.within(*self.window)

    def filter(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """In the order asked for; nothing while something in the address cannot be read, for it might mean anything."""
        if not self.is_valid():
            return dossiers.none()
        wanted = self.cleaned_data
        dossiers = dossiers.filter(self.chosen)
        for name in ("unit", "channel", "mechanism", "status"):
            if wanted.get(name) is not None:
                dossiers = dossiers.filter(**{name: wanted[name]})
        if wanted.get("procedure"):
            dossiers = dossiers.filter(procedure__code=wanted["procedure"].strip())
        if wanted.get("q"):
            dossiers = dossiers.coded(wanted["q"].strip(), within=bool(self.window or wanted.get("unit")))
        return self._by_outcome(dossiers, wanted.get("outcome") or "").order_by(*self.order)

    def _by_outcome(self, dossiers: DossierQuerySet, outcome: str) -> DossierQuerySet:
        if outcome == OVERDUE:
            return dossiers.overdue(self.now)
        if outcome == IN_TIME:
            return dossiers.pending().exclude(due_at__lt=self.now)
        if outcome == ALL_LATE:
            return dossiers.late(self.now)
        return dossiers.filter(outcome=int(outcome)) if outcome else dossiers

    @property
    def order(self) -> tuple[Any, ...]:
        """The newest reception first, unless a heading was clicked; nothing known stands last."""
        sort = self.cleaned_data.get("sort") or "-received"
        name = SORTS[sort.removeprefix("-")][1]
        last = name in MAY_BE_UNKNOWN or None  # said of the others too, no index would fit
        ordered = F(name).desc(nulls_last=last) if sort.startswith("-") else F(name).asc(nulls_last=last)
        return (ordered, "code")

    @property
    def headings(self) -> dict[str, tuple[str, str, str]]:
        """By column: its label, the query that sorts by it (again: the other way round), and how it is sorted now."""
        now = self.cleaned_data.get("sort") or "-received"
        others = {name: value for name, value in self.data.items() if name not in ("sort", "trang") and value}
        found = {}
        for name, (label, _) in SORTS.items():
            wanted = f"-{name}" if now == name or (now != f"-{name}" and name != "code") else name
            sorted_as = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
            found[name] = (label, urlencode(others | {"sort": wanted}), sorted_as)
        return found

    @property
    def further(self) -> list[forms.BoundField]:
        """The filters that few need; they stay out of the way until one of them is set."""
        return [self[name] for name in ("by", "procedure", "channel", "mechanism", "status", "figure")]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("q", "unit", "month", "outcome")]

    @property
    def is_further(self) -> bool:
        return any(self.cleaned_data.get(field.name) not in (None, "") for field in self.further)


def register_filter(person: Person, data: Any) -> DossierFilterForm:
    """The filter of the register as this person has it, bound to what an address or a job asks."""
    units = Unit.objects.of_person(person)
    months = months_with_dossiers(units.order_by().values_list("pk", flat=True))
    return DossierFilterForm(data, units=units, person=person, months=months, now=timezone.now())
