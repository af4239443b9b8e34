"""The page that says why a unit's rank moved: which results are compared, and every line with its address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString

from indicators.models import Assessment, Period
from indicators.rules import leaves
from reports import queries
from reports.charts import step_bar
from reports.models import Publication
from reports.policy import sees_early
from reports.rank_moves.parts import LeafChange, Move, moved
from reports.rank_moves.sides import Found, origins, sides
from reports.rank_moves.told import PartTold, Wording, summed_up, told
from reports.wording import mid_sentence
from units.enums import Succession
from units.facts import lineage
from units.policy import Person

NEVER = "Chưa có kết quả kỳ nào trước đó của khối được công bố để so sánh."
NOT_THERE = (
    "{unit} không có trong kết quả {period}: đơn vị mới lập, mới sáp nhập hoặc chuyển khối. "
    "Trước và sau khi sắp xếp, hạng không so sánh được; xem số liệu quy đổi ở trang Các năm."
)
CAUTION = (
    "Sau {period}, đơn vị có sáp nhập, chia tách hoặc nhận nhiệm vụ của đơn vị khác: "
    "phần “Kết quả của chính đơn vị” gồm cả việc nhận về, hãy so sánh thận trọng."
)


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


class RankMove:
    """A unit in one period beside an earlier published one. `why_not`: why the two cannot be compared, or ""."""

    def __init__(self, person: Person, period: Period, unit_id: int, asked: str) -> None:
        self.person, self.period, self.unit_id = person, period, unit_id
        self.unit_name, self.block_code, self.block_name = _unit(period, unit_id)
        self.earlier = earlier_results(person, period, self.block_code)
        self.before = _chosen(self.earlier, period, asked)
        self.older: Found | None = None
        self.newer: Found | None = None
        self.move: Move | None = None
        self.why_not = NEVER
        if self.before:
            self._compare(self.before)

    def _compare(self, before: Publication) -> None:
        found = Publication.objects.of_person(self.person).filter(pk=self.period.publication_id)
        now = found.select_related("period").first()
        self.older, self.newer = sides(self.period, self.block_code, now, before)
        self.why_not = ""
        if self.unit_id in self.older.side.sheets:
            self.move = moved(self.unit_id, self.older.side, self.newer.side, origins(self.older, self.newer))
        else:
            self.why_not = NOT_THERE.format(unit=self.unit_name, period=mid_sentence(before.period.name))

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

    @property
    def caution(self) -> str:
        """The unit itself was changed between the two."""
        since = self.before.period.data_to
        grown = (each for each in lineage() if each.successor == self.unit_id and each.kind != Succession.RENAMED)
        return CAUTION.format(period=mid_sentence(self.before.period.name)) if any(x.on > since for x in grown) else ""

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

    @cached_property
    def _explains(self) -> bool:
        return Assessment.objects.of_person(self.person).filter(period=self.period, unit=self.unit_id).exists()

    def _url(self, change: LeafChange) -> str:
        """What is behind the newer points; behind the older ones where the criterion is gone."""
        if change.code and self._explains:
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


def earlier_results(person: Person, period: Period, block_code: str) -> list[Publication]:
    """The results in force of earlier periods in which the block stands, newest first; one query."""
    there = Exists(queries.standings().filter(publication=OuterRef("pk"), block_code=block_code))
    found = Publication.objects.of_person(person).latest_versions(early=sees_early(person)).filter(there)
    found = found.filter(period__data_to__lt=period.data_to).select_related("period")
    return list(found.without_bundle().order_by("-period__data_to", "-pk"))


def _chosen(earlier: Sequence[Publication], period: Period, asked: str) -> Publication | None:
    """The period asked for; else the same months a year before, the newest of the same kind, the newest at all."""
    by_code = {each.period.code: each for each in earlier}
    if asked in by_code:
        return by_code[asked]
    alike = [each for each in earlier if each.period.kind == period.kind]
    year_before = (
        each
        for each in alike
        if (each.period.year, each.period.data_to.month) == (period.year - 1, period.data_to.month)
    )
    return next(year_before, next(iter(alike), next(iter(earlier), None)))


def _unit(period: Period, unit_id: int) -> tuple[str, str, str]:
    """Name, block code, block name of a unit in the period; Http404 where it takes no part."""
    if period.publication_id:
        found = queries.standings().filter(publication=period.publication_id, unit=unit_id).without_leaves().first()
        if found:
            return found.unit_name, found.block_code, found.block_name
        raise Http404
    sheet = queries.sheet_of(period, unit_id)
    if sheet is None:
        raise Http404
    return sheet.unit.name, sheet.criteria_set.block.code, sheet.criteria_set.block.name
