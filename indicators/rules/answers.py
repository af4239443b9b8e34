"""What can be said of an answer before any points: what is missing, what is wrong, and where it stands (pure)."""

from cchc_portal.kit.numbers import show_number
from indicators.rules.base import ONE, ZERO, Answer, Flag, Leaf, Rung, Values
from indicators.rules.identities import Severity


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
        if value is None or (value >= ZERO and (each.decimals or not value % ONE)):
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


def ladder(leaf: Leaf, answer: Answer | None = None) -> list[Rung]:
    """The rule as lines to show, best first; with a complete and true answer the rung it stands on is hit."""
    if answer is None or answer.not_applicable or answer.no_occurrence:
        return leaf.rule.rungs(leaf, None)
    if missing(leaf, answer) or errors(leaf, answer):
        return leaf.rule.rungs(leaf, None)
    return leaf.rule.rungs(leaf, leaf.rule.figure(answer.values))
