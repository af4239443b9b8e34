"""The borders of surveys: the head of a form, a question, how many slips, a file of results."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from cchc_portal.kit.numbers import Unreadable, read_number, show_number
from cchc_portal.kit.text import clean
from indicators.actions.survey_answers import MOST_SLIPS
from indicators.actions.survey_forms import QuestionFacts, SurveyFacts
from indicators.forms.indexes import IndexFileForm
from indicators.forms.plan_documents import LINE, line_field
from indicators.forms.works import choice_field, count_field, words_field
from indicators.models import Survey, SurveyQuestion
from indicators.rules import Leaf
from indicators.surveys.options import read_options, suggested
from units.models import Block

WIDEST = Decimal(50)


class SurveyForm(forms.Form):
    """The head of a form; the block is chosen once, when it is begun."""

    block = forms.ModelChoiceField(
        None,
        label="Khối được đánh giá",
        to_field_name="code",
        empty_label="Chọn khối",
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"required": "Chưa chọn khối.", "invalid_choice": "Chọn một khối trong danh sách."},
    )
    name = line_field("Tên phiếu", 200, "Chưa ghi tên phiếu.", help_text="Ví dụ: Phiếu 02, đại biểu HĐND đánh giá sở")
    asked = line_field("Đối tượng trả lời", 200, "Chưa ghi ai trả lời.", help_text="Ví dụ: đại biểu HĐND thành phố")
    intro = words_field("Lời mở đầu", 600, help_text="In trên phiếu trực tuyến, trước câu hỏi đầu tiên")
    allowed_margin = forms.CharField(
        label="Sai số cho phép (điểm %)",
        widget=forms.TextInput(attrs=LINE | {"class": "in num", "inputmode": "decimal"}),
        help_text="Đơn vị có sai số lớn hơn thì được đánh dấu mẫu nhỏ; SIPAS dùng 5",
        error_messages={"required": "Chưa ghi sai số cho phép."},
    )

    def __init__(self, *args: Any, blocks: QuerySet[Block], row: Survey | None = None, **options: Any) -> None:
        names = SurveyFacts.__slots__
        initial: dict[str, Any] = {name: getattr(row, name) for name in names} if row else {}
        initial["allowed_margin"] = show_number(row.allowed_margin if row else Decimal(5))
        super().__init__(*args, initial=initial, **options)
        self.fields["block"].queryset = blocks
        if row:
            del self.fields["block"]

    def clean_allowed_margin(self) -> Decimal:
        try:
            number = read_number(self.cleaned_data["allowed_margin"])
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < number <= WIDEST or number != round(number, 1):
            raise forms.ValidationError("Ghi từ 0,1 đến 50, nhiều nhất một chữ số lẻ; ví dụ 5.")
        return number

    @property
    def facts(self) -> SurveyFacts:
        data = self.cleaned_data
        words = {name: clean(data[name]) for name in ("name", "asked", "intro")}
        return SurveyFacts(**words, allowed_margin=data["allowed_margin"])


class QuestionForm(forms.Form):
    """One question; its options stand in a box, one a line, with their weights."""

    text = words_field("Câu hỏi", 500, "Chưa ghi câu hỏi.")
    criterion = choice_field("Tính điểm cho tiêu chí", (), "Chưa chọn tiêu chí.")
    options = forms.CharField(
        label="Phương án trả lời và trọng số",
        required=False,
        strip=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"class": "in", "rows": 5}),
        help_text=(
            "Mỗi dòng một phương án: tên = trọng số (% điểm tối đa), ví dụ “Khá = 60”. “Không có ý kiến” luôn có sẵn "
            "và không tính điểm. Để trống khi kết quả là một chỉ số phần trăm do nơi khác tính (SIPAS)."
        ),
    )

    def __init__(
        self, *args: Any, leaves: dict[str, Leaf], row: SurveyQuestion | None = None, last: str = "", **options: Any
    ) -> None:
        """`last`: the criterion of the question before, since questions of one criterion follow one another."""
        chosen = last if last in leaves else next(iter(leaves), "")
        initial = {"criterion": chosen, "options": suggested(leaves[chosen]) if chosen else ""}
        if row:
            initial = {"text": row.text, "criterion": row.criterion_code, "options": row.wording}
        super().__init__(*args, initial=initial, **options)
        self.fields["criterion"].choices = [
            (code, f"{code} {leaf.name} ({show_number(leaf.max_points)} điểm)") for code, leaf in leaves.items()
        ]

    def clean_options(self) -> Any:
        try:
            return read_options(self.cleaned_data["options"])
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def facts(self) -> QuestionFacts:
        data = self.cleaned_data
        return QuestionFacts(clean(data["text"]), data["criterion"], data["options"])


class SlipForm(forms.Form):
    """How many more slips for every unit."""

    each = count_field("Số phiếu mã thêm cho mỗi đơn vị", "Chưa ghi số phiếu.", most=MOST_SLIPS)


class TallyFileForm(IndexFileForm):
    holds = "kết quả khảo sát"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Tệp kết quả"
