"""The forms of criteria sets: one node, the head with its options, a new set, and sample values for a rule."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from cchc_portal.kit.numbers import Unreadable, read_number
from indicators.forms.shapes import Control, drawn, renamed, taken
from indicators.models import CriteriaSet
from indicators.rules import Leaf, catalogue
from indicators.scoring import Options
from indicators.sets.document import TABLES, Head, Row
from indicators.sets.edits import Document, branch_of, outline, parent_of
from indicators.shapes import described
from units.models import Block

Data = Mapping[str, Any]
FOLLOWS_FROM_COPY = ("follows",)  # said by copying, not typed
FIRST = ("code", "name", "short_name", "max")
OF_A_LEAF = ("inputs", "scored_by", "owner", "evidence_required", "document_required", "explanation_required")
ONLY_FOR_RULES, SELDOM = ("name", "decimals"), ("index", "same_as")  # of a figure; shown to readers where said
LAST = ("guidance", "clause", "was")


def _entries(cls: type, *keys: str) -> list[dict[str, Any]]:
    """The entries of those keys that the record has, in the order of `keys`."""
    known = {entry["key"]: entry for entry in described(cls)}
    return [known[key] for key in keys if key in known]


def _told(inputs: dict[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    item = inputs["shape"]["item"]
    fields = [each for each in item["fields"] if each["key"] not in hidden]
    return {**inputs, "shape": {**inputs["shape"], "item": {**item, "fields": fields}}}


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """One kind of rule in the list."""

    kind: str
    label: str
    help: str


KINDS = {each["kind"]: each for each in catalogue()}
CHOICES = tuple(RuleChoice(each["kind"], each["label"], each["help"]) for each in KINDS.values())


class NodeForm:
    """One criterion as it is edited. A leaf has a rule; its parameters are those its kind declares."""

    def __init__(self, document: Document, row: Mapping[str, Any], *, is_leaf: bool, data: Data | None = None) -> None:
        self.document, self.row, self.is_leaf, self.data = document, row, is_leaf, data
        rule = row.get("rule") or {}
        self.kind = str((data or {}).get("rule.kind", rule.get("kind", "")) if is_leaf else "")
        self.errors: dict[str, str] = {}
        self.written: dict[str, Any] = {}
        self.parent = str(data["parent"]) if data is not None and "parent" in data else parent_of(row)
        if data is not None:
            self._read(data)

    def _read(self, data: Data) -> None:
        keys = (*FIRST, *(OF_A_LEAF if self.is_leaf else ()), *LAST)
        found = taken(_entries(Row, *keys), data)
        self.written, self.errors = found.written, found.errors
        if "was" in self.row:  # said even when it names nothing: then the criterion is new
            self.written.setdefault("was", [])
        if self.kind in KINDS:
            rule = taken(KINDS[self.kind]["parameters"], data, prefix="rule.")
            self.written["rule"] = {"kind": self.kind, **rule.written}
            self.errors |= rule.errors
        if not self.written.get("code") and "code" not in self.errors:
            self.errors["code"] = "Chưa ghi mã tiêu chí."

    @property
    def first(self) -> tuple[Control, ...]:
        return self._drawn(*FIRST)

    @property
    def of_leaf(self) -> tuple[Control, ...]:
        return self._drawn(*OF_A_LEAF) if self.is_leaf else ()

    @property
    def last(self) -> tuple[Control, ...]:
        return self._drawn(*LAST)

    @property
    def parameters(self) -> tuple[Control, ...]:
        if self.kind not in KINDS:
            return ()
        rule = self.row.get("rule") or {}
        stored = rule if rule.get("kind") == self.kind else {}
        return drawn(KINDS[self.kind]["parameters"], stored, prefix="rule.", typed=self.data, errors=self.errors)

    @property
    def told_of_leaf(self) -> tuple[Control, ...]:
        """`of_leaf` for readers: without what only a rule or a form looks at."""
        inputs = self.row.get("inputs") or []
        hidden = (*ONLY_FOR_RULES, *(key for key in SELDOM if not any(each.get(key) for each in inputs)))
        entries = [_told(entry, hidden) if entry["key"] == "inputs" else entry for entry in _entries(Row, *OF_A_LEAF)]
        return drawn(entries, self.row)

    @property
    def told_parameters(self) -> tuple[Control, ...]:
        """`parameters` for readers: figures under their labels."""
        labels = {each["name"]: str(each.get("label", "")) for each in self.row.get("inputs") or [] if "name" in each}
        return tuple(renamed(control, labels) for control in self.parameters)

    @property
    def kind_help(self) -> str:
        return str(KINDS[self.kind]["help"]) if self.kind in KINDS else "Tiêu chí không có con phải có luật chấm."

    @property
    def parents(self) -> list[tuple[str, str]]:
        """Where the criterion may stand."""
        inside = set(branch_of(self.document, self.row["code"]))
        tree = [branch for branch in outline(self.document) if branch.code not in inside]
        return [("", "(là một lĩnh vực)"), *((each.code, f"{each.code} {each.name}"[:70]) for each in tree)]

    def _drawn(self, *keys: str) -> tuple[Control, ...]:
        return drawn(_entries(Row, *keys), self.row, typed=self.data, errors=self.errors)


class HeadForm:
    """The top of the set and its options: how it adds up, classes, gates, ties."""

    def __init__(self, document: Document, data: Data | None = None) -> None:
        self.head = [e for e in described(Head) if e["key"] not in (*FOLLOWS_FROM_COPY, "code")]
        known = described(Options)
        self.scoring = [entry for entry in known if entry["key"] not in TABLES]
        self.tables = [entry for entry in known if entry["key"] in TABLES]
        self.document, self.data = document, data
        self.written: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        if data is not None:
            self._read(data)

    def _read(self, data: Data) -> None:
        head, scoring, tables = (
            taken(self.head, data),
            taken(self.scoring, data, prefix="scoring."),
            taken(self.tables, data),
        )
        blank = {entry["key"]: None for entry in (*self.head, *self.tables)}
        self.written = {**blank, **head.written, "scoring": scoring.written, **tables.written}
        self.errors = {**head.errors, **scoring.errors, **tables.errors}

    @property
    def head_controls(self) -> tuple[Control, ...]:
        return drawn(self.head, self.document, typed=self.data, errors=self.errors)

    @property
    def scoring_controls(self) -> tuple[Control, ...]:
        stored = self.document.get("scoring", {})
        return drawn(self.scoring, stored, prefix="scoring.", typed=self.data, errors=self.errors)

    @property
    def table_controls(self) -> tuple[Control, ...]:
        return drawn(self.tables, self.document, typed=self.data, errors=self.errors)


class SetNewForm(forms.Form):
    """A new draft: copied from an older set, or begun empty."""

    source = forms.ModelChoiceField(
        CriteriaSet.objects.select_related("block").order_by("-year", "block__position", "-edition"),
        label="Sao chép từ bộ",
        required=False,
        empty_label="Không sao chép: lập bộ mới, chưa có tiêu chí",
        widget=forms.Select(attrs={"class": "sel"}),
        help_text="Mỗi tiêu chí giữ mã của bộ cũ để so sánh hai năm.",
    )
    block = forms.ModelChoiceField(
        Block.objects.order_by("position", "code"),
        label="Khối đơn vị",
        required=False,
        empty_label="Theo bộ được sao chép",
        widget=forms.Select(attrs={"class": "sel"}),
    )
    year = forms.IntegerField(
        label="Năm",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "in", "inputmode": "numeric"}),
        error_messages={"required": "Chưa ghi năm.", "invalid": "Ghi năm bằng bốn chữ số, ví dụ 2027."},
    )
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label="Mã bộ tiêu chí",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        help_text="Chữ thường không dấu, số, gạch nối: so-2027",
        error_messages={
            "required": "Chưa ghi mã.",
            "invalid": "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ so-2027.",
        },
    )
    name = forms.CharField(
        label="Tên bộ tiêu chí",
        max_length=250,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={"required": "Chưa ghi tên."},
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if CriteriaSet.objects.filter(code=code).exists():
            raise forms.ValidationError("Mã này đã dùng cho một bộ tiêu chí khác.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("source") and not data.get("block"):
            self.add_error("block", "Chọn khối đơn vị, hoặc chọn bộ để sao chép.")
        return data


class SetFileForm(forms.Form):
    """A draft from its TOML file."""

    file = forms.FileField(
        label="Tệp bộ tiêu chí (.toml)",
        widget=forms.FileInput(attrs={"class": "in", "accept": ".toml"}),
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp trống."},
    )

    def text(self) -> str | None:
        """The file as text; None after saying that it is not UTF-8."""
        try:
            return str(self.cleaned_data["file"].read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", "Tệp không phải bảng mã UTF-8. Mở bằng Notepad và lưu lại với bảng mã UTF-8.")
            return None


def sample_values(leaf: Leaf, data: Data) -> tuple[dict[str, Decimal], dict[str, str]]:
    """Sample figures as typed, and one sentence per figure that cannot be read; empty ones are not known."""
    values, errors = {}, {}
    for each in leaf.inputs:
        text = str(data.get(f"mau-{each.name}", "")).strip()
        if text:
            try:
                values[each.name] = read_number(text)
            except Unreadable as error:
                errors[each.name] = str(error)
    return values, errors
