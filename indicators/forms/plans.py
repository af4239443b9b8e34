"""The borders of plans: the filter in the address, and the report of a task."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from cchc_portal.kit.numbers import Unreadable, read_number, show_number
from cchc_portal.kit.text import clean
from indicators.actions.task_reports import Progress
from indicators.enums import AssignedBy
from indicators.models import Task
from indicators.models.plans import TaskQuerySet
from indicators.plans.outcomes import COUNTED, why_not_finished
from units.forms.base import UnitChoiceField
from units.models import UnitQuerySet
from units.policy import Person

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
MOST = Decimal("999999999999.99")  # what the column holds


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"class": "in", "placeholder": "31/12/2025", "autocomplete": "off"}
        ),
        error_messages={"invalid": "Nhập ngày có thật, dạng 30/06/2023."},
        **options,
    )


class TaskFilter(forms.Form):
    """Which tasks, seen on which day; the field names are the address a leader sends on."""

    nguon = forms.ChoiceField(
        label="Nguồn giao",
        required=False,
        choices=AssignedBy.choices,
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"invalid_choice": "Chọn một nguồn giao trong danh sách."},
    )
    don_vi = UnitChoiceField(label="Đơn vị chủ trì", to_field_name="code", empty_label="Tất cả đơn vị")
    ngay = day_field("Tính đến ngày")
    linh_vuc = forms.CharField(
        label="Lĩnh vực", required=False, max_length=120, widget=forms.Select(attrs={"class": "sel"})
    )
    ket_qua = forms.ChoiceField(
        label="Kết quả",
        required=False,
        choices=[("", "Tất cả"), *((name, each.label) for name, each in COUNTED.items())],
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"invalid_choice": "Chọn một kết quả trong danh sách."},
    )

    def __init__(self, data: Any, *, units: UnitQuerySet, person: Person, areas: Iterable[str] = ()) -> None:
        today = person.on
        super().__init__({"nguon": AssignedBy.PLAN, "ngay": today, **data.dict()})
        self.fields["don_vi"].offer(units, person)
        self.fields["linh_vuc"].widget.choices = [("", "Tất cả lĩnh vực"), *((area, area) for area in areas)]
        self.today = today
        self.full_clean()

    @property
    def day(self) -> dt.date:
        return self.cleaned_data.get("ngay") or self.today

    @property
    def source(self) -> AssignedBy:
        return AssignedBy(self.cleaned_data.get("nguon") or AssignedBy.PLAN)

    @property
    def unit_label(self) -> str:
        unit = self.cleaned_data.get("don_vi")
        return unit.name if unit else "Tất cả đơn vị"

    def listed(self, tasks: TaskQuerySet) -> list[Task]:
        """The tasks asked for, each as it stood on the day; none while something in the address cannot be read."""
        if self.errors:
            return []
        tasks = tasks.filter(assigned_by=self.source)
        unit = self.cleaned_data.get("don_vi")
        found = (tasks.filter(lead=unit) if unit else tasks).select_related("lead").as_of(self.day)
        if area := self.cleaned_data.get("linh_vuc"):
            found = [task for task in found if task.area == area]
        wanted = self.cleaned_data.get("ket_qua")
        return [task for task in found if task.outcome in COUNTED[wanted].outcomes] if wanted else found


class TaskReportForm(forms.Form):
    """When a task was finished and how much was achieved; `seen` guards against overwriting another's report."""

    finished_on = day_field("Ngày hoàn thành", help_text="Để trống nếu chưa hoàn thành.")
    achieved = forms.CharField(
        label="Thực hiện",
        required=False,
        help_text="Số lượng đã làm được, ví dụ 13.870. Để trống nếu nhiệm vụ không có chỉ tiêu số lượng.",
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "decimal", "autocomplete": "off"}),
    )
    quarter = forms.TypedChoiceField(
        label="Tiến độ của quý",
        choices=[(number, f"Quý {sign}") for number, sign in enumerate(("I", "II", "III", "IV"), start=1)],
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"invalid_choice": "Chọn một quý trong danh sách."},
    )
    progress = forms.CharField(
        label="Tiến độ thực hiện",
        required=False,
        max_length=1000,
        help_text="Đã làm được gì, còn vướng gì. Để trống nếu chỉ ghi ngày hoàn thành hoặc số lượng.",
        widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
        error_messages={"max_length": "Tiến độ dài quá 1.000 chữ, hãy viết ngắn lại."},
    )
    product = forms.CharField(
        label="Sản phẩm đã có",
        required=False,
        max_length=300,
        help_text="Ví dụ: Báo cáo 45/BC-SNV ngày 20/03/2023.",
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={"max_length": "Dài quá 300 chữ, hãy viết ngắn lại."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, task: Task, today: dt.date, **options: Any) -> None:
        initial = {
            "finished_on": task.finished_on,
            "achieved": "" if task.achieved is None else show_number(task.achieved),
            "seen": task.stamp,
            "quarter": (today.month + 2) // 3 if today.year == task.year else 4 if today.year > task.year else 1,
        }
        super().__init__(*args, initial=initial, **options)
        self.task, self.today = task, today

    @property
    def said(self) -> Progress | None:
        """The words on the quarter; None when nothing was written."""
        data = self.cleaned_data
        text, product = clean(data["progress"]), clean(data["product"])
        return Progress(data["quarter"], text or product, product) if data["quarter"] and (text or product) else None

    def clean_finished_on(self) -> dt.date | None:
        day = self.cleaned_data["finished_on"]
        if day and (refusal := why_not_finished(day, year=self.task.year, today=self.today)):
            raise forms.ValidationError(refusal)
        return day

    def clean_achieved(self) -> Decimal | None:
        text = self.cleaned_data["achieved"].strip()
        if not text:
            return None
        try:
            value = read_number(text)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= value <= MOST:
            raise forms.ValidationError("Số lượng đã làm được phải từ 0 đến 999.999.999.999.")
        return value
