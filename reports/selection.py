"""Which period and block a person looks at, and whether they may: leaders first, the units after publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from cchc_portal.kit.keeping import DAY, kept
from indicators.models import Period
from reports import queries
from reports.board_figures import Subject
from reports.policy import may_see_table, sees_early
from units.access import Person
from units.models import Unit

NOT_PUBLISHED = "Kết quả kỳ này chưa công bố"


@dataclass(frozen=True, slots=True)
class Selection:
    """What the filter offers and what is chosen; `subject` None: nothing to show, or not to this person."""

    periods: tuple[Period, ...]
    period: Period | None
    blocks: tuple[tuple[str, str, int], ...] = ()
    subject: Subject | None = None

    @property
    def published(self) -> bool:
        return bool(self.period and self.period.publication_id)

    @property
    def offered(self) -> Period | None:
        """The newest published period, for those who may not see the chosen one."""
        return next((period for period in self.periods if period.publication_id), None)


def selection(filters: Mapping[str, str], person: Person) -> Selection:
    """The period and block named in the address, else the newest that says something and the person's own block."""
    periods = tuple(queries.periods(person))
    period = _chosen(periods, filters.get("period", ""), person)
    if period is None or not may_see_all(period, person):
        return Selection(periods, period)
    blocks = _blocks(period)
    code = filters.get("block", "")
    if code not in {block for block, _, _ in blocks}:
        code = _own_block(person, blocks)
    names = {block: name for block, name, _ in blocks}
    in_force = tuple(sorted(each.publication_id for each in periods if each.publication_id))
    early = sees_early(person)
    subject = Subject(period, code, names[code], period.publication_id, early=early, in_force=in_force)
    return Selection(periods, period, blocks, subject)


def _blocks(period: Period) -> tuple[tuple[str, str, int], ...]:
    """Of a publication they never change, so they are kept; the moment of the figures tells databases apart."""
    if not period.publication_id:
        return tuple(queries.blocks(period, None))
    key = f"blocks:{period.publication_id}:{period.scored_at and period.scored_at.isoformat()}"
    return kept(key, lambda: tuple(queries.blocks(period, period.publication_id)), DAY)


def may_see_all(period: Period, person: Person) -> bool:
    """Before publication only those who read every unit's work see the points side by side."""
    return may_see_table(person, published=bool(period.publication_id))


def _chosen(periods: tuple[Period, ...], code: str, person: Person) -> Period | None:
    if code:
        return next((period for period in periods if period.code == code), None)
    newest = periods[0] if periods else None
    seen = [period for period in periods if may_see_all(period, person)]
    telling = (period for period in seen if period.publication_id or period.handed_in)  # a blank year ranks nobody
    return next(telling, seen[0] if seen else newest)


def _own_block(person: Person, blocks: tuple[tuple[str, str, int], ...]) -> str:
    """The block the person's unit is compared in; for province-wide people simply the first."""
    if len(blocks) > 1 and not person.is_wide:
        own = Unit.objects.scoped(Q(pk__in=person.unit_ids)).filter(block__code__in=[code for code, _, _ in blocks])
        code = own.order_by("pk").values_list("block__code", flat=True).first()
        if code:
            return code
    return blocks[0][0]
