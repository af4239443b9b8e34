"""What a decision says beside what the portal computes, and how far the two are apart (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """One side: of a unit, or of one of its criteria. None and "" where it says nothing."""

    points: Decimal | None = None
    max_points: Decimal | None = None
    percent: Decimal | None = None
    rank: int | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Both sides of one unit or criterion; `decision` is cited as it was signed."""

    code: str
    name: str
    decision: str
    official: Result
    computed: Result

    @property
    def points_apart(self) -> Decimal | None:
        """Official less computed, in points; None where one of them says nothing."""
        return _apart(self.official.points, self.computed.points)

    @property
    def percent_apart(self) -> Decimal | None:
        return _apart(self.official.percent, self.computed.percent)

    @property
    def differs(self) -> bool:
        """Whether the decision says anything else than the portal computes; what it does not say is no difference."""
        said, found = self.official, self.computed
        pairs = ((said.points, found.points), (said.percent, found.percent))
        if any(one is not None and one != other for one, other in pairs):
            return True
        if None not in (said.rank, found.rank) and said.rank != found.rank:
            return True
        return bool(said.grade) and said.grade.casefold() != found.grade.casefold()


def _apart(official: Decimal | None, computed: Decimal | None) -> Decimal | None:
    return None if official is None or computed is None else official - computed


def beside(
    figures: Iterable[tuple[str, str, Result]], names: Mapping[str, str], computed: Mapping[str, Result]
) -> list[Beside]:
    """Each (key, decision, what it says), newest decision first, beside what is computed for the key.

    Of a key only its newest decision is shown; keys keep the order of `names`.
    """
    newest: dict[str, tuple[str, Result]] = {}
    for key, decision, said in figures:
        newest.setdefault(key, (decision, said))
    return [Beside(key, names[key], *newest[key], computed.get(key, Result())) for key in names if key in newest]
