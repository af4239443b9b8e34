"""The options of a question, as a coordinator writes them down, and whether they fit the criterion (pure)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from cchc_portal.kit.numbers import Unreadable, read_number, show_number
from cchc_portal.kit.text import clean, folded
from indicators.rules import Leaf
from indicators.rules.ratios import Survey

LETTERS = "ABCDEFGH"
FEWEST, LONGEST, HEAVIEST = 2, 80, Decimal(100)
BLANK = "blank"
"""The key under which "không có ý kiến" is counted: never part of a mean."""

USUAL = "Tốt = 100\nKhá = 60\nTrung bình = 20\nKém = 0"


class Option(NamedTuple):
    """One choice: the letter it is counted under, what people read, its weight in percent of the maximum."""

    letter: str
    label: str
    weight: Decimal


def read_options(text: str) -> tuple[Option, ...]:
    """One option a line, "Tốt = 100"; nothing at all for a question answered by an index. Raises Unreadable with
    everything that is wrong."""
    lines = [(number, clean(line)) for number, line in enumerate(text.splitlines(), start=1) if clean(line)]
    wrong = []
    if lines and not FEWEST <= len(lines) <= len(LETTERS):
        wrong.append(f"Ghi từ {FEWEST} đến {len(LETTERS)} phương án, mỗi phương án một dòng; đang có {len(lines)}.")
    found, labels = [], set[str]()
    for (number, line), letter in zip(lines, LETTERS, strict=False):
        try:
            option = _option(line, letter)
        except Unreadable as error:
            wrong.append(f"Dòng {number} “{line[:40]}”: {error}")
            continue
        if folded(option.label) in labels:
            wrong.append(f"Dòng {number}: phương án “{option.label}” đã có ở trên.")
        labels.add(folded(option.label))
        found.append(option)
    if wrong:
        raise Unreadable(" ".join(wrong))
    return tuple(found)


def _option(line: str, letter: str) -> Option:
    label, equals, weight = (part.strip() for part in line.rpartition("="))
    if not equals or not label or not weight:
        raise Unreadable("ghi tên phương án, dấu bằng, trọng số; ví dụ “Khá = 60”.")
    if len(label) > LONGEST:
        raise Unreadable(f"tên phương án dài quá {LONGEST} chữ.")
    number = read_number(weight)
    if not 0 <= number <= HEAVIEST:
        raise Unreadable(f"trọng số phải từ 0 đến {HEAVIEST}, đang là {show_number(number)}.")
    return Option(letter, label, number)


def worded(options: Iterable[Option]) -> str:
    """The text that read_options reads."""
    return "\n".join(f"{each.label} = {show_number(each.weight)}" for each in options)


def stored(options: Iterable[Option]) -> list[list[str]]:
    return [[each.label, f"{each.weight:f}"] for each in options]


def loaded(rows: Sequence[Sequence[str]]) -> tuple[Option, ...]:
    return tuple(Option(letter, label, Decimal(weight)) for letter, (label, weight) in zip(LETTERS, rows, strict=False))


def suggested(leaf: Leaf) -> str:
    """Options in the weights of the criterion's own rule, to begin with."""
    if not isinstance(leaf.rule, Survey):
        return USUAL
    words = [line.partition(" = ")[0] for line in USUAL.splitlines()] + [""] * len(LETTERS)
    rows = zip(words, leaf.rule.weights.items(), strict=False)
    return "\n".join(f"{word or name} = {show_number(weight)}" for word, (name, weight) in rows)


def asks_index(leaf: Leaf) -> bool:
    """Whether the criterion is scored on an index in percent."""
    return any(item.name == "index" for item in leaf.inputs)


def why_unfit(leaf: Leaf, options: Sequence[Option]) -> str:
    """The sentence that says why such a question cannot feed the criterion; "" where it can."""
    if isinstance(leaf.rule, Survey):
        weights = list(leaf.rule.weights.values())
        if [each.weight for each in options] != weights:
            shown = " · ".join(show_number(each) for each in weights)
            return (
                f"Bộ tiêu chí chấm {leaf.code} theo trọng số {shown}. "
                f"Ghi đúng {len(weights)} phương án với các trọng số ấy, theo thứ tự ấy."
            )
        return ""
    if asks_index(leaf):
        return ""
    return f"Tiêu chí {leaf.code} chấm theo luật “{leaf.rule.LABEL}”, không nhận kết quả phiếu khảo sát."
