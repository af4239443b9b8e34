"""A unit's years as they were published, and beside them restated with its predecessors (pure).

The published series is only read, never recomputed. Counts of predecessors are added; nothing that is a share or a
score is ever added or averaged (the index, points, ranks): where units merged, those are not comparable.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.figures import Dossiers, sum_of
from units.enums import Succession
from units.succession import Link, origins

RULES = (
    "Kết quả đã công bố giữ nguyên, dưới tên đơn vị lúc công bố.",
    "Số liệu quy đổi = cộng số hồ sơ trước hạn, đúng hạn, quá hạn của đơn vị và các đơn vị cũ nhập trọn vào đơn vị; "
    "tỷ lệ tính lại từ tổng, không lấy trung bình các tỷ lệ.",
    "Đơn vị cũ đã chia cho nhiều đơn vị thì số liệu không tách được, nên không cộng vào đơn vị nào.",
    "Điểm, chỉ số và hạng không cộng, không lấy trung bình. Trước và sau khi sáp nhập, chia tách: không so sánh được.",
)


@dataclass(frozen=True, slots=True)
class Published:
    """One unit's yearly result as it was published; percent of the maximum."""

    unit_id: int
    unit_name: str
    period: str
    year: int
    data_to: dt.date
    percent: Decimal
    rank: int | None
    of: int
    grade: str
    dossiers: Dossiers


@dataclass(frozen=True, slots=True)
class Year:
    """One year; `restated` None: nothing to add up; `lacking` says which divided predecessors it leaves out."""

    year: int
    published: tuple[Published, ...]
    restated: Dossiers | None
    is_restated: bool  # the figures are not simply what this unit published itself
    lacking: str
    not_comparable: str  # about index and rank against the unit of today; "": comparable

    @property
    def in_time(self) -> Decimal | None:
        """Early and on time of all finished, in percent."""
        found = self.restated
        return None if found is None else found.share(found.early + found.on_time)


def restated_years(unit_id: int, links: Sequence[Link], published: Iterable[Published]) -> tuple[Year, ...]:
    """Every year in which the unit or one of its predecessors was published, oldest first."""
    past, same = origins(unit_id, links), _same_unit(unit_id, links)
    by_year: dict[int, list[Published]] = {}
    for each in published:
        by_year.setdefault(each.year, []).append(each)
    return tuple(
        Year(
            year=year,
            published=tuple(found),
            restated=_sum([each for each in found if each.unit_id not in past.divided]),
            is_restated=[each.unit_id for each in found if each.unit_id not in past.divided] != [unit_id],
            lacking=_lacking([each.unit_name for each in found if each.unit_id in past.divided]),
            not_comparable=_not_comparable(found, same, links),
        )
        for year, found in sorted(by_year.items())
    )


def _same_unit(unit_id: int, links: Sequence[Link]) -> frozenset[int]:
    """The unit under all its earlier names."""
    same = {unit_id}
    while True:
        more = {link.predecessor for link in links if link.kind == Succession.RENAMED and link.successor in same} - same
        if not more:
            return frozenset(same)
        same |= more


def _sum(found: Sequence[Published]) -> Dossiers | None:
    return sum_of(each.dossiers for each in found) if found else None


def _lacking(divided: Sequence[str]) -> str:
    if not divided:
        return ""
    return f"Không gồm phần nhận từ {', '.join(divided)}: đã chia cho nhiều đơn vị, số liệu không tách được."


def _not_comparable(found: Sequence[Published], same: Collection[int], links: Sequence[Link]) -> str:
    until = max(each.data_to for each in found)
    later = [link for link in links if link.successor in same and link.kind != Succession.RENAMED and link.on >= until]
    if all(each.unit_id in same for each in found) and not later:
        return ""
    return "Không so sánh được: sau năm này đơn vị có sáp nhập, chia tách hoặc nhận nhiệm vụ của đơn vị khác."
