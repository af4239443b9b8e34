"""A small language of arithmetic for rules: read, checked, evaluated exactly and printed in Vietnamese (pure).

    expression = numbers, names of figures, + - * / ( ), comparisons = != < <= > >= (1 where true, else 0), and, or,
    and the functions min(a, b, …), max(a, b, …), round(a, step), if(condition, a, b), share(a, b, otherwise).

Nothing else is understood: no attributes, no text, no calls of anything but these five. Values are exact fractions
until the end, because 1/3 × 0,015 is half a cent and a division rounded on the way would lose it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cchc_portal.kit.numbers import show_number

LONGEST = 600
DEEPEST = 40  # levels of brackets: far more than a person can read, far fewer than Python's stack

Figures = Mapping[str, Fraction]
Step = Callable[[Figures], Fraction]

_TOKEN = re.compile(r"\s*(?:(\d{1,12}(?:\.\d{1,6})?)|([A-Za-z][A-Za-z0-9_]*)|(<=|>=|!=|[-+*/(),<>=]))")
_WORDS = ("and", "or")
_SHOWN = {"*": "×", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "and": "và", "or": "hoặc", ",": ";"}
_CALLED = {"if": "nếu", "round": "làm tròn", "share": "tỷ lệ"}


class ExpressionError(ValueError):
    """The text is not an expression; str() says in Vietnamese what is wrong and at which column (from 1)."""

    def __init__(self, column: int, sentence: str) -> None:
        super().__init__(f"cột {column}: {sentence}")
        self.column = column


class Token(NamedTuple):
    text: str
    kind: str  # number, name, sign or end
    column: int


@dataclass(frozen=True, slots=True)
class Expression:
    """What `parsed` gives: `names` are the figures it asks for, in the order they first stand."""

    text: str
    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    run: Step

    def value(self, values: Mapping[str, Decimal]) -> Fraction | None:
        """The exact value, or None where something is divided by 0. Every name must be among the values."""
        try:
            return self.run({name: Fraction(values[name]) for name in self.names})
        except ZeroDivisionError:
            return None

    def shown(self, values: Mapping[str, Decimal] | None = None) -> str:
        """The arithmetic as a Vietnamese reads it, with the numbers in place of the names where they are given:
        min(2; 2 × 30 / 50 / 0,8)."""
        words: list[str] = []
        for at, token in enumerate(self.tokens):
            sign = token.kind == "sign" and token.text not in ("(", ")", ",")
            binary = (sign and bool(at) and _ends_value(self.tokens[at - 1])) or token.text in _WORDS
            text = _printed(token, values or {})
            words.append(f" {text} " if binary else f"{text} " if token.text == "," else text)
        return "".join(words)


def _printed(token: Token, values: Mapping[str, Decimal]) -> str:
    if token.kind == "number":
        return show_number(Decimal(token.text))
    if token.text in values:
        return show_number(values[token.text])
    return _SHOWN.get(token.text) or _CALLED.get(token.text, token.text)


def _ends_value(token: Token) -> bool:
    return token.text == ")" or (token.kind in ("number", "name") and token.text not in _WORDS)


@lru_cache(maxsize=1024)
def parsed(text: str) -> Expression:
    """The expression written in `text`; raises ExpressionError."""
    tokens = _tokens(text)
    parser = _Parser(tokens)
    run = parser.either()
    if parser.now.kind != "end":
        raise ExpressionError(parser.now.column, f"thừa “{parser.now.text}”; thiếu một phép tính ở trước đó?")
    return Expression(text, tuple(dict.fromkeys(parser.names)), tuple(tokens[:-1]), run)


def _tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise ExpressionError(LONGEST + 1, f"công thức dài {len(text)} ký tự, tối đa {LONGEST}.")
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(at + 1, f"không hiểu “{text[at]}”.")
        kind = ("number", "name", "sign")[(found.lastindex or 1) - 1]
        tokens.append(Token(found[found.lastindex or 1], kind, found.start(found.lastindex or 1) + 1))
        at = found.end()
    return [*tokens, Token("", "end", len(text) + 1)]


# --- reading: each method takes what binds at least as tightly as its name says ----------------------------------


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.names: list[str] = []

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> str:
        """The text of the next token where it is one of these, else ""."""
        if self.now.text not in texts:
            return ""
        self.at += 1
        return self.tokens[self.at - 1].text

    def either(self) -> Step:
        left = self.both()
        while self.take("or"):
            left = _or(left, self.both())
        return left

    def both(self) -> Step:
        left = self.compared()
        while self.take("and"):
            left = _and(left, self.compared())
        return left

    def compared(self) -> Step:
        left = self.added()
        sign = self.take(*_COMPARE)
        return _applied(_COMPARE[sign], left, self.added()) if sign else left

    def added(self) -> Step:
        left = self.multiplied()
        while sign := self.take("+", "-"):
            left = _applied(_ARITHMETIC[sign], left, self.multiplied())
        return left

    def multiplied(self) -> Step:
        left = self.signed()
        while sign := self.take("*", "/"):
            left = _applied(_ARITHMETIC[sign], left, self.signed())
        return left

    def signed(self) -> Step:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(self.now.column, f"lồng nhau quá {DEEPEST} lớp.")
        found = _negated(self.signed()) if self.take("-") else self.atom()
        self.depth -= 1
        return found

    def atom(self) -> Step:
        token = self.now
        self.at += token.kind != "end"
        if token.kind == "number":
            return _constant(Fraction(token.text))
        if token.kind == "name" and token.text not in _WORDS:
            if self.take("("):
                return self.call(token)
            self.names.append(token.text)
            return _figure(token.text)
        if token.text == "(":
            inner = self.either()
            self.close(token)
            return inner
        what = f"gặp “{token.text}”" if token.text else "công thức hết sớm"
        raise ExpressionError(token.column, f"chỗ này cần một số, một tên số liệu hoặc dấu “(”; {what}.")

    def call(self, name: Token) -> Step:
        if name.text not in _FUNCTIONS:
            known = ", ".join(_FUNCTIONS)
            raise ExpressionError(name.column, f"không có hàm “{name.text}”; các hàm dùng được: {known}.")
        arguments = [self.either()]
        while self.take(","):
            arguments.append(self.either())
        self.close(name)
        made, fewest, most = _FUNCTIONS[name.text]
        if not fewest <= len(arguments) <= most:
            wanted = f"{fewest}" if fewest == most else f"từ {fewest} đến {most}"
            raise ExpressionError(name.column, f"hàm {name.text} cần {wanted} giá trị, đang có {len(arguments)}.")
        return made(*arguments)

    def close(self, opened: Token) -> None:
        if self.take(")"):
            return
        if self.now.text == ",":
            raise ExpressionError(self.now.column, "dấu phẩy chỉ ngăn các giá trị của hàm; số lẻ viết 0.8.")
        raise ExpressionError(self.now.column, f"thiếu dấu “)” cho phần mở ở cột {opened.column}.")


# --- what each part does -----------------------------------------------------------------------------------------

_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_COMPARE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "=": lambda a, b: Fraction(a == b),
    "!=": lambda a, b: Fraction(a != b),
    "<": lambda a, b: Fraction(a < b),
    "<=": lambda a, b: Fraction(a <= b),
    ">": lambda a, b: Fraction(a > b),
    ">=": lambda a, b: Fraction(a >= b),
}


def half_up(value: Fraction, step: Fraction) -> Fraction:
    """Half up, away from 0, to a multiple of `step`, as decisions round; a step of 0 divides by 0."""
    steps = abs(value) / abs(step)
    return Fraction((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * abs(step) * _sign(value)


def _sign(value: Fraction) -> int:
    return -1 if value < 0 else 1


def _constant(value: Fraction) -> Step:
    return lambda figures: value


def _figure(name: str) -> Step:
    return lambda figures: figures[name]


def _negated(one: Step) -> Step:
    return lambda figures: -one(figures)


def _applied(operation: Callable[[Fraction, Fraction], Fraction], left: Step, right: Step) -> Step:
    return lambda figures: operation(left(figures), right(figures))


def _or(left: Step, right: Step) -> Step:
    return lambda figures: Fraction(bool(left(figures)) or bool(right(figures)))


def _and(left: Step, right: Step) -> Step:
    return lambda figures: Fraction(bool(left(figures)) and bool(right(figures)))


def _least(*steps: Step) -> Step:
    return lambda figures: min(step(figures) for step in steps)


def _most(*steps: Step) -> Step:
    return lambda figures: max(step(figures) for step in steps)


def _round(value: Step, step: Step) -> Step:
    return lambda figures: half_up(value(figures), step(figures))


def _if(condition: Step, yes: Step, no: Step) -> Step:
    return lambda figures: yes(figures) if condition(figures) else no(figures)


def _share(part: Step, whole: Step, otherwise: Step | None = None) -> Step:
    """part ÷ whole, and what the third value says (0 unless given) where the whole is 0."""
    empty = otherwise or _constant(Fraction(0))
    return lambda figures: part(figures) / below if (below := whole(figures)) else empty(figures)


_MANY = 20
_FUNCTIONS: dict[str, tuple[Callable[..., Step], int, int]] = {
    "min": (_least, 2, _MANY),
    "max": (_most, 2, _MANY),
    "round": (_round, 2, 2),
    "if": (_if, 3, 3),
    "share": (_share, 2, 3),
}
