"""Deeds of the entry grid: one row saved at a time, never over somebody else's saving."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import Unreadable, read_number, rounded
from cchc_portal.kit.refusals import Refused, Stale
from cchc_portal.kit.storing import update_rows
from indicators.actions.locking import locked_sheet
from indicators.actions.moving import why_published
from indicators.actions.recalculation import retotal
from indicators.answers import is_asked, is_typed
from indicators.calculation import RESCORED, compute, reflag, settle
from indicators.earlier import Earlier, beside_of, earlier_of
from indicators.enums import PeriodState, State
from indicators.figures import Figures, figures_of_unit
from indicators.models import Assessment, Score
from indicators.rules import Input, Leaf, Nothing
from indicators.rules.checks import Beside
from indicators.sets.trees import Tree, tree_of
from indicators.workflow import ENTERED_BY
from units.access import person_of
from units.models import User

LONGEST = 30  # characters of a number; whatever is longer is no count of anything
FIGURE_BELOW = Decimal(10) ** 12
POINTS_BELOW = Decimal(10) ** 5  # what the column holds
LONGEST_TEXTS = {name: Score._meta.get_field(name).max_length for name in ("citation", "remark")}  # characters
TOO_LONG = "Dài quá {} ký tự: hãy ghi gọn lại."
TOO_BIG = "Số quá lớn. Kiểm tra lại số vừa nhập."
NOTHING_TO_UNDO = "Hôm nay anh/chị chưa sửa dòng này, hoặc người khác đã lưu sau nên không hoàn tác được."
NOT_OFFERED = "Hãy chọn một mức trong danh sách."
ALWAYS_OCCURS = "Tiêu chí này không có mục “Không phát sinh”. Hãy nhập số liệu."
NOT_ASKED = "Tiêu chí này do hệ thống hoặc Sở Nội vụ ghi, đơn vị không nhập."
NOT_APPLICABLE = "Tiêu chí này không áp dụng cho đơn vị nên không nhập."


class Closed(Refused):
    """The sheet takes no more typing: handed in, past its deadline, or published."""


class UnreadableRow(Exception):
    """Some typed values cannot be read; `errors` has one Vietnamese sentence per input name. Nothing was stored."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as the clerk left it: texts by input name, the self score, and what stands beside them.

    `shown` is the self score the clerk saw before typing; a self score that still says so was not typed by hand.
    Without it, the stored one is taken for what the clerk saw.
    """

    values: Mapping[str, str]
    self_points: str = ""
    no_occurrence: bool = False
    citation: str = ""
    shown: str | None = None
    remark: str | None = None  # None: as it stands


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it stands now, with what was looked up for it: whoever shows it need not ask again."""

    score: Score
    figures: Figures
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class _Read:
    """One row as it was understood."""

    answer: dict[str, str]
    own: Decimal | None
    is_own_touched: bool


@transaction.atomic
def store_row(*, score_id: int, version: int, typed: Typed, by: User, now: dt.datetime) -> Stored:
    """Store one row of the grid and total the sheet again; the same row again stores nothing.

    Readable but wrong values are stored with error flags, which block only handing in. Whatever the appraiser had
    decided about a row that changes falls away with it.
    Raises Closed or Refused with a sentence, UnreadableRow, or Stale when someone saved this row meanwhile.
    """
    assessment = open_for_entry(by, now, scores=score_id)
    tree = tree_of(assessment.criteria_set)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    leaf = tree.leaf_by_id[score.criterion_id]
    if refusal := why_not_asked(score, leaf):
        raise Refused(refusal)
    before = _seen(score)
    figures = figures_of_unit(assessment)
    stored = Stored(score, figures, earlier_of(assessment, [leaf]).get(leaf.code))
    _fill(score, leaf, figures, typed, beside_of(tree, figures, stored.earlier, assessment.scores.all()))
    if _seen(score) == before:  # nothing to lose, even where the version is an old one: the answer had got lost
        return stored
    if version != score.version:
        raise Stale
    _sign(score, by, now)
    score.save(update_fields=FILLED)
    _hold_against(assessment, tree, figures, score)
    retotal(assessment, figures)
    _record("score.save", score, assessment, by=by, before=before, after=_seen(score))
    return stored


def save_row(*, score_id: int, version: int, typed: Typed, by: User, now: dt.datetime) -> Score:
    """As store_row; returns the row alone."""
    return store_row(score_id=score_id, version=version, typed=typed, by=by, now=now).score


@transaction.atomic
def load_answers(*, assessment_id: int, rows: Mapping[str, Typed], by: User, now: dt.datetime) -> int:
    """Store many rows of one sheet at once: {criterion code: Typed}; totals once; returns rows that changed.

    Raises Closed, Refused, or UnreadableRow with every unreadable cell of every row; then nothing is written.
    """
    assessment = open_for_entry(by, now, pk=assessment_id)
    tree = tree_of(assessment.criteria_set)
    if foreign := sorted(set(rows) - _asked_codes(tree, assessment)):
        raise Refused(f"Đơn vị không nhập các tiêu chí này: {', '.join(foreign)}.")
    return len(store_rows(assessment, rows, by=by, now=now, action="assessment.load_answers"))


def store_rows(
    assessment: Assessment, rows: Mapping[str, Typed], *, by: User, now: dt.datetime, action: str
) -> list[str]:
    """Store rows of a sheet that is locked and asked about; returns the codes that changed.

    Raises UnreadableRow with every unreadable cell of every row; then nothing is written.
    """
    tree = tree_of(assessment.criteria_set)
    scores = {tree.leaf_by_id[score.criterion_id].code: score for score in assessment.scores.all()}
    figures, earlier = figures_of_unit(assessment), earlier_of(assessment)
    errors: dict[str, str] = {}
    before = {code: _seen(scores[code]) for code in rows}
    for code, typed in rows.items():
        try:
            leaf = tree.leaf_by_id[scores[code].criterion_id]
            _fill(scores[code], leaf, figures, typed, beside_of(tree, figures, earlier.get(code), scores.values()))
        except UnreadableRow as error:
            errors |= {f"{code}.{name}": f"{code}: {sentence}" for name, sentence in error.errors.items()}
    if errors:
        raise UnreadableRow(errors)
    changed = [code for code in rows if _seen(scores[code]) != before[code]]
    for code in changed:
        _sign(scores[code], by, now)
    said_anew = {code for code in changed if scores[code].remark != before[code]["remark"]}
    others = reflag(tree, scores.values(), figures, said_anew=said_anew)
    update_rows([scores[code] for code in changed], FILLED)
    update_rows(others, ["flags"])
    retotal(assessment, figures)
    after = {code: _seen(scores[code]) for code in changed}
    before = {code: before[code] for code in changed}
    _record(action, assessment, assessment, by=by, before=before, after=after)
    return changed


@transaction.atomic
def undo_row(*, score_id: int, by: User, now: dt.datetime) -> Score:
    """Give the row back as it stood before this person first changed it today; itself a change with its own record.

    Raises Closed, or Refused where there is nothing of theirs to undo or somebody else has saved since.
    """
    assessment = open_for_entry(by, now, scores=score_id)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    morning = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if score.updated_by_id != by.pk or score.updated_at is None or score.updated_at < morning:
        raise Refused(NOTHING_TO_UNDO)
    mine = Q(updated_by=by, updated_at__gte=morning)
    before = score.history.exclude(mine).order_by("-pgh_id").first()
    if before is None:
        raise Refused(NOTHING_TO_UNDO)
    seen, figures = _seen(score), figures_of_unit(assessment)
    score.answer, score.no_occurrence, score.citation = before.answer, before.no_occurrence, before.citation
    score.remark, score.flags = before.remark, before.flags
    tree = tree_of(assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    compute(score, leaf, figures)
    beside = beside_of(tree, figures, earlier_of(assessment, [leaf]).get(leaf.code), assessment.scores.all())
    settle(score, leaf, figures, own=before.self_points, beside=beside)
    forget_appraisal(score)
    _sign(score, by, now)
    score.save(update_fields=FILLED)
    _hold_against(assessment, tree, figures, score)
    retotal(assessment, figures)
    _record("score.undo", score, assessment, by=by, before=seen, after=_seen(score))
    return score


def _hold_against(assessment: Assessment, tree: Tree, figures: Figures, score: Score) -> None:
    """Say anew what the other rows look like beside this one; their versions stay, nobody has typed into them."""
    update_rows([each for each in reflag(tree, assessment.scores.all(), figures) if each.pk != score.pk], ["flags"])


FILLED = [
    "answer",
    "no_occurrence",
    "citation",
    "remark",
    "appraised_points",
    "appraisal_reason",
    "appraised_by",
    "version",
    "updated_by",
    "updated_at",
    *RESCORED,
]


def _fill(score: Score, leaf: Leaf, figures: Figures, typed: Typed, beside: Beside) -> None:
    """Put the row into the score in place."""
    before = _seen(score)
    read = _read(leaf, typed, stored=score.self_points)
    follows = score.self_points == score.computed_points
    score.answer, score.no_occurrence, score.citation = read.answer, typed.no_occurrence, _plain(typed.citation)
    score.remark = score.remark if typed.remark is None else _plain(typed.remark)
    compute(score, leaf, figures)
    if read.own is None or (follows and not read.is_own_touched):
        own = score.computed_points
    else:
        own = read.own if read.is_own_touched else score.self_points
    settle(score, leaf, figures, own=own, beside=beside, is_new=score.remark != before["remark"])
    if _seen(score) != before:
        forget_appraisal(score)


def forget_appraisal(score: Score) -> None:
    """What an inspector said of a row that has changed since falls away, in place."""
    score.appraised_points, score.appraisal_reason, score.appraised_by = None, "", None
    score.points = score.self_points


def _plain(text: str) -> str:
    """Without the characters PostgreSQL cannot hold."""
    return text.replace("\x00", "").strip()


def _sign(score: Score, by: User, now: dt.datetime) -> None:
    score.version += 1
    score.updated_by, score.updated_at = by, now


def open_for_entry(by: User, now: dt.datetime, **which: int) -> Assessment:
    """The locked sheet with its scores; raises Refused or Closed."""
    assessment = locked_sheet(scores_too=True, **which)
    if not person_of(by, localdate(now)).roles_in(assessment.unit_id) & ENTERED_BY:
        raise Refused("Chỉ cán bộ đầu mối hoặc lãnh đạo của đơn vị được nhập phiếu này.")
    if refusal := why_closed(assessment, now):
        raise Closed(refusal)
    return assessment


def why_closed(assessment: Assessment, now: dt.datetime) -> str | None:
    """The sentence that says why nothing more can be typed; None while entry is open."""
    if published := why_published(assessment):
        return published
    if assessment.state == State.SUBMITTED and assessment.submitted_by and assessment.submitted_at:
        who, when = assessment.submitted_by.full_name, localtime(assessment.submitted_at)
        return f"{who} đã nộp phiếu lúc {when:%H:%M ngày %d/%m/%Y}. Cần sửa thì đề nghị Sở Nội vụ trả lại phiếu."
    if assessment.state == State.WAITING:
        return "Phiếu đang chờ lãnh đạo duyệt nên không sửa được. Cần sửa thì rút lại phiếu đã trình."
    if assessment.state != State.DRAFT:
        return f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không sửa được nữa."
    return why_not_now(assessment, now)


def why_not_now(assessment: Assessment, now: dt.datetime) -> str | None:
    """The sentence that says why the unit's time has not come yet or is over; None between opening and deadline."""
    period = assessment.period
    if period.state != PeriodState.OPEN or now < period.opens_at:
        return f"Kỳ “{period.name}” mở nhập lúc {localtime(period.opens_at):%H:%M ngày %d/%m/%Y}."
    if now > assessment.due_at:
        due = f"{localtime(assessment.due_at):%H:%M ngày %d/%m/%Y}"
        return f"Đã hết hạn tự chấm lúc {due}. Hãy liên hệ Điều phối CCHC để xin gia hạn."
    return None


def why_not_asked(score: Score, leaf: Leaf) -> str | None:
    """The sentence that says why the unit has nothing to say on this row; None where it is asked."""
    if not is_asked(leaf):
        return NOT_ASKED
    return NOT_APPLICABLE if score.not_applicable else None


def _asked_codes(tree: Tree, assessment: Assessment) -> set[str]:
    rows = [(score, tree.leaf_by_id[score.criterion_id]) for score in assessment.scores.all()]
    return {leaf.code for score, leaf in rows if why_not_asked(score, leaf) is None}


def _read(leaf: Leaf, typed: Typed, *, stored: Decimal | None) -> _Read:
    """The row as numbers; names the leaf does not ask for are ignored. Raises UnreadableRow with all sentences."""
    errors: dict[str, str] = {}
    answer = {}
    for item in leaf.inputs:
        text = typed.values.get(item.name, "").strip()
        if is_typed(leaf, item) and text:
            try:
                answer[item.name] = format(figure(leaf, item, text), "f")
            except Unreadable as error:
                errors[item.name] = str(error)
    own = None
    try:
        own = points_of(typed.self_points)
    except Unreadable as error:
        errors["self"] = str(error)
    if typed.no_occurrence and leaf.rule.nothing is Nothing.UNKNOWN:
        errors["none"] = ALWAYS_OCCURS
    errors |= {
        name: TOO_LONG.format(most) for name, most in LONGEST_TEXTS.items() if len(getattr(typed, name) or "") > most
    }
    if errors:
        raise UnreadableRow(errors)
    return _Read(answer, own, is_own_touched=own != _shown(typed, stored))


def figure(leaf: Leaf, item: Input, text: str) -> Decimal:
    """A typed figure as a number. Raises Unreadable with the sentence."""
    value = _number(text, below=FIGURE_BELOW)
    choices = leaf.rule.choices_of(item.name)
    if choices and value not in [Decimal(number) for number, _ in choices]:
        raise Unreadable(NOT_OFFERED)
    return value


def points_of(text: str) -> Decimal | None:
    """A typed self score, two decimals; None for an empty one. Raises Unreadable with the sentence."""
    if not text.strip():
        return None
    points = rounded(_number(text, below=POINTS_BELOW - 1))
    if points < 0:
        raise Unreadable("Điểm không thể âm.")
    return points


def _shown(typed: Typed, stored: Decimal | None) -> Decimal | None:
    """The self score the clerk saw before typing."""
    try:
        return stored if typed.shown is None else points_of(typed.shown)
    except Unreadable:
        return stored


def _number(text: str, *, below: Decimal) -> Decimal:
    if len(text) > LONGEST:
        raise Unreadable(TOO_BIG)
    value = read_number(text)
    if abs(value) >= below:
        raise Unreadable(TOO_BIG)
    return value


def _record(action: str, obj: Score | Assessment, assessment: Assessment, **what: Any) -> None:
    trail.record(action, obj, unit_id=assessment.unit_id, period_id=assessment.period_id, **what)


def _seen(score: Score) -> dict[str, Any]:
    """The row as people see it, for the trail."""
    return {
        "answer": score.answer,
        "no_occurrence": score.no_occurrence,
        "citation": score.citation,
        "remark": score.remark,
        "self_points": score.self_points,
    }
