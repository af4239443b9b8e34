"""Sheets as people see them: the rows of one area with values, computed points, last period and state in words.

Everything a template prints is prepared here once, because the row loop is the cost of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.timezone import localtime

from cchc_portal.kit.numbers import percent, show_number, show_percent
from indicators.actions.recalculation import figures_of_unit
from indicators.answers import answer_of, is_measured, is_typed
from indicators.enums import ScoredBy
from indicators.models import Assessment, Score
from indicators.rules import Input, Leaf, Node, Nothing, Rung, ladder
from indicators.trees import Tree, tree_of


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a row as it is typed and shown."""

    name: str
    label: str
    value: str
    locked: bool
    options: tuple[tuple[str, str], ...] = ()  # (value, text) when it is chosen from a list


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of a row in words, with icon and tone: never colour alone."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One leaf of the grid."""

    pk: int
    code: str
    name: str
    hint: str  # what stands over what, where the row is one figure over another
    guidance: str
    clause: str
    ladder: tuple[Rung, ...]
    group: str  # heading of the criterion above it, printed once
    fields: tuple[Field, ...]
    share: str  # "61,76%" where the row is one figure over another
    previous: str
    own: str
    maximum: str
    computed: str
    appraised: str
    reason: str
    gap: Decimal  # |self − computed|, points: what an appraiser looks at first
    counted: str
    explanation: str
    citation: str
    wants_evidence: bool
    may_be_empty: bool
    no_occurrence: bool
    messages: tuple[Mark, ...]
    mark: Mark
    version: int
    editable: bool
    appraisable: bool

    @property
    def area(self) -> str:
        """The code of the area the row stands in: codes are dotted, the first part is the area."""
        return self.code.split(".")[0]

    @property
    def result(self) -> str:
        """The figures as one text: "42 / 68", "Đúng hạn", "—"."""
        shown = [dict(field.options).get(field.value, field.value) for field in self.fields]
        return " / ".join(text or "—" for text in shown) if any(shown) else "—"

    @property
    def differs(self) -> bool:
        return bool(self.gap)

    @property
    def is_fraction(self) -> bool:
        return len(self.fields) == 2 and not any(field.options for field in self.fields)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area in the task list on the left."""

    code: str
    name: str
    mark: Mark
    to_do: int  # rows that still wait for the appraiser
    current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    entered: int
    total: int
    errors: int

    @property
    def share(self) -> int:
        return round(100 * self.entered / self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """An assessment ready to be shown: all rows by area, the task list, the progress."""

    rows: Mapping[str, tuple[Row, ...]]
    roots: tuple[Node, ...]
    progress: Progress

    def area(self, code: str) -> Node:
        return next(root for root in self.roots if root.code == code)

    def lines(self, current: str) -> list[AreaLine]:
        return [
            AreaLine(
                code=root.code,
                name=root.short_name or root.name,
                mark=_area_mark(self.rows[root.code]),
                to_do=sum(1 for row in self.rows[root.code] if row.appraisable and not row.appraised),
                current=root.code == current,
            )
            for root in self.roots
        ]

    @property
    def all_rows(self) -> Iterable[Row]:
        return (row for root in self.roots for row in self.rows[root.code])


def load_sheet(assessment: Assessment, *, editable: bool) -> Sheet:
    """The whole sheet in a constant number of queries."""
    scores = assessment.scores.select_related("updated_by").order_by("pk")
    before = previous_assessment(assessment)
    previous = before.scores.select_related("criterion").order_by("pk") if before else ()
    return sheet_of(assessment, scores, figures_of_unit(assessment), previous, editable=editable)


def sheet_of(
    assessment: Assessment,
    of_leaves: Iterable[Score],
    figures: Mapping[str, Decimal],
    of_period_before: Iterable[Score],
    *,
    editable: bool,
) -> Sheet:
    """The sheet these rows make; they may be those of another day (see past)."""
    tree = tree_of(assessment.criteria_set)
    previous = {score.criterion.code: score for score in of_period_before}
    scores = {score.criterion_id: score for score in of_leaves}
    by_code = {leaf.code: scores[pk] for pk, leaf in tree.leaf_by_id.items() if pk in scores}
    rows = {
        root.code: tuple(
            _row(by_code[leaf.code], leaf, group, figures, previous.get(leaf.code), editable)
            for leaf, group in _leaves(root)
            if leaf.code in by_code
        )
        for root in tree.roots
    }
    everything = [row for group in rows.values() for row in group]
    return Sheet(rows, tree.roots, _progress(everything))


def load_row(score: Score, tree: Tree, *, editable: bool) -> Row:
    """One row again after it was saved, exactly as the whole sheet would show it."""
    assessment = score.assessment
    figures = figures_of_unit(assessment)
    leaf = tree.leaf_by_id[score.criterion_id]
    group = next(group for root in tree.roots for each, group in _leaves(root) if each.code == leaf.code)
    before = previous_assessment(assessment)
    previous = before and before.scores.filter(criterion__code=leaf.code).first()
    return _row(score, leaf, group, figures, previous, editable)


def _leaves(node: Node, group: str = "") -> Iterable[tuple[Leaf, str]]:
    if isinstance(node, Leaf):
        yield node, group
    for child in node.children:
        yield from _leaves(child, f"{node.code} {node.name}" if "." in node.code else "")


def previous_assessment(assessment: Assessment) -> Assessment | None:
    """The unit's assessment of the period before; None for its first period."""
    return (
        Assessment.objects.filter(unit=assessment.unit_id, period__data_to__lt=assessment.period.data_to)
        .order_by("-period__data_to", "-period__data_from")
        .first()
    )


def _row(
    score: Score, leaf: Leaf, group: str, figures: Mapping[str, Decimal], before: Score | None, editable: bool
) -> Row:
    answer = answer_of(score, leaf, figures)
    own = editable and leaf.scored_by == ScoredBy.UNIT and not is_measured(leaf) and not score.not_applicable
    counted_by_unit = leaf.scored_by == ScoredBy.UNIT
    return Row(
        pk=score.pk,
        code=leaf.code,
        name=leaf.name,
        hint=" / ".join(item.label for item in leaf.inputs) if len(leaf.inputs) == 2 else "",
        guidance=leaf.guidance,
        clause=leaf.clause,
        ladder=tuple(ladder(leaf, answer)),
        group=group,
        fields=tuple(_field(leaf, item, answer.values.get(item.name)) for item in leaf.inputs),
        share=_share(leaf, answer.values),
        previous=_previous(before),
        own="" if score.self_points is None else show_number(score.self_points, 2),
        maximum=show_number(leaf.max_points, 2),
        computed=show_number(score.computed_points, 2),
        appraised="" if score.appraised_points is None else show_number(score.appraised_points, 2),
        reason=score.appraisal_reason,
        gap=abs((score.self_points or Decimal(0)) - (score.computed_points or Decimal(0))),
        counted=show_number(score.points, 2),
        explanation=score.explanation,
        citation=score.citation,
        wants_evidence=leaf.evidence_required,
        may_be_empty=leaf.rule.nothing is not Nothing.UNKNOWN,
        no_occurrence=score.no_occurrence,
        messages=tuple(_message(flag) for flag in score.flags),
        mark=_mark(score, leaf),
        version=score.version,
        editable=own,
        appraisable=counted_by_unit or leaf.scored_by == ScoredBy.APPRAISER,
    )


def _field(leaf: Leaf, item: Input, value: Decimal | None) -> Field:
    options = tuple((str(number), text) for number, text in leaf.rule.choices())
    shown = "" if value is None else format(value, "f") if options else show_number(value)
    return Field(item.name, item.label, shown, locked=not is_typed(leaf, item), options=options)


def _share(leaf: Leaf, values: Mapping[str, Decimal]) -> str:
    if len(leaf.inputs) != 2 or any(item.name not in values for item in leaf.inputs):
        return ""
    return show_percent(percent(*(values[item.name] for item in leaf.inputs)))


def _previous(before: Score | None) -> str:
    if before is None or before.points is None:
        return ""
    return f"Kỳ trước {show_number(before.points, 2)}"


_TONES = {"error": ("err", "err"), "warning": ("warn", "warn")}


def _message(flag: Mapping[str, str]) -> Mark:
    tone, icon = _TONES[flag["severity"]]
    return Mark(tone, icon, flag["message"])


def _mark(score: Score, leaf: Leaf) -> Mark:
    severities = {flag["severity"] for flag in score.flags}
    if score.not_applicable:
        return Mark("plain", "lock", "Không áp dụng")
    if leaf.scored_by == ScoredBy.SURVEY:
        return Mark("plain", "lock", "Điều tra xã hội học")
    if leaf.scored_by == ScoredBy.APPRAISER:
        return Mark("plain", "lock", "Sở Nội vụ chấm")
    if is_measured(leaf):
        return Mark("ok", "lock", "Số liệu tự động")
    if "error" in severities:
        missing_only = all(flag.get("input") == "citation" for flag in score.flags if flag["severity"] == "error")
        return Mark("err", "clip", "Thiếu minh chứng") if missing_only else Mark("err", "err", "Cần sửa")
    if score.self_points is None:
        return Mark("plain", "dot", "Chưa nhập")
    if "warning" in severities:
        return Mark("warn", "warn", "Xem lại")
    saved = f"{localtime(score.updated_at):%H:%M}" if score.updated_at else ""
    return Mark("ok", "check", f"Đã lưu {saved}".strip())


def _progress(rows: list[Row]) -> Progress:
    typed = [row for row in rows if row.editable or (row.appraisable and row.mark.icon != "lock")]
    return Progress(
        entered=sum(1 for row in typed if row.mark.text != "Chưa nhập"),
        total=len(typed),
        errors=sum(1 for row in typed if row.mark.tone == "err"),
    )


def _area_mark(rows: Iterable[Row]) -> Mark:
    rows = list(rows)
    progress = _progress(rows)
    if progress.total == 0:
        return Mark("", "lock", "Hệ thống, Sở Nội vụ nhập")
    missing = progress.total - progress.entered
    if progress.errors:
        return Mark("err", "err", f"{progress.errors} cần sửa" + (f" · {missing} chưa nhập" if missing else ""))
    if missing == progress.total:
        return Mark("", "dot", "Chưa bắt đầu")
    if missing:
        return Mark("", "half", f"{progress.entered}/{progress.total} tiêu chí")
    return Mark("ok", "check", f"{progress.total}/{progress.total} · đã xong")
