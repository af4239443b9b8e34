"""The page that says why a unit's rank moved: every line with its words, its bar and its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.text import mid_sentence
from indicators.models import Period
from indicators.rules import leaves
from reports.charts import step_bar
from reports.models import Publication
from reports.rank_moves.parts import LeafChange, Move
from reports.rank_moves.sides import Found
from reports.rank_moves.told import PartTold, Wording, summed_up, told


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a part, with the address of what is behind it."""

    change: LeafChange
    url: str

    @property
    def code(self) -> str:
        """ "1.2", or "1.2 (trước: 1.1, 1.3)" where it had other codes."""
        code, was = self.change.code, ", ".join(self.change.was)
        if not code:
            return was
        return code if was in ("", code) else f"{code} (trước: {was})"

    @property
    def note(self) -> str:
        if self.change.followed:
            return ""
        return "không còn trong bộ tiêu chí" if not self.change.code else "tiêu chí mới hoặc tách ra"


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the change as the page shows it; the units in `passed` and `passed_by` are (name, address)."""

    told: PartTold
    bar: SafeString
    criteria: tuple[CriterionLine, ...]
    passed: tuple[tuple[str, str], ...]
    passed_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True)  # no slots: it keeps its lines once they are drawn
class RankMove:
    """A unit in one period beside an earlier published one, read once (reading.rank_move), asking for nothing more.

    `move` is None where the two cannot be compared; `why_not` then says why. `explains`: whether whoever looks may open
    the sheet of the unit.
    """

    period: Period
    unit_id: int
    unit_name: str
    block_code: str
    block_name: str
    earlier: tuple[Publication, ...]
    before: Publication | None
    why_not: str
    explains: bool
    caution: str = ""
    older: Found | None = None
    newer: Found | None = None
    move: Move | None = None

    @property
    def wording(self) -> Wording:
        older, newer = (mid_sentence(each.period.name) for each in (self.older, self.newer))
        return Wording(older, newer, self.newer.set_name, self.older.set_id == self.newer.set_id)

    @property
    def summary(self) -> str:
        return summed_up(self.move, self.wording)

    @property
    def by_index(self) -> bool:
        """Whether the index says anything that the points do not."""
        return any(part.percent != part.points for part in self.move.parts)

    # --- lines ------------------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[Line]:
        found, at = [], self.move.before.points or Decimal(0)
        low, high = self._scale
        for each in told(self.move, self.wording):
            end = at + each.part.points
            label = f"{each.title}: {each.points} điểm"
            criteria = tuple(CriterionLine(change, self._url(change)) for change in each.changes)
            bar = SafeString(step_bar(at, end, low, high, label))
            found.append(Line(each, bar, criteria, self._units(each.part.passed), self._units(each.part.passed_by)))
            at = end
        return found

    @property
    def strange(self) -> list[CriterionLine]:
        return [CriterionLine(change, self._url(change)) for change in self.move.strange]

    @property
    def _scale(self) -> tuple[Decimal, Decimal]:
        """From the lowest to the highest total on the way, with a little air."""
        totals = [self.move.before.points or Decimal(0)]
        for part in self.move.parts:
            totals.append(totals[-1] + part.points)
        return min(totals) - Decimal("0.1"), max(totals) + Decimal("0.1")

    def _url(self, change: LeafChange) -> str:
        """What is behind the newer points; behind the older ones where the criterion is gone."""
        if change.code and self.explains:
            return reverse("reports:score_explained", args=[self.period.code, self.unit_id, change.code])
        found, code = (self.newer, change.code) if change.code else (self.older, change.was[0])
        area = next(area.code for area in found.side.roots if any(leaf.code == code for leaf in leaves((area,))))
        return reverse("reports:area_detail", args=[found.period.code, self.unit_id, area])

    def _units(self, ids: Iterable[int]) -> tuple[tuple[str, str], ...]:
        """Names with their own pages of this kind; a unit that left has none, only its older scorecard."""
        found = []
        for unit_id in ids:
            if unit_id in self.newer.side.sheets:
                url = reverse("reports:rank_move", args=[self.period.code, unit_id])
                found.append((self.newer.side.sheets[unit_id].name, f"{url}?so_voi={self.before.period.code}"))
            else:
                url = reverse("reports:unit_detail", args=[self.older.period.code, unit_id])
                found.append((self.older.side.sheets[unit_id].name, url))
        return tuple(sorted(found))
