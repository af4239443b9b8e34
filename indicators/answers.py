"""From a stored score and measured figures to what the engine reads, what is said of it, and which points count."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from indicators.enums import ScoredBy
from indicators.grades import Gate
from indicators.models import Score
from indicators.rules import Answer, Input, Leaf, Severity, Source, checks
from indicators.rules.checks import AGAINST_EARLIER, Beside, Said, answered, gaps


def survey_figure(code: str, name: str) -> str:
    """The name under which a survey's figure stands among the measured ones: "survey.8.1.A"."""
    return f"survey.{code}.{name}"


def is_typed(leaf: Leaf, item: Input) -> bool:
    return item.source == Source.TYPED and leaf.scored_by != ScoredBy.SURVEY


def figure_key(leaf: Leaf, item: Input) -> str:
    """The name among the unit's figures; "" where the figure is typed into the sheet."""
    if is_typed(leaf, item):
        return ""
    return survey_figure(leaf.code, item.name) if item.source == Source.TYPED else item.figure


def is_measured(leaf: Leaf) -> bool:
    """True when the portal fills in every figure of the leaf, so nobody types it."""
    return bool(leaf.inputs) and not any(is_typed(leaf, item) for item in leaf.inputs)


def is_asked(leaf: Leaf) -> bool:
    """True when the unit itself answers the leaf in the grid."""
    return leaf.scored_by == ScoredBy.UNIT and not is_measured(leaf)


def is_appraised(leaf: Leaf) -> bool:
    """True when an appraiser decides the points; measured and surveyed ones are nobody's to decide."""
    by_people = leaf.scored_by in (ScoredBy.APPRAISER, ScoredBy.OWNER)
    return is_asked(leaf) or by_people or (leaf.scored_by == ScoredBy.IMPORT and not is_measured(leaf))


def answer_of(score: Score, leaf: Leaf, figures: Mapping[str, Decimal]) -> Answer:
    """Typed inputs from the score, the others from the measured figures of the unit; missing ones stay missing."""
    values = {}
    for item in leaf.inputs:
        if key := figure_key(leaf, item):
            value = figures.get(key)
        else:
            text = score.answer.get(item.name)
            value = None if text is None else Decimal(text)
        if value is not None:
            values[item.name] = value
    return Answer(
        values=values,
        no_occurrence=score.no_occurrence,
        not_applicable=score.not_applicable,
        citation=score.citation if leaf.rule.remedy else "",
    )


def gate_figures(
    rows: Iterable[tuple[Score, Leaf]], figures: Mapping[str, Decimal], gates: Iterable[Gate]
) -> dict[str, Decimal]:
    """The answered figures that the gates of a set look at, by their names there ("5.6.head")."""
    return figures_named(rows, figures, {gate.of for gate in gates})


def figures_named(
    rows: Iterable[tuple[Score, Leaf]], figures: Mapping[str, Decimal], names: Collection[str]
) -> dict[str, Decimal]:
    """The answered figures of these names: code of the criterion, full stop, name of the figure."""
    codes = {name.rpartition(".")[0] for name in names}
    return {
        name: value
        for score, leaf in rows
        if leaf.code in codes and not score.not_applicable and not score.no_occurrence
        for of, value in answer_of(score, leaf, figures).values.items()
        if (name := f"{leaf.code}.{of}") in names
    }


def counting_points(score: Score, leaf: Leaf, computed: Decimal | None) -> Decimal | None:
    """Which points count: the appraiser's once given; until then the measured ones, else the self score."""
    if score.not_applicable:
        return None
    if score.appraised_points is not None:
        return score.appraised_points
    return score.self_points if is_appraised(leaf) else computed


def own_points(score: Score, leaf: Leaf) -> Decimal | None:
    """The unit's side of the leaf: its self score, or the computed points where the portal fills in the figures.

    Only so can the self-scored total be compared with the computed one.
    """
    if score.not_applicable:
        return None
    return score.self_points if is_appraised(leaf) else score.computed_points


def agrees(score: Score, leaf: Leaf) -> bool:
    """True for a row an appraiser need not look at twice: self = computed, nothing flagged, not appraised yet.

    "Không phát sinh" is a claim, not a figure: somebody must look at it.
    """
    return (
        is_asked(leaf)
        and not score.not_applicable
        and not score.no_occurrence
        and score.appraised_points is None
        and score.self_points is not None
        and score.self_points == score.computed_points
        and score.flags == []
    )


def flags_of(
    score: Score, leaf: Leaf, answer: Answer, beside: Beside, *, is_new: bool = False
) -> list[dict[str, str | bool]]:
    """What the grid says about the row; `is_new`: its reason was written just now, so it clears whatever is odd.

    Where the period before was not looked up, what was said about it stays, as long as nothing worse is said now.
    """
    said = Said(score.self_points, score.no_occurrence, score.documents, score.citation, score.remark)
    of_figures = checks(leaf, answer, beside)
    found = [*of_figures, *gaps(leaf, said)]
    before = {(flag["kind"], flag["input"]) for flag in score.flags if flag.get("answered")}
    cleared = answered(found, remark=score.remark, is_new=is_new, before=before)
    flags = [each._asdict() | {"severity": str(each.severity), "answered": each in cleared} for each in found]
    if beside.earlier is None and not any(each.severity == Severity.ERROR for each in of_figures):
        flags += [flag for flag in score.flags if flag.get("kind") in AGAINST_EARLIER]
    return flags


def bars(flag: Mapping[str, str | bool]) -> bool:
    """Whether the sheet cannot be handed in as long as this is said of a row."""
    return flag["severity"] == Severity.ERROR or (flag["severity"] == Severity.EXPLAIN and not flag.get("answered"))


def is_odd(flag: Mapping[str, str | bool]) -> bool:
    """Whether the row waits for a second look."""
    return flag["severity"] == Severity.WARNING and not flag.get("answered")
