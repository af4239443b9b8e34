"""The results of a block under another rule than its set has: who would have another rank or grade (N8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cchc_portal.kit.text import mid_sentence
from indicators.answers import counting_points
from indicators.scoring import Options, Rescale, Rounding
from reports.replays import Outcome, Replay, outcomes


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose rank or grade differs."""

    unit_id: int
    unit_name: str
    official: Outcome
    other: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """One other rule in words, the rule of the set beside it, and whom it would move."""

    rule: str
    official: str
    moved: tuple[Moved, ...]


def compared(replays: Sequence[Replay]) -> list[Comparison]:
    """Every other rule that the set might have had; one list of units each, by their official rank."""
    if not replays:
        return []
    official = outcomes(replays)
    return [
        Comparison(rule, now, _moved(replays, official, outcomes([play(each) for each in replays])))
        for rule, now, play in _others(replays[0].tree.options)
    ]


def _moved(replays: Sequence[Replay], official: dict[int, Outcome], other: dict[int, Outcome]) -> tuple[Moved, ...]:
    names = {each.assessment.unit_id: each.assessment.unit.name for each in replays}
    found = [
        Moved(unit_id, names[unit_id], now, other[unit_id])
        for unit_id, now in official.items()
        if (now.rank, now.grade) != (other[unit_id].rank, other[unit_id].grade)
    ]
    return tuple(sorted(found, key=lambda each: (each.official.rank is None, each.official.rank)))


Other = tuple[str, str, Callable[[Replay], Replay]]


def _others(options: Options) -> Iterator[Other]:
    yield from _other_methods(options)
    places = options.ranking_precision
    for other in sorted({0, 1, 2} - {places}):
        yield (
            f"Xếp hạng theo {other} chữ số thập phân" if other else "Xếp hạng theo số nguyên",
            f"{places} chữ số thập phân" if places else "số nguyên",
            _under(replace(options, ranking_precision=other)),
        )
    applies = "Trừ khỏi điểm tối đa"
    yield "Không loại trừ: tiêu chí không áp dụng tính 0 điểm", applies, _without_exemptions(full=False)
    yield "Không loại trừ: tiêu chí không áp dụng tính đủ điểm", applies, _without_exemptions(full=True)


_CHOICES = (("rescale", Rescale, "Không áp dụng"), ("rescale_rounding", Rounding, "Làm tròn tỷ lệ thẩm định"))


def _other_methods(options: Options) -> Iterator[Other]:
    """Rounding matters only where the appraisal is brought back to its full maximum."""
    for name, choices, title in _CHOICES:
        now = choices(getattr(options, name))
        if choices is Rounding and options.rescale != Rescale.APPRAISAL:
            continue
        for other in choices:
            if other != now:
                words = f"{title}: {mid_sentence(str(other.label))}"
                yield words, str(now.label), _under(replace(options, **{name: other}))


def _under(options: Options) -> Callable[[Replay], Replay]:
    def play(sheet: Replay) -> Replay:
        played = sheet.under(options)
        played.add_up()
        return played

    return play


def _without_exemptions(*, full: bool) -> Callable[[Replay], Replay]:
    def play(sheet: Replay) -> Replay:
        played = sheet.copied()
        for score in played.scores:
            if score.not_applicable:
                leaf = played.leaf(score)
                score.not_applicable = False
                score.appraised_points = leaf.max_points if full else Decimal(0)
                score.points = counting_points(score, leaf, None)
        played.add_up()
        return played

    return play
