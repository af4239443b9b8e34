"""What became of a task, said by its dates alone: never typed, and askable for any past day (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import percent, show_date
from indicators.enums import TaskOutcome


def due_date(due_on: dt.date | None, year: int) -> dt.date:
    """The last day that still counts as on time; all-year work has none of its own and is closed on 31/12."""
    return due_on or dt.date(year, 12, 31)


def outcome(due_on: dt.date | None, finished_on: dt.date | None, on: dt.date, year: int) -> TaskOutcome:
    """How the task of `year` stood at the end of day `on`: work finished later was not finished yet."""
    due = due_date(due_on, year)
    if finished_on is None or finished_on > on:
        return TaskOutcome.OVERDUE if on > due else TaskOutcome.IN_PROGRESS
    if finished_on == due:
        return TaskOutcome.ON_TIME
    return TaskOutcome.EARLY if finished_on < due else TaskOutcome.LATE


def why_not_finished(finished_on: dt.date, *, year: int, today: dt.date) -> str | None:
    """The sentence that refuses the date as the end of a task of `year`; None means: believable."""
    if finished_on > today:
        return f"Ngày hoàn thành {show_date(finished_on)} ở tương lai. Chỉ báo cáo khi nhiệm vụ đã hoàn thành."
    first = dt.date(year - 1, 12, 15)  # the reporting year begins on 15/12 (581/BNV-CCHC)
    if finished_on < first:
        return (
            f"Ngày hoàn thành {show_date(finished_on)} sớm hơn năm kế hoạch {year} "
            f"(tính từ {show_date(first)}). Kiểm tra lại năm."
        )
    return None


@dataclass(frozen=True, slots=True)
class Counted:
    """The tasks a figure counts, by what became of them."""

    label: str
    outcomes: frozenset[TaskOutcome]


_IN_TIME = frozenset({TaskOutcome.EARLY, TaskOutcome.ON_TIME})
COUNTED = {
    "done": Counted("Đã hoàn thành", _IN_TIME | {TaskOutcome.LATE}),
    "in_time": Counted("Hoàn thành trước và đúng hạn", _IN_TIME),
    "late": Counted("Hoàn thành quá hạn", frozenset({TaskOutcome.LATE})),
    "overdue": Counted("Quá hạn chưa hoàn thành", frozenset({TaskOutcome.OVERDUE})),
}
"""By the name of the figure in Tally; a test holds that both count the same tasks."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks by outcome. Unfinished work counts for nothing: no part of a task is done (42 of 68 = 61,76 %)."""

    early: int = 0
    on_time: int = 0
    late: int = 0
    in_progress: int = 0
    overdue: int = 0

    @property
    def assigned(self) -> int:
        return self.done + self.in_progress + self.overdue

    @property
    def in_time(self) -> int:
        return self.early + self.on_time

    @property
    def done(self) -> int:
        return self.in_time + self.late

    @property
    def done_percent(self) -> Decimal | None:
        """Percent of the assigned tasks that are done; None where none was assigned."""
        return percent(self.done, self.assigned)

    @property
    def by_outcome(self) -> list[tuple[TaskOutcome, int, Decimal | None]]:
        """(outcome, tasks, percent of the assigned), in the order of the vocabulary."""
        counts = [(one, getattr(self, one.value)) for one in TaskOutcome]
        return [(one, count, percent(count, self.assigned)) for one, count in counts]


def tally(outcomes: Iterable[TaskOutcome]) -> Tally:
    return Tally(**{one.value: count for one, count in Counter(outcomes).items()})
