"""The borders of inspections, publicity, initiatives, commendations and indices: filters, and what people write."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from cchc_portal.kit.numbers import Unreadable, read_number
from cchc_portal.kit.text import clean
from indicators.actions.inspections import InspectionFacts
from indicators.actions.publicity import ActivityFacts
from indicators.enums import Channel, CommendationFor, IndexName, InspectionKind
from indicators.forms.plan_documents import LINE, YEARS, line_field
from indicators.forms.plans import day_field
from indicators.models import Inspection, Period
from units.models import UnitQuerySet

SELECT = {"class": "sel"}


def needed_day(label: str, sentence: str, **options: Any) -> forms.DateField:
    field = day_field(label, **options)
    field.required = True
    field.error_messages["required"] = sentence
    return field


def words_field(label: str, longest: int, required: str = "", **options: Any) -> forms.CharField:
    """Several lines of text."""
    field = line_field(label, longest, required, **options)
    field.widget = forms.Textarea(attrs={"class": "in", "rows": 3})
    return field


def choice_field(label: str, choices: Any, sentence: str = "Hãy chọn một mục.") -> forms.ChoiceField:
    messages = {"required": sentence, "invalid_choice": "Chọn một mục trong danh sách."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs=SELECT), error_messages=messages)


def unit_field(label: str, **options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        None,
        label=label,
        to_field_name="code",
        empty_label="Chọn đơn vị",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Chưa chọn đơn vị.", "invalid_choice": "Chọn một đơn vị trong danh sách."},
        **options,
    )


def _among(field: forms.ModelChoiceField, units: UnitQuerySet) -> None:
    """One of these units; where there is but one, it is chosen already."""
    field.queryset = units
    if len(only := units[:2]) == 1:
        field.initial, field.empty_label = only[0], None


class CountField(forms.CharField):
    """A whole number as people write it: 4.000; None for an empty box."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            number = read_number(text)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if number != number.to_integral_value() or not 0 <= number <= self.most:
            raise forms.ValidationError("Ghi một số nguyên, ví dụ 4.000.")
        return int(number)


def count_field(label: str, required: str = "", most: int = 100_000_000, **options: Any) -> CountField:
    widget = forms.TextInput(attrs=LINE | {"class": "in num", "inputmode": "numeric"})
    messages = {"required": required} if required else {}
    facts = {"required": bool(required), "widget": widget, "error_messages": messages}
    return CountField(label=label, most=most, **facts, **options)


class WorkFilter(forms.Form):
    """One year, one unit, up to a day; the field names are the address a leader sends on."""

    don_vi = unit_field("Đơn vị", required=False)
    ngay = day_field("Tính đến ngày")

    def __init__(self, data: Any, *, units: UnitQuerySet, today: dt.date) -> None:
        super().__init__({"ngay": today, **data.dict()})
        self.fields["don_vi"].queryset = units
        self.fields["don_vi"].empty_label = "Tất cả đơn vị"
        self.today = today
        self.full_clean()

    @property
    def day(self) -> dt.date:
        return self.cleaned_data.get("ngay") or self.today

    @property
    def unit(self) -> Any:
        return self.cleaned_data.get("don_vi")


class InspectionForm(forms.Form):
    """One inspection; `unit` falls away when it is edited."""

    unit = unit_field("Đơn vị được kiểm tra")
    kind = choice_field("Hình thức", InspectionKind.choices)
    year = count_field("Thuộc năm", "Chưa ghi năm.", most=YEARS[1])
    planned_on = day_field("Dự kiến ngày")
    held_on = day_field("Ngày kiểm tra", help_text="Để trống nếu mới có trong kế hoạch.")
    team = line_field("Đoàn kiểm tra", 300, "Chưa ghi đoàn kiểm tra.", help_text="Quyết định, trưởng đoàn, thành viên")
    content = words_field("Nội dung kiểm tra", 1000, "Chưa ghi nội dung kiểm tra.")
    conclusion = words_field("Kết luận", 2000)
    conclusion_number = line_field("Số thông báo kết luận", 80)
    concluded_on = day_field("Ngày kết luận")

    def __init__(self, *args: Any, units: UnitQuerySet, row: Inspection | None = None, **options: Any) -> None:
        names = InspectionFacts.__slots__
        initial = {name: getattr(row, name) for name in names} if row else options.pop("initial", {})
        super().__init__(*args, initial=initial, **options)
        self.fields["unit"].queryset = units
        if row:
            del self.fields["unit"]

    @property
    def facts(self) -> InspectionFacts:
        data = {name: self.cleaned_data[name] for name in InspectionFacts.__slots__}
        words = {name: clean(data[name]) for name in ("team", "content", "conclusion", "conclusion_number")}
        return InspectionFacts(**data | words | {"kind": InspectionKind(data["kind"])})


class FindingForm(forms.Form):
    text = words_field("Vấn đề phát hiện", 1000, "Chưa ghi vấn đề.")
    responsible = line_field("Người, bộ phận chịu trách nhiệm", 200, "Chưa ghi ai chịu trách nhiệm.")
    due_on = needed_day("Hạn khắc phục", "Chưa ghi hạn khắc phục.")


class RemedyForm(forms.Form):
    """When and how it was mended; `seen` guards against overwriting another's report."""

    remedied_on = day_field("Ngày khắc phục", help_text="Để trống cả hai ô nếu rút báo cáo.")
    remedy = words_field("Kết quả khắc phục", 1000)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class FollowUpForm(forms.Form):
    accepted = choice_field("Kết quả theo dõi", [("yes", "Đạt, đã khắc phục xong"), ("no", "Chưa đạt, khắc phục lại")])
    note = line_field("Ý kiến", 1000, "Chưa ghi ý kiến.")


class ActivityForm(forms.Form):
    unit = unit_field("Đơn vị thực hiện")
    channel = choice_field("Hình thức", Channel.choices)
    title = line_field("Nội dung", 300, "Chưa ghi nội dung.")
    quantity = count_field("Số lượng", "Chưa ghi số lượng.", help_text="Số bản tin, áp phích, buổi, kỳ… ví dụ 4.000")
    audience = count_field("Số lượt người xem, dự")
    done_on = needed_day("Ngày thực hiện", "Chưa ghi ngày thực hiện.")
    source = line_field("Minh chứng", 300, help_text="Số văn bản hoặc đường dẫn")

    def __init__(self, *args: Any, units: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        _among(self.fields["unit"], units)

    def clean_quantity(self) -> int:
        if not self.cleaned_data["quantity"]:
            raise forms.ValidationError("Số lượng phải từ 1 trở lên.")
        return self.cleaned_data["quantity"]

    @property
    def facts(self) -> ActivityFacts:
        data = self.cleaned_data
        words = clean(data["title"]), data["quantity"], data["audience"], data["done_on"], clean(data["source"])
        return ActivityFacts(Channel(data["channel"]), *words)


class InitiativeForm(forms.Form):
    unit = unit_field("Đơn vị")
    title = line_field("Tên sáng kiến", 300, "Chưa ghi tên sáng kiến.")
    author = line_field("Tác giả", 200, "Chưa ghi tác giả.")
    summary = words_field("Nội dung, hiệu quả", 1000, "Chưa ghi nội dung.")
    registered_on = needed_day("Ngày đăng ký", "Chưa ghi ngày đăng ký.")

    def __init__(self, *args: Any, units: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        _among(self.fields["unit"], units)


class JudgeForm(forms.Form):
    recognised = choice_field("Kết quả", [("yes", "Được công nhận"), ("no", "Không công nhận")])
    decision_number = line_field("Số quyết định", 80)
    decided_on = needed_day("Ngày quyết định", "Chưa ghi ngày quyết định.")
    reason = line_field("Lý do không công nhận", 500)


class CommendationForm(forms.Form):
    unit = unit_field("Đơn vị")
    given_to = choice_field("Đối tượng", CommendationFor.choices)
    person = line_field("Họ tên cá nhân", 120, help_text="Để trống khi khen tập thể")
    form = line_field("Hình thức khen", 120, "Chưa ghi hình thức khen.", help_text="Ví dụ Bằng khen của Chủ tịch UBND")
    reason = line_field("Thành tích", 500, "Chưa ghi thành tích.")

    def __init__(self, *args: Any, units: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units


class AwardDecisionForm(forms.Form):
    """One decision for the proposals that are ticked."""

    decision_number = line_field("Số quyết định", 80, "Chưa ghi số quyết định.")
    decided_on = needed_day("Ngày quyết định", "Chưa ghi ngày quyết định.")


class PeriodChoice(forms.Form):
    ky = forms.ModelChoiceField(None, required=False, to_field_name="code", empty_label=None)

    def __init__(self, data: Any, *, periods: Any) -> None:
        super().__init__(data)
        self.fields["ky"].queryset = periods
        self.full_clean()

    @property
    def period(self) -> Period | None:
        return self.cleaned_data.get("ky") or self.fields["ky"].queryset.first()


class IndexForm(forms.Form):
    name = choice_field("Chỉ số", IndexName.choices)
    year = count_field("Năm", "Chưa ghi năm.", most=YEARS[1])
    value = forms.CharField(
        label="Kết quả",
        help_text="Phần trăm hoặc điểm như văn bản công bố, ví dụ 84,31",
        widget=forms.TextInput(attrs=LINE | {"class": "in num", "inputmode": "decimal"}),
        error_messages={"required": "Chưa ghi kết quả."},
    )
    rank = count_field("Hạng", most=100)
    ranked_of = count_field("Trên số tỉnh, thành", most=100)
    document = line_field("Văn bản công bố", 200, "Chưa ghi văn bản công bố.", help_text="Số, ngày, cơ quan công bố")

    def clean_value(self) -> Decimal:
        try:
            value = read_number(self.cleaned_data["value"])
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= value <= 100 or value != round(value, 2):
            raise forms.ValidationError("Kết quả từ 0 đến 100, tối đa hai chữ số thập phân.")
        return value

    def clean_year(self) -> int:
        if not YEARS[0] - 5 <= self.cleaned_data["year"] <= YEARS[1]:
            raise forms.ValidationError("Kiểm tra lại năm.")
        return self.cleaned_data["year"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rank, of = data.get("rank"), data.get("ranked_of")
        if (rank is None) != (of is None) or (rank and of and rank > of) or rank == 0:
            self.add_error("rank", "Ghi cả hạng và số tỉnh, thành; hạng không lớn hơn số tỉnh, thành.")
        return data
