"""Every point explained: rule, figures, arithmetic in Vietnamese, and a formula that gives the points again (pure).

A page prints `Explained`; a check evaluates its `working`. Both come from what scored the unit, never from elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import show_number
from indicators.enums import ScoredBy
from indicators.rules import Answer, Leaf, Node, Nothing, ladder
from indicators.rules.base import ZERO
from indicators.rules.expressions import parsed
from indicators.rules.words import decimal, points_text
from indicators.scoring import NodeTotal, Options, Rounding, Totals, score_leaf

_NO_ANSWER = Answer({})
_POLICY = {Nothing.FULL: "tính đủ điểm", Nothing.ZERO: "0 điểm", Nothing.UNKNOWN: "chờ thẩm định"}


@dataclass(frozen=True, slots=True)
class Working:
    """A formula of `rules.expressions` and the figures it is taken over: anybody can do the sum again."""

    formula: str
    values: Mapping[str, Decimal]

    @property
    def points(self) -> Decimal | None:
        value = parsed(self.formula).value(self.values)
        return None if value is None else decimal(value)

    @property
    def written(self) -> dict[str, object]:
        return {"formula": self.formula, "values": {name: str(value) for name, value in self.values.items()}}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure behind a leaf; pages link it to its list by its key ("dossiers.in_time", "index.766", "typed")."""

    name: str
    label: str
    value: Decimal | None
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One node of the result tree. `points` count towards the total; None where they are not known or do not apply."""

    code: str
    name: str
    points: Decimal | None
    max_points: Decimal
    rule: str
    clause: str
    figures: tuple[Figure, ...]
    arithmetic: str
    working: Working | None
    children: tuple["Explained", ...] = ()

    def walk(self) -> Iterator["Explained"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class UnitExplained:
    """A whole unit: its areas, and how they make the total."""

    areas: tuple[Explained, ...]
    arithmetic: str
    working: Working | None

    def node(self, code: str) -> Explained:
        """Raises KeyError where the set has no such criterion."""
        for area in self.areas:
            for each in area.walk():
                if each.code == code:
                    return each
        raise KeyError(code)


def explained(
    tree: tuple[Node, ...],
    answers: Mapping[str, Answer],
    points: Mapping[str, Decimal | None],
    totals: Totals,
    options: Options,
) -> UnitExplained:
    """The result of a unit explained down to its figures.

    `answers` and `points` by leaf code are what was scored and what counts (an appraiser may have decided
    otherwise); `totals` is what `total` made of them under the same options.
    """
    areas = tuple(_node(area, answers, points, totals.by_node, area.code in options.penalty) for area in tree)
    return UnitExplained(areas, _total_text(totals, options), _total_working(totals, options))


def rule_text(leaf: Leaf) -> str:
    """The rule as one paragraph: its name, its ladder, and what nothing occurred gives."""
    rungs = "; ".join(f"{rung.text}: {rung.points}" for rung in ladder(leaf))
    return f"{leaf.rule.LABEL}. {rungs}. Không phát sinh: {_POLICY[leaf.rule.nothing]}."


# --- leaves ------------------------------------------------------------------------------------------------------


def explained_leaf(leaf: Leaf, answer: Answer, points: Decimal | None, counted: NodeTotal) -> Explained:
    """One leaf: `points` were given for it, `counted` is what became of them in the total."""
    computed, arithmetic = score_leaf(leaf, answer)
    working = leaf_working(leaf, answer)
    if points is not None and points != computed and not answer.not_applicable:
        arithmetic = f"{arithmetic}; thẩm định cho {points_text(points)} điểm"
        working = Working("given", {"given": points})
    if counted.note:
        arithmetic = f"{arithmetic}. {counted.note} → {points_text(counted.points or ZERO)} điểm"
        working = Working("0", {})
    return Explained(
        code=leaf.code,
        name=leaf.name,
        points=counted.points,
        max_points=counted.max_points,
        rule=rule_text(leaf),
        clause=leaf.clause,
        figures=tuple(
            Figure(each.name, each.label, answer.values.get(each.name), each.unit, each.figure) for each in leaf.inputs
        ),
        arithmetic=arithmetic,
        working=working if counted.points is not None else None,
    )


def leaf_working(leaf: Leaf, answer: Answer) -> Working | None:
    """The computed points of a leaf as a formula over its figures; None where it has none yet."""
    found = score_leaf(leaf, answer).points
    if found is None:
        return None
    formula, values = leaf.rule.formula(leaf.max_points, answer.values), dict(answer.values)
    policy = leaf.rule.zero_denominator or leaf.rule.nothing
    if answer.no_occurrence:
        policy, formula, values = leaf.rule.nothing, "0 / 0", {}
    if parsed(formula).value(values) is None:
        formula, values = ("full", {"full": leaf.max_points}) if policy is Nothing.FULL else ("0", {})
    remedy = leaf.rule.remedy
    if remedy and answer.citation and answer.values.get(remedy.when) and not answer.no_occurrence:
        formula = f"max({formula}, {remedy.points:f})"
    return Working(formula, {name: values[name] for name in parsed(formula).names})


# --- what stands above them --------------------------------------------------------------------------------------


def _node(
    node: Node,
    answers: Mapping[str, Answer],
    points: Mapping[str, Decimal | None],
    by_node: Mapping[str, NodeTotal],
    taken_off: bool,
) -> Explained:
    counted = by_node[node.code]
    if isinstance(node, Leaf):
        found = explained_leaf(node, answers.get(node.code, _NO_ANSWER), points.get(node.code), counted)
        return _negative(found) if taken_off else found
    children = tuple(_node(child, answers, points, by_node, taken_off) for child in node.children)
    return Explained(
        code=node.code,
        name=node.name,
        points=counted.points,
        max_points=counted.max_points,
        rule=f"Tổng các mục {', '.join(child.code for child in node.children)}, tối đa {points_text(node.max_points)}.",
        clause="",
        figures=(),
        arithmetic=_sum_text(children, counted),
        working=_sum_working(node, children, by_node) if counted.points is not None else None,
        children=children,
    )


def _negative(leaf: Explained) -> Explained:
    """A leaf of a penalty area: its points are taken off."""
    working = leaf.working and Working(f"-({leaf.working.formula})", leaf.working.values)
    return Explained(
        **{name: getattr(leaf, name) for name in Explained.__slots__ if name not in ("working", "arithmetic")},
        arithmetic=leaf.arithmetic if leaf.points is None else f"{leaf.arithmetic} bị trừ",
        working=working,
    )


def _sum_text(children: tuple[Explained, ...], counted: NodeTotal) -> str:
    known = [child.points for child in children if child.points is not None]
    if counted.points is None:
        return "Chưa có điểm" if counted.max_points else "Không áp dụng cho đơn vị"
    waiting = sum(1 for child in children if child.points is None and child.max_points)
    added, text = sum(known, ZERO), _added_text(known)
    if counted.note:
        text = f"{text}; {counted.note.lower()}"
    elif added != counted.points:
        text = f"{text}, giữ ở mức trần"
    later = f"; còn {waiting} mục chưa có điểm" if waiting else ""
    return f"{text} → {points_text(counted.points)} / {points_text(counted.max_points)} điểm{later}"


def _added_text(points: Iterable[Decimal]) -> str:
    shown = [points_text(each) for each in points]
    if len(shown) == 1:
        return shown[0]
    return " + ".join(f"({each})" if each.startswith("-") else each for each in shown)


def _sum_working(node: Node, children: tuple[Explained, ...], by_node: Mapping[str, NodeTotal]) -> Working:
    """Σ children, held to the parent's maximum (surveys come first); 0 where a knock-out child failed."""
    if by_node[node.code].note:
        return Working("0", {})
    values = {f"c{at}": child.points for at, child in enumerate(children, start=1) if child.points is not None}
    surveyed = {f"c{at}": child for at, child in enumerate(node.children, start=1) if _is_survey(child)}
    limit = max(node.max_points - sum((by_node[each.code].max_points for each in surveyed.values()), ZERO), ZERO)
    appraisal = " + ".join(name for name in values if name not in surveyed) or "0"
    survey = "".join(f" + {name}" for name in values if name in surveyed)
    return Working(f"max(-{limit:f}, min({limit:f}, {appraisal})){survey}", values)


def _is_survey(node: Node) -> bool:
    return isinstance(node, Leaf) and node.scored_by == ScoredBy.SURVEY


# --- the total ---------------------------------------------------------------------------------------------------


def _total_text(totals: Totals, options: Options) -> str:
    if totals.points is None:
        return "Chưa có điểm"
    raw, appraisal, parts = totals.appraisal_raw, totals.appraisal, []
    if appraisal.points is not None and raw.points is not None:
        text = f"thẩm định {points_text(raw.points)} / {points_text(raw.max_points)}"
        if appraisal.max_points != raw.max_points:
            if options.rescale_rounding is Rounding.BEFORE:
                text += f" = {points_text(raw.percent or ZERO)}%"
            text += f" × {show_number(appraisal.max_points)} = {points_text(appraisal.points)}"
        parts.append(text)
    if totals.survey.points is not None:
        parts.append(f"điều tra {points_text(totals.survey.points)} / {points_text(totals.survey.max_points)}")
    parts += [f"thưởng {points_text(each)}" for each in _beside(totals, options.bonus)]
    parts += [f"trừ {points_text(-each)}" for each in _beside(totals, options.penalty)]
    text = "; ".join(parts)
    later = f"; còn {len(totals.missing)} tiêu chí chưa có điểm" if totals.missing else ""
    index = "" if totals.percent is None else f" = {points_text(totals.percent)}%"
    points, full = points_text(totals.points), points_text(totals.max_points)
    return f"{text[:1].upper()}{text[1:]} → {points} / {full} điểm{index}{later}"


def _total_working(totals: Totals, options: Options) -> Working | None:
    """The total over what was added up: a appraisal, s survey, b bonus, p penalty (below 0)."""
    if totals.points is None:
        return None
    values = {
        "a": totals.appraisal_raw.points or ZERO,
        "s": totals.survey.points or ZERO,
        "b": sum(_beside(totals, options.bonus), ZERO),
        "p": sum(_beside(totals, options.penalty), ZERO),
    }
    raw_max, scale = totals.appraisal_raw.max_points, totals.appraisal.max_points
    appraisal = "a"
    if raw_max != scale:
        exact = f"a / {raw_max:f} * {scale:f}"
        if options.rescale_rounding is Rounding.BEFORE:
            exact = f"round(a * 100 / {raw_max:f}, 0.01) * {scale:f} / 100"
        appraisal = f"round({exact}, {options.step:f})"
    highest = totals.max_points + sum((totals.by_node[code].max_points for code in options.bonus), ZERO)
    return Working(f"max(0, min({highest:f}, round({appraisal} + s + b + p, {options.step:f})))", values)


def _beside(totals: Totals, codes: Iterable[str]) -> list[Decimal]:
    return [points for code in codes if (points := totals.by_node[code].points) is not None]
