"""Which unit a file means by a code or a name."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from cchc_portal.kit.text import folded
from units.models import Unit, UnitQuerySet


class UnitNames:
    """Units that existed at some time between two days, found by code, name or short name, diacritics aside.

    Names and codes of all units: whoever may send such a file addresses anybody.
    """

    def __init__(self, start: dt.date, end: dt.date, units: UnitQuerySet | None = None) -> None:
        """`units` are those that may be named; all of them where nothing is said, as on the command line."""
        self._ids: defaultdict[str, set[int]] = defaultdict(set)
        then = Q(valid_from__lte=end) & (Q(valid_to=None) | Q(valid_to__gte=start))
        living = Unit.objects.scoped(then) if units is None else units.filter(then)
        for pk, *names in living.order_by("pk").values_list("pk", "code", "name", "short_name"):
            for name in filter(None, names):
                self._ids[folded(name)].add(pk)

    def find(self, name: str) -> tuple[int | None, str]:
        """The unit's id and "", or None and the sentence that says why not."""
        found = self._ids.get(folded(name), set())
        if not found:
            return None, f"Không có đơn vị nào có mã hoặc tên “{name}”. Ghi đúng mã trong danh mục đơn vị."
        if len(found) > 1:
            return None, f"Có {len(found)} đơn vị tên “{name}”. Hãy ghi mã đơn vị."
        return next(iter(found)), ""
