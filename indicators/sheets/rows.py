"""Sheets as people see them: the rows of one area with values, computed points, last period and state in words.

Everything a template prints is prepared here once, because the row loop is the cost of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from cchc_portal.kit.compiled import Slot, compiled
from cchc_portal.kit.numbers import percent, show_number, show_percent
from indicators.actions.scores import Stored, Typed
from indicators.answers import agrees, answer_of, bars, is_appraised, is_typed
from indicators.earlier import Earlier, earlier_of
from indicators.enums import ScoredBy
from indicators.evidence.attached import Paper, papers_by_score
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Score
from indicators.rules import Answer, Input, Leaf, Nothing, Rung, Values, ladder
from indicators.rules.checks import EXPLAINED, UNEXPLAINED, change
from indicators.sets.trees import LeafPlace, tree_of
from indicators.sheets.overviews import AreaLine, Mark, Overview, Standing, overview_from, standing
from indicators.sheets.talks import Talk, talks_of
from units.models import User

Tones = Mapping[str, str]
"""Input name → "err" or "warn", for the inputs a flag speaks about."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a row as it is typed and shown."""

    name: str
    label: str
    unit: str
    value: str
    locked: bool
    options: tuple[tuple[str, str], ...] = ()  # (value, text) when it is chosen from a list
    tone: str = ""
    before: str = ""  # the same figure in the period before: "105.210"
    change: str = ""  # "+9,7%"

    @property
    def text(self) -> str:
        return dict(self.options).get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One leaf of the grid."""

    pk: int
    code: str
    area: str
    name: str
    hint: str  # what stands over what, where the row is one figure over another
    leaf: Leaf
    answer: Answer
    group: str  # heading of the criterion above it, printed once
    fields: tuple[Field, ...]
    share: str  # "61,76%" where the row is one figure over another
    period_before: str  # "Quý II/2026"; empty where nothing is known of it
    share_before: str
    points_before: str
    own: str
    own_tone: str
    maximum: str
    computed: str
    appraised: str
    reason: str
    gap: Decimal | None  # |self − computed|, points: what an appraiser looks at first; None where one is not known
    counted: str
    explanation: str
    citation: str
    citation_tone: str
    remark: str
    remark_tone: str
    wants_remark: bool  # something asks for a reason, or there is one
    documents: int
    papers: tuple[Paper, ...]  # empty where one row is shown alone, and in the past
    talk: Talk | None  # likewise; None where nobody spoke
    wants_evidence: bool
    wants_document: bool
    may_be_empty: bool
    no_occurrence: bool
    messages: tuple[Mark, ...]
    faults: tuple[Mark, ...]  # those that bar handing in
    mark: Mark
    standing: Standing
    version: int
    seen: str  # what whoever looks at the row sees of it, as forms.scores reads it: version and own points, "3;0,40"
    editable: bool
    appraisable: bool
    agrees: bool

    @property
    def ladder(self) -> list[Rung]:
        """The steps of the rule, the one that applies marked; drawn only where somebody looks at it."""
        return ladder(self.leaf, self.answer)

    @property
    def result(self) -> str:
        """The figures as one text: "42 / 68", "Đúng hạn", "3 ngày", "Số nhiệm vụ đúng hạn: 4; Số quá hạn: 0", "—"."""
        shown = [field.text or "—" for field in self.fields]
        if not any(field.text for field in self.fields):
            return "—"
        if self.is_fraction:
            return " / ".join(shown)
        if len(shown) == 1:
            return f"{shown[0]} {self.fields[0].unit}".strip()
        return "; ".join(f"{field.label}: {text}" for field, text in zip(self.fields, shown, strict=True))

    @property
    def retold(self) -> bool:
        """Whether the explanation of the points begins with the figures anyway."""
        return self.explanation.startswith(self.result)

    @property
    def differs(self) -> bool:
        return bool(self.gap)

    @property
    def is_fraction(self) -> bool:
        return _is_fraction(self.leaf)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An assessment ready to be shown: all rows by area, and the sheet from above."""

    rows: Mapping[str, tuple[Row, ...]]
    overview: Overview
    latest: str  # "Trần Văn Minh sửa 3.3.3 lúc 09:31 ngày 05/10/2026"; empty before anyone typed

    @property
    def first_area(self) -> str:
        return self.overview.lines[0].code

    @property
    def all_rows(self) -> Iterable[Row]:
        return (row for line in self.overview.lines for row in self.rows[line.code])

    @property
    def areas(self) -> list[tuple[AreaLine, tuple[Row, ...]]]:
        return [(line, self.rows[line.code]) for line in self.overview.lines]


def load_sheet(assessment: Assessment, *, editable: bool, reader: User | None = None) -> Sheet:
    """The whole sheet in a constant number of queries; with a reader, the talk about each row too."""
    scores, figures = _scores_of(assessment), figures_of_unit(assessment)
    sheet = sheet_of(assessment, scores, figures, earlier_of(assessment), editable=editable)
    papers, talks = papers_by_score(assessment), talks_of(assessment, reader) if reader else {}

    def given(row: Row) -> Row:
        if row.pk not in papers and row.pk not in talks:
            return row
        return replace(row, papers=papers.get(row.pk, ()), talk=talks.get(row.pk))

    return replace(sheet, rows={area: tuple(map(given, rows)) for area, rows in sheet.rows.items()})


def load_area(assessment: Assessment, area: str, *, editable: bool, reader: User) -> Sheet:
    """The sheet from above and the rows of one area, with the talk about them but without their documents."""
    scores, figures = _scores_of(assessment), figures_of_unit(assessment)
    earlier = earlier_of(assessment, tree_of(assessment.criteria_set).leaves_of(area))
    sheet = sheet_of(assessment, scores, figures, earlier, editable=editable, only=area)
    talks = talks_of(assessment, reader)
    rows = tuple(replace(row, talk=talks[row.pk]) if row.pk in talks else row for row in sheet.rows[area])
    return replace(sheet, rows={area: rows})


def _scores_of(assessment: Assessment) -> list[Score]:
    """All rows of the sheet with who saved them last, kept with it."""
    _scores.hang_on(assessment, "scores")
    return list(assessment.scores.all())


@compiled
def _scores(sheet: Slot) -> QuerySet[Score]:
    return Score.objects.filter(assessment=sheet).select_related("updated_by").order_by("pk")


def sheet_of(
    assessment: Assessment,
    scores: Iterable[Score],
    figures: Values,
    earlier: Mapping[str, Earlier],
    *,
    editable: bool,
    only: str = "",
) -> Sheet:
    """The sheet these scores make, beside the rows of the period before by code; they may be of another day. `only`:
    the area whose rows are wanted."""
    tree, scores = tree_of(assessment.criteria_set), list(scores)
    by_code = {tree.leaf_by_id[score.criterion_id].code: score for score in scores}
    rows: dict[str, list[Row]] = {root.code: [] for root in tree.roots if only in ("", root.code)}
    for code, place in tree.places.items():
        if code in by_code and place.area in rows:
            rows[place.area].append(_row(by_code[code], place, figures, earlier.get(code), editable))
    return Sheet({area: tuple(each) for area, each in rows.items()}, overview_from(tree, scores), _latest(by_code))


def load_row(score: Score, *, editable: bool, stored: Stored | None = None) -> Row:
    """One row exactly as the whole sheet would show it, but without its documents; `stored` where it was just saved."""
    assessment = score.assessment
    tree = tree_of(assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    typed_only = all(is_typed(leaf, item) for item in leaf.inputs)
    figures = stored.figures if stored else {} if typed_only else figures_of_unit(assessment)
    earlier = stored.earlier if stored else earlier_of(assessment, [leaf]).get(leaf.code)
    return _row(score, tree.places[leaf.code], figures, earlier, editable)


def as_typed(row: Row, typed: Typed) -> Row:
    """The row with what the clerk typed instead of what is stored: for a page that must not lose it."""
    fields = tuple(replace(field, value=typed.values.get(field.name, field.value)) for field in row.fields)
    remark = row.remark if typed.remark is None else typed.remark
    beside = {"citation": typed.citation, "remark": remark, "no_occurrence": typed.no_occurrence}
    return replace(row, fields=fields, own=typed.self_points, **beside)


def _latest(by_code: Mapping[str, Score]) -> str:
    typed = [(score.updated_at, code, score.updated_by) for code, score in by_code.items() if score.updated_at]
    if not typed:
        return ""
    at, code, by = max(typed, key=lambda each: each[0])
    return f"{by.full_name if by else 'Hệ thống'} sửa {code} lúc {localtime(at):%H:%M, %d/%m}"


def _row(score: Score, place: LeafPlace, figures: Values, earlier: Earlier | None, editable: bool) -> Row:
    leaf, answer, stand = place.leaf, answer_of(score, place.leaf, figures), standing(score, place.leaf)
    tones, before = _tones(score), earlier.values if earlier else {}
    return Row(
        **_of_leaf(place),
        **_of_score(score),
        answer=answer,
        fields=tuple(_field(leaf, item, answer.values, before, tones) for item in leaf.inputs),
        share=_share(leaf, answer.values),
        period_before=earlier.period if earlier else "",
        share_before=_share(leaf, before),
        points_before="" if earlier is None or earlier.points is None else show_number(earlier.points, 2),
        own_tone=tones.get("self", ""),
        citation_tone=tones.get("citation", ""),
        remark_tone=tones.get("remark", ""),
        wants_remark=_wants_remark(score, leaf),
        messages=tuple(_message(flag) for flag in score.flags),
        faults=tuple(_message(flag) for flag in score.flags if bars(flag)),
        mark=_mark(score, leaf, stand),
        standing=stand,
        editable=editable and stand is not Standing.LOCKED,
        appraisable=is_appraised(leaf) and not score.not_applicable,
        agrees=agrees(score, leaf),
    )


def _of_leaf(place: LeafPlace) -> dict[str, Any]:
    leaf = place.leaf
    return {
        "code": leaf.code,
        "area": place.area,
        "group": place.group,
        "name": leaf.name,
        "hint": " / ".join(item.label for item in leaf.inputs) if _is_fraction(leaf) else "",
        "leaf": leaf,
        "maximum": show_number(leaf.max_points, 2),
        "wants_evidence": leaf.evidence_required or leaf.document_required,
        "wants_document": leaf.document_required,
        "may_be_empty": leaf.rule.nothing is not Nothing.UNKNOWN,
    }


def _of_score(score: Score) -> dict[str, Any]:
    own, computed = score.self_points, score.computed_points
    return {
        "pk": score.pk,
        "version": score.version,
        "seen": f"{score.version};{_typed_points(own)}",
        "own": _typed_points(own),
        "computed": show_number(computed, 2),
        "gap": None if own is None or computed is None else abs(own - computed),
        "appraised": _typed_points(score.appraised_points),
        "reason": score.appraisal_reason,
        "counted": show_number(score.points, 2),
        "explanation": score.explanation,
        "citation": score.citation,
        "remark": score.remark,
        "documents": score.documents,
        "papers": (),
        "talk": None,
        "no_occurrence": score.no_occurrence,
    }


def _typed_points(points: Decimal | None) -> str:
    """As it stands in an input: empty where nothing is known."""
    return "" if points is None else show_number(points, 2)


def _field(leaf: Leaf, item: Input, values: Values, before: Values, tones: Tones) -> Field:
    options = tuple((str(number), text) for number, text in leaf.rule.choices_of(item.name))
    value, was = values.get(item.name), before.get(item.name)
    shown = "" if value is None else format(value, "f") if options else show_number(value)
    return Field(
        item.name,
        item.label,
        item.unit,
        shown,
        locked=not is_typed(leaf, item),
        options=options,
        tone=tones.get(item.name, ""),
        before="" if was is None else dict(options).get(format(was, "f"), show_number(was)),
        change="" if value is None or was is None or options else _change(value, was),
    )


def _change(value: Decimal, was: Decimal) -> str:
    """ "+9,7%", "−3%"; empty where nothing changed or there was nothing to compare with."""
    share = change(value, was)
    return f"{'+' if share > 0 else '−'}{show_number(abs(share))}%" if share else ""


def _is_fraction(leaf: Leaf) -> bool:
    """Whether the row is one figure over another, and not two that only stand beside each other."""
    over = (*getattr(leaf.rule, "part", ()), *getattr(leaf.rule, "whole", ()))
    return len(leaf.inputs) == 2 and over == tuple(item.name for item in leaf.inputs)


def _share(leaf: Leaf, values: Values) -> str:
    if not _is_fraction(leaf) or any(item.name not in values for item in leaf.inputs):
        return ""
    share = percent(*(values[item.name] for item in leaf.inputs))
    return "" if share is None else show_percent(share)


def _wants_remark(score: Score, leaf: Leaf) -> bool:
    """Whether the row shows the place for a reason: one is there, is asked for, or would clear something."""
    may_explain = "" if leaf.document_required else "evidence"
    clears = (flag["severity"] != "error" or flag["kind"] == may_explain for flag in score.flags)
    return leaf.explanation_required or bool(score.remark) or any(clears)


_TONES = {"error": "err", "explain": "warn", "warning": "warn"}  # an icon of the same name goes with each


def _message(flag: Mapping[str, str]) -> Mark:
    tone = _TONES[flag["severity"]]
    if flag.get("answered"):
        return Mark("mute", "check", f"{flag['message']} {EXPLAINED}")
    return Mark(tone, tone, flag["message"] if tone == "err" else f"{flag['message']} {UNEXPLAINED}")


def _tones(score: Score) -> dict[str, str]:
    """Warnings first, so that an error about the same input wins."""
    flags = sorted(score.flags, key=lambda flag: flag["severity"] == "error")
    return {flag["input"]: _TONES[flag["severity"]] for flag in flags if not flag.get("answered")}


def _mark(score: Score, leaf: Leaf, stand: Standing) -> Mark:
    if stand is Standing.LOCKED:
        return _locked_mark(score, leaf)
    if stand is Standing.WRONG:
        wrong = {flag["input"] for flag in score.flags if flag["severity"] == "error"}
        if wrong <= {"remark"}:
            return Mark("warn", "warn", "Cần giải trình")
        return Mark("err", "clip", "Thiếu minh chứng") if wrong == {"citation"} else Mark("err", "err", "Cần sửa")
    if stand is Standing.EMPTY:
        return Mark("plain", "half", "Chưa đủ") if score.answer else Mark("plain", "dot", "Chưa nhập")
    if stand is Standing.ODD:
        return Mark("warn", "warn", "Xem lại")
    saved = f"{localtime(score.updated_at):%H:%M}" if score.updated_at else ""
    return Mark("ok", "check", f"Đã lưu {saved}".strip())


def _locked_mark(score: Score, leaf: Leaf) -> Mark:
    if score.not_applicable:
        return Mark("plain", "lock", "Không áp dụng")
    if leaf.scored_by == ScoredBy.SURVEY:
        return Mark("plain", "lock", "Điều tra xã hội học")
    if leaf.scored_by in (ScoredBy.APPRAISER, ScoredBy.OWNER, ScoredBy.IMPORT):
        return Mark("plain", "lock", leaf.scored_by.label)
    return Mark("ok", "lock", "Số liệu tự động")
