"""What every document of a result is made of: the same rows as the page, the rules, the year before (pure).

Workbook, Word, PDF, slides and tables are drawn from one Source, so a figure cannot differ between them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc_portal.kit.numbers import percent, rounded, show_date
from reports.figures import Leaf, Previous, Row, Spread, area_names, ranked_totals, spread
from reports.official import Beside
from reports.rankings import movement

PROVISIONAL = "KẾT QUẢ TẠM TÍNH – CHƯA CÔNG BỐ"
NOT_APPLICABLE = "KAD"


@dataclass(frozen=True, slots=True)
class Before:
    """A unit in the publication of the year before; `percent` of the maximum that applied to it then."""

    rank: int | None
    total: Decimal
    percent: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The same block one year earlier, as it was published before this result was."""

    year: int
    decision: str
    units: Mapping[int, Before]  # a renamed unit under each of its names
    totals: tuple[Decimal, ...]  # of its ranked units, each once

    @property
    def previous(self) -> Previous:
        ranks = {unit: each.rank for unit, each in self.units.items() if each.rank}
        return Previous(self.year, ranks, self.totals)


@dataclass(frozen=True, slots=True)
class Change:
    """A unit beside itself a year before; None where there was no result, or now is none."""

    row: Row
    before: Before | None

    @property
    def places(self) -> int | None:
        return movement(self.row.rank, self.before.rank if self.before else None)

    @property
    def points(self) -> Decimal | None:
        """How many percentage points of the index were gained (+) or lost (−)."""
        if self.before is None or self.row.percent is None:
            return None
        return self.row.percent - self.before.percent


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many units of a block have a grade; `share` in percent of all its units."""

    grade: str
    units: tuple[str, ...]
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class BlockTable:
    """One block: its league rows, best first, the criteria of every unit, and the year before."""

    code: str
    name: str
    rows: tuple[Row, ...]
    late_first: tuple[Row, ...]  # the same rows by lateness
    leaves: Mapping[int, tuple[Leaf, ...]] = field(default_factory=dict)  # by unit id
    grades: tuple[str, ...] = ()  # every grade of the set, best first
    before: YearBefore | None = None
    official: tuple[Beside, ...] = ()  # what decisions said of its units when this was frozen, beside these results

    @property
    def spread(self) -> Spread | None:
        """Of the ranked units: those that are only scored do not move the mean of the block."""
        return spread(ranked_totals(self.rows))

    @property
    def criteria(self) -> tuple[Leaf, ...]:
        """The criteria of the block in the order of its set, taken from the first unit that has each; max as in the
        set."""
        found: dict[str, Leaf] = {}
        for row in self.rows:
            for leaf in self.leaves.get(row.unit_id, ()):
                found.setdefault(leaf.code, leaf)
        return tuple(found.values())

    def leaf(self, row: Row, code: str) -> Leaf | None:
        return next((leaf for leaf in self.leaves.get(row.unit_id, ()) if leaf.code == code), None)

    @property
    def changes(self) -> tuple[Change, ...]:
        units = self.before.units if self.before else {}
        return tuple(Change(row, units.get(row.unit_id)) for row in self.rows)

    @property
    def grade_counts(self) -> tuple[GradeCount, ...]:
        """Every grade of the set, also those nobody has; units without a grade last."""
        held: dict[str, list[str]] = {grade: [] for grade in self.grades}
        for row in self.rows:
            held.setdefault(row.grade, []).append(row.unit_name)
        without = held.pop("", [])
        found = [GradeCount(grade, tuple(names), percent(len(names), len(self.rows))) for grade, names in held.items()]
        if without:
            found.append(GradeCount("Chưa xếp loại", tuple(without), percent(len(without), len(self.rows))))
        return tuple(found)

    @property
    def area_means(self) -> tuple[tuple[str, str, Decimal | None, str, str], ...]:
        """Code, name, mean percent, best and weakest unit of every area, over the ranked units."""
        found = []
        for code, name in area_names(self.rows).items():
            shares = [
                (area.percent, row.unit_name)
                for row in self.rows
                if row.rank
                for area in row.areas
                if area.code == code and area.percent is not None
            ]
            found.append((code, name, mean([share for share, _ in shares]), *_ends(shares)))
        return tuple(found)


def _ends(shares: Sequence[tuple[Decimal, str]]) -> tuple[str, str]:
    if not shares:
        return "", ""
    return max(shares, key=lambda each: each[0])[1], min(shares, key=lambda each: each[0])[1]


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Two decimals, half up; None of nothing."""
    return rounded(sum(values, Decimal(0)) / len(values)) if values else None


@dataclass(frozen=True, slots=True)
class Method:
    """How the units of one criteria set were scored: its name and what is said of it."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A result to be drawn.

    Before publication `decision_number` and `digest` are "", `decided_on` is None and `version` 0.
    `made_at` is the moment the figures were frozen, so that a document of a publication is always the same one.
    """

    authority: str
    province: str
    title: str
    period: str
    period_code: str
    year: int
    window: tuple[dt.date, dt.date]
    decision_number: str
    decided_on: dt.date | None
    version: int
    final: bool
    reason: str
    digest: str
    made_at: dt.datetime
    method: tuple[Method, ...]
    blocks: tuple[BlockTable, ...]

    def placed(self, unit_id: int) -> tuple[BlockTable, Row] | None:
        """The block and the row of a unit; None where it takes no part."""
        return next(((block, row) for block in self.blocks for row in block.rows if row.unit_id == unit_id), None)

    @property
    def is_published(self) -> bool:
        return bool(self.digest)

    @property
    def data(self) -> str:
        return f"Số liệu từ {show_date(self.window[0])} đến hết {show_date(self.window[1])}"

    @property
    def decision(self) -> str:
        """ "" while nothing is published."""
        if not self.is_published:
            return ""
        return f"Theo Quyết định số {self.decision_number} ngày {show_date(self.decided_on)}"

    @property
    def standing(self) -> str:
        """Whether what stands here is final."""
        if not self.is_published:
            return "Kết quả tạm tính, chưa công bố"
        return "Kết quả chính thức" if self.final else "Kết quả tạm tính, không thay kết quả năm"

    @property
    def footer(self) -> str:
        return f"Mã băm: {self.digest}" if self.digest else PROVISIONAL

    @property
    def general(self) -> tuple[str, ...]:
        """What holds for every set, how the tables are to be read, and the seal."""
        return (
            "Tổng điểm = điểm thẩm định + điểm điều tra xã hội học, làm tròn hai chữ số thập phân, nửa làm tròn lên.",
            "Chỉ số (%) = tổng điểm chia cho điểm tối đa của đơn vị; tiêu chí không áp dụng (KAD) không nằm trong "
            "điểm tối đa.",
            "Đơn vị không xếp hạng vẫn giữ điểm. Trung bình khối chỉ tính các đơn vị được xếp hạng.",
            "Khi một điều kiện khống chế mức xếp loại, lý do ghi ở cột Ghi chú.",
            "Hồ sơ thủ tục hành chính: đã giải quyết = trước hạn + đúng hạn + trễ hạn, theo thời hạn tính bằng ngày "
            "làm việc, trong khoảng số liệu của kỳ.",
            *self._compared,
            self._sealed,
        )

    @property
    def _compared(self) -> Iterable[str]:
        found = {(block.before.year, block.before.decision) for block in self.blocks if block.before}
        return [f"Kết quả năm {year} để so sánh: {decision}." for year, decision in sorted(found)]

    @property
    def _sealed(self) -> str:
        if not self.is_published:
            return "Kết quả chưa công bố: điểm, hạng và xếp loại ở đây còn có thể thay đổi."
        return (
            f"Kết quả công bố lần {self.version} được chốt nguyên văn; mã băm SHA-256 của gói công bố: {self.digest}."
        )


def note_of(row: Row) -> str:
    """What stands beside a unit in a table: why it is not ranked, what is missing, why its grade was lowered."""
    if row.total is None:
        return "Chưa có điểm"
    said = ("Không xếp hạng" if row.rank is None else "", f"Còn thiếu {row.missing} tiêu chí" if row.missing else "")
    return "; ".join(filter(None, (*said, row.grade_reason)))
