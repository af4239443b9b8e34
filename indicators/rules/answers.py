"""What can be said of an answer before any points: what is missing, wrong or odd, and where it stands (pure)."""

from itertools import combinations

from cchc_portal.kit.numbers import show_number
from indicators.rules.base import ZERO, Answer, Flag, Leaf, Rung, Severity, Source, Values
from indicators.rules.ratios import digits_swapped

_LONG_ENOUGH = 1000  # 12 and 21 are no sign of a slip; 18.961 and 18.691 are


def missing(leaf: Leaf, answer: Answer) -> tuple[str, ...]:
    """Names of the figures that are still not known; where any one will do, all of them."""
    required, values = leaf.required, answer.values
    for name in required:
        if name not in values:
            return tuple(name for name in required if name not in values)
    return () if required or values else leaf.rule.optional()


def impossible(leaf: Leaf, values: Values) -> list[Flag]:
    """Figures that no count can have: below zero, or half a dossier."""
    found = []
    for each in leaf.inputs:
        value = values.get(each.name)
        if value is None or (value >= ZERO and (each.decimals or not value % 1)):
            continue
        if value < ZERO:
            found.append(Flag(Severity.ERROR, f"“{each.label}” là {show_number(value)}, không được âm.", each.name))
        else:
            sentence = f"“{each.label}” là {show_number(value)}, phải là số nguyên."
            found.append(Flag(Severity.ERROR, sentence, each.name))
    return found


def errors(leaf: Leaf, answer: Answer) -> list[Flag]:
    """Figures that cannot be true, more done than due among them; they give no points."""
    found = impossible(leaf, answer.values)
    if found or missing(leaf, answer):
        return found
    return wrongs(leaf, answer)


def wrongs(leaf: Leaf, answer: Answer) -> list[Flag]:
    """What contradicts the rule, or claims a remedy by anything but yes or no."""
    remedy = leaf.rule.remedy
    if remedy is not None and answer.values.get(remedy.when) not in (None, 0, 1):
        sentence = f"“{leaf.label(remedy.when)}” chỉ nhận 1 (có văn bản) hoặc 0 (không)."
        return [Flag(Severity.ERROR, sentence, remedy.when)]
    return leaf.rule.wrongs(leaf, answer.values)


def checks(leaf: Leaf, answer: Answer) -> list[Flag]:
    """Everything to tell the person who typed the figures; errors first."""
    if answer.not_applicable or answer.no_occurrence:
        if any(answer.values.values()):
            state = "Không áp dụng" if answer.not_applicable else "Không phát sinh"
            sentence = f"Đã đánh dấu “{state}” nên số liệu đã nhập không được tính."
            return [Flag(Severity.WARNING, sentence, next(iter(answer.values)))]
        return []
    return errors(leaf, answer) or _slips(leaf, answer)


def _slips(leaf: Leaf, answer: Answer) -> list[Flag]:
    known = [(each, answer.values[each.name]) for each in leaf.inputs if each.name in answer.values]
    return [
        Flag(
            Severity.WARNING,
            f"“{one.label}” ({show_number(a)}) và “{other.label}” ({show_number(b)}) chỉ khác nhau hai chữ số đổi chỗ: "
            "có thể gõ nhầm, xin xem lại.",
            one.name,
        )
        for (one, a), (other, b) in combinations(known, 2)
        if Source.TYPED in (one.source, other.source) and min(a, b) >= _LONG_ENOUGH and digits_swapped(a, b)
    ]


def ladder(leaf: Leaf, answer: Answer | None = None) -> list[Rung]:
    """The rule as lines to show, best first; with a complete and true answer the rung it stands on is hit."""
    if answer is None or answer.not_applicable or answer.no_occurrence:
        return leaf.rule.rungs(leaf, None)
    if missing(leaf, answer) or errors(leaf, answer):
        return leaf.rule.rungs(leaf, None)
    return leaf.rule.rungs(leaf, leaf.rule.figure(answer.values))
