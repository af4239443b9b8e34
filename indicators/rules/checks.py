"""Everything the portal says of a row to the person who typed it, in three severities (pure).

An error must be mended, what must be explained waits for a written reason, a warning only asks to look again; a reason
clears both of the latter. Nothing here keeps a figure from being stored: it may keep the sheet from being handed in.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from cchc_portal.kit.numbers import rounded, show_number
from indicators.rules.answers import errors
from indicators.rules.base import HUNDRED, ZERO, Answer, Flag, Input, Leaf, Source, Values
from indicators.rules.expressions import parsed
from indicators.rules.identities import Severity
from indicators.rules.ratios import digits_swapped

JUMP = Decimal(50)  # percent, where a set says nothing else
_LONG_ENOUGH = 1000  # 12 and 21 are no sign of a slip; 18.961 and 18.691 are
_MANY = 20  # from 2 to 5 is no jump
_TENS = (1000, 100, 10)
_NEAR = Decimal("0.2")  # how far from exactly ten times a slip may be: the quarter changed a little too

JUMPED, SLIPPED = "jump", "slip"
AGAINST_EARLIER = frozenset({JUMPED, SLIPPED})
"""Kinds of flags that compare with the period before: known only while somebody types."""

MISSING_EVIDENCE = (
    "Thiếu minh chứng: đính kèm tệp, ghi số/ký hiệu, ngày văn bản và trang, hoặc giải trình vì sao không có văn bản."
)
MISSING_DOCUMENT = "Thiếu tệp minh chứng: bấm “Thêm” để đính kèm văn bản; tiêu chí này không nhận giải trình thay tệp."
MISSING_REMARK = "Tiêu chí này bắt buộc giải trình: ghi vào ô “Lý do, giải trình”."
UNEXPLAINED = "Ghi lý do vào ô “Lý do, giải trình” hoặc sửa lại."
EXPLAINED = "Đã ghi lý do."


@dataclass(frozen=True, slots=True)
class Beside:
    """What the figures of a row are held against: those of the period before by their names (None: not looked up),
    what the portal measured by source, and what stands in other rows of the sheet ("3.3.1.finished"). `jump` in
    percent."""

    period: str = ""
    earlier: Values | None = None
    measured: Values = field(default_factory=dict)
    elsewhere: Values = field(default_factory=dict)
    jump: Decimal = JUMP


@dataclass(frozen=True, slots=True)
class Said:
    """What the unit wrote beside its figures: points it gives itself, number of files, words."""

    own: Decimal | None = None
    no_occurrence: bool = False
    documents: int = 0
    citation: str = ""
    remark: str = ""


ALONE = Beside()


# --- the figures ------------------------------------------------------------------------------------------------------


def checks(leaf: Leaf, answer: Answer, beside: Beside = ALONE) -> list[Flag]:
    """What is wrong or odd about the figures, errors first; odd ones are looked for only where none is wrong."""
    if answer.not_applicable or answer.no_occurrence:
        if any(answer.values.values()):
            state = "Không áp dụng" if answer.not_applicable else "Không phát sinh"
            sentence = f"Đã đánh dấu “{state}” nên số liệu đã nhập không được tính."
            return [Flag(Severity.WARNING, sentence, next(iter(answer.values)), "idle")]
        return []
    return errors(leaf, answer) or _odd(leaf, answer.values, beside)


def _odd(leaf: Leaf, values: Values, beside: Beside) -> list[Flag]:
    found = [
        *_broken(leaf, values),
        *_apart(leaf, values, beside),
        *_unlike(leaf, values, beside),
        *_swapped(leaf, values),
    ]
    if beside.earlier:
        found += _jumps(leaf, values, beside.earlier, beside)
    return sorted(found, key=lambda flag: ORDER[flag.severity]) if found else found


ORDER: Mapping[str, int] = {Severity.ERROR: 0, Severity.EXPLAIN: 1, Severity.WARNING: 2}


def _broken(leaf: Leaf, values: Values) -> Iterator[Flag]:
    """Comparisons of the set that the figures do not satisfy; those with a figure still missing are not asked."""
    for check in leaf.rule.checks:
        if not all(name in values for name in check.names) or parsed(check.formula).value(values) != 0:
            continue
        shown = parsed(check.formula).shown(values)
        yield Flag(check.severity, f"{check.says.rstrip('.')}: {shown} là không đúng.", check.names[0], check.formula)


def _apart(leaf: Leaf, values: Values, beside: Beside) -> Iterator[Flag]:
    """Typed figures that the portal has counted differently."""
    for item, value in _typed(leaf, values):
        if item.same_as is None or (counted := beside.measured.get(item.same_as)) in (None, value):
            continue
        hint = " Hai số chỉ khác nhau hai chữ số đổi chỗ." if digits_swapped(value, counted) else ""
        sentence = (
            f"“{item.label}” nhập {show_number(value)}, hệ thống đếm được {show_number(counted)}"
            f" ({str(item.same_as.label).lower()}).{hint}"
        )
        yield Flag(Severity.EXPLAIN, sentence, item.name, f"same_as {item.name}")


def _unlike(leaf: Leaf, values: Values, beside: Beside) -> Iterator[Flag]:
    """Typed figures that another criterion has otherwise, though both ask for the same quantity."""
    for item, value in _typed(leaf, values):
        if (there := beside.elsewhere.get(item.same_in)) in (None, value):
            continue
        hint = " Hai số chỉ khác nhau hai chữ số đổi chỗ." if digits_swapped(value, there) else ""
        sentence = (
            f"“{item.label}” ở đây là {show_number(value)}, ở tiêu chí {item.same_in.rpartition('.')[0]} là"
            f" {show_number(there)}: cùng một số liệu phải giống nhau.{hint}"
        )
        yield Flag(Severity.EXPLAIN, sentence, item.name, f"same_in {item.name}")


def _swapped(leaf: Leaf, values: Values) -> Iterator[Flag]:
    known = [(each, values[each.name]) for each in leaf.inputs if each.name in values]
    for (one, a), (other, b) in combinations(known, 2):
        if Source.TYPED in (one.source, other.source) and min(a, b) >= _LONG_ENOUGH and digits_swapped(a, b):
            sentence = (
                f"“{one.label}” ({show_number(a)}) và “{other.label}” ({show_number(b)}) "
                "chỉ khác nhau hai chữ số đổi chỗ: có thể gõ nhầm."
            )
            yield Flag(Severity.WARNING, sentence, one.name, f"swapped {other.name}")


def _jumps(leaf: Leaf, values: Values, earlier: Values, beside: Beside) -> Iterator[Flag]:
    """Typed counts far from those of the period before; about ten times as much is a slip of the hand."""
    for item, value in _typed(leaf, values):
        before = earlier.get(item.name)
        if not before or leaf.rule.choices_of(item.name) or max(value, before) < _MANY:
            continue
        if value == before or abs(value - before) * HUNDRED <= beside.jump * before:
            continue
        was = f"{show_number(before)} → {show_number(value)}"
        if times := _tens(value, before):
            sentence = (
                f"“{item.label}” gấp khoảng {times} lần {beside.period} ({was}): có thể thừa chữ số, sai dấu phẩy."
            )
            yield Flag(Severity.WARNING, sentence, item.name, SLIPPED)
        elif times := _tens(before, value):
            sentence = (
                f"“{item.label}” chỉ bằng khoảng 1/{times} {beside.period} ({was}): có thể thiếu chữ số, sai dấu phẩy."
            )
            yield Flag(Severity.WARNING, sentence, item.name, SLIPPED)
        else:
            way = "tăng" if value > before else "giảm"
            share = show_number(abs(change(value, before) or ZERO))
            yield Flag(
                Severity.WARNING, f"“{item.label}” {way} {share}% so với {beside.period} ({was}).", item.name, JUMPED
            )


def _typed(leaf: Leaf, values: Values) -> Iterator[tuple[Input, Decimal]]:
    return ((each, values[each.name]) for each in leaf.inputs if each.source == Source.TYPED and each.name in values)


def _tens(more: Decimal, less: Decimal) -> int | None:
    """10, 100 or 1000 where one figure is about so many times the other."""
    if less <= 0:
        return None
    return next((tens for tens in _TENS if abs(more / less / tens - 1) <= _NEAR), None)


def change(value: Decimal, before: Decimal) -> Decimal | None:
    """By how many percent a figure differs from the one before, one decimal; None where that was 0."""
    return rounded((value - before) * HUNDRED / before, Decimal("0.1")) if before else None


# --- what is said beside them -----------------------------------------------------------------------------------------


def gaps(leaf: Leaf, said: Said) -> list[Flag]:
    """Errors of the row beside its figures: points beyond the maximum, evidence or explanation not given."""
    found = []
    if said.own is not None and said.own > leaf.max_points:
        sentence = f"Điểm tự chấm phải từ 0 đến {show_number(leaf.max_points, 2)}."
        found.append(Flag(Severity.ERROR, sentence, "self", "maximum"))
    if sentence := _missing_evidence(leaf, said):
        found.append(Flag(Severity.ERROR, sentence, "citation", "evidence"))
    if leaf.explanation_required and said.own is not None and not said.remark:
        found.append(Flag(Severity.ERROR, MISSING_REMARK, "remark", "remark"))
    return found


def _missing_evidence(leaf: Leaf, said: Said) -> str:
    """Points without evidence, in words: a file wherever the leaf insists, else a citation or explanation will do."""
    if not said.own or said.no_occurrence or said.documents:
        return ""
    if leaf.document_required:
        return MISSING_DOCUMENT
    return MISSING_EVIDENCE if leaf.evidence_required and not (said.citation or said.remark) else ""


# --- reasons ----------------------------------------------------------------------------------------------------------


def answered(found: Collection[Flag], *, remark: str, is_new: bool, before: Collection[tuple[str, str]]) -> set[Flag]:
    """The flags that the reason written on the row clears: all where the reason is new, else those of a kind that it
    cleared `before` ((kind, input) pairs), so that a new slip asks for new words."""
    if not remark:
        return set()
    return {flag for flag in found if flag.severity != Severity.ERROR and (is_new or (flag.kind, flag.input) in before)}
