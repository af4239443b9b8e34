"""Sheets as people see them: the rows of one area with values, computed points, last period and state in words.

Everything a template prints is prepared here once, because the row loop is the cost of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.timezone import localtime

from cchc_portal.kit.numbers import percent, show_number, show_percent
from indicators.actions.scores import Stored, Typed
from indicators.answers import agrees, answer_of, bars, is_appraised, is_typed
from indicators.earlier import Earlier, earlier_of, points_before
from indicators.enums import ScoredBy
from indicators.evidence.attached import Paper, papers_by_score
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Score
from indicators.rules import Input, Leaf, Node, Nothing, Rung, Values, ladder
from indicators.rules.checks import EXPLAINED, UNEXPLAINED, change
from indicators.sets.trees import tree_of
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
    guidance: str
    clause: str
    ladder: tuple[Rung, ...]
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
    past: tuple[tuple[str, str], ...]  # likewise: points of the last periods, latest first
    wants_evidence: bool
    wants_document: bool
    may_be_empty: bool
    no_occurrence: bool
    messages: tuple[Mark, ...]
    faults: tuple[Mark, ...]  # those that bar handing in
    mark: Mark
    standing: Standing
    version: int
    editable: bool
    appraisable: bool
    agrees: bool

    @property
    def result(self) -> str:
        """The figures as one text: "42 / 68", "Đúng hạn", "—"."""
        shown = [field.text for field in self.fields]
        return " / ".join(text or "—" for text in shown) if any(shown) else "—"

    @property
    def differs(self) -> bool:
        return bool(self.gap)

    @property
    def is_fraction(self) -> bool:
        return len(self.fields) == 2 and not any(field.options for field in self.fields)


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
    """The whole sheet in a constant number of queries; with a reader, the talk and the last periods of each row too."""
    prefetch_related_objects(
        [assessment], Prefetch("scores", Score.objects.select_related("updated_by").order_by("pk"))
    )
    earlier = earlier_of(assessment)
    sheet = sheet_of(assessment, assessment.scores.all(), figures_of_unit(assessment), earlier, editable=editable)
    papers, talks, past = papers_by_score(assessment), {}, {}
    if reader:
        talks, past = talks_of(assessment, reader), points_before(assessment)

    def given(row: Row) -> Row:
        if row.pk not in papers and row.pk not in talks and row.code not in past:
            return row
        before = tuple((name, show_number(points, 2)) for name, points in past.get(row.code, ()))
        return replace(row, papers=papers.get(row.pk, ()), talk=talks.get(row.pk), past=before)

    return replace(sheet, rows={area: tuple(map(given, rows)) for area, rows in sheet.rows.items()})


def sheet_of(
    assessment: Assessment,
    scores: Iterable[Score],
    figures: Values,
    earlier: Mapping[str, Earlier],
    *,
    editable: bool,
) -> Sheet:
    """The sheet these scores make, beside the rows of the period before by code; they may be of another day."""
    tree, scores = tree_of(assessment.criteria_set), list(scores)
    by_code = {tree.leaf_by_id[score.criterion_id].code: score for score in scores}
    rows = {
        root.code: tuple(
            _row(by_code[place.leaf.code], place, figures, earlier.get(place.leaf.code), editable)
            for place in _places(root)
            if place.leaf.code in by_code
        )
        for root in tree.roots
    }
    return Sheet(rows, overview_from(tree, scores), _latest(by_code))


def load_row(score: Score, *, editable: bool, stored: Stored | None = None) -> Row:
    """One row exactly as the whole sheet would show it, but without its documents; `stored` where it was just saved."""
    assessment = score.assessment
    tree = tree_of(assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    typed_only = all(is_typed(leaf, item) for item in leaf.inputs)
    figures = stored.figures if stored else {} if typed_only else figures_of_unit(assessment)
    earlier = stored.earlier if stored else earlier_of(assessment, [leaf]).get(leaf.code)
    place = next(place for root in tree.roots for place in _places(root) if place.leaf.code == leaf.code)
    return _row(score, place, figures, earlier, editable)


def as_typed(row: Row, typed: Typed) -> Row:
    """The row with what the clerk typed instead of what is stored: for a page that must not lose it."""
    fields = tuple(replace(field, value=typed.values.get(field.name, field.value)) for field in row.fields)
    remark = row.remark if typed.remark is None else typed.remark
    beside = {"citation": typed.citation, "remark": remark, "no_occurrence": typed.no_occurrence}
    return replace(row, fields=fields, own=typed.self_points, **beside)


@dataclass(frozen=True, slots=True)
class _Place:
    """A leaf and what stands above it."""

    leaf: Leaf
    area: str
    group: str


def _places(root: Node) -> Iterable[_Place]:
    def below(node: Node, group: str) -> Iterable[_Place]:
        if isinstance(node, Leaf):
            yield _Place(node, root.code, group)
        for child in node.children:
            yield from below(child, "" if node is root else f"{node.code} {node.name}")

    return below(root, "")


def _latest(by_code: Mapping[str, Score]) -> str:
    typed = [(score.updated_at, code, score.updated_by) for code, score in by_code.items() if score.updated_at]
    if not typed:
        return ""
    at, code, by = max(typed, key=lambda each: each[0])
    return f"{by.full_name if by else 'Hệ thống'} sửa {code} lúc {localtime(at):%H:%M, %d/%m}"


def _row(score: Score, place: _Place, figures: Values, earlier: Earlier | None, editable: bool) -> Row:
    leaf, answer, stand = place.leaf, answer_of(score, place.leaf, figures), standing(score, place.leaf)
    tones, before = _tones(score), earlier.values if earlier else {}
    return Row(
        **_of_leaf(place),
        **_of_score(score),
        ladder=tuple(ladder(leaf, answer)),
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


def _of_leaf(place: _Place) -> dict[str, Any]:
    leaf = place.leaf
    return {
        "code": leaf.code,
        "area": place.area,
        "group": place.group,
        "name": leaf.name,
        "hint": " / ".join(item.label for item in leaf.inputs) if len(leaf.inputs) == 2 else "",
        "guidance": leaf.guidance,
        "clause": leaf.clause,
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
        "past": (),
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


def _share(leaf: Leaf, values: Values) -> str:
    if len(leaf.inputs) != 2 or any(item.name not in values for item in leaf.inputs):
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
