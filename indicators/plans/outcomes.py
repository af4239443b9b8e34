"""What became of a task, said by its dates alone: never typed, and askable for any past day (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import percent, show_date
from indicators.enums import TaskOutcome


def year_end(year: int) -> dt.date:
    """The day on which all-year work is closed."""
    return dt.date(year, 12, 31)


def due_date(due_on: dt.date | None, year: int) -> dt.date:
    """The last day that still counts as on time; all-year work has none of its own and is closed at year end."""
    return due_on or year_end(year)


def outcome(due_on: dt.date | None, finished_on: dt.date | None, on: dt.date, year: int) -> TaskOutcome:
    """How the task of `year` stood at the end of day `on`: work finished later was not finished yet."""
    due = due_date(due_on, year)
    if finished_on is None or finished_on > on:
        return TaskOutcome.OVERDUE if on > due else TaskOutcome.IN_PROGRESS
    if finished_on == due:
        return TaskOutcome.ON_TIME
    return TaskOutcome.EARLY if finished_on < due else TaskOutcome.LATE


@dataclass(frozen=True, slots=True)
class Dates:
    """All that decides what a task was on any day. An adjustment counts from the day of its decision."""

    year: int
    due_on: dt.date | None
    finished_on: dt.date | None = None
    added_on: dt.date | None = None
    dropped_on: dt.date | None = None
    earlier: tuple[tuple[dt.date, dt.date | None], ...] = ()  # (until that day, due then), oldest first

    def there(self, on: dt.date) -> bool:
        """Whether the task belonged to its plan at the end of the day."""
        return (self.added_on is None or self.added_on <= on) and (self.dropped_on is None or on < self.dropped_on)

    def due(self, on: dt.date | None = None) -> dt.date:
        """The due date as it was worded on the day; without a day, as it is worded now."""
        worded = next((due for until, due in self.earlier if on is not None and on < until), self.due_on)
        return due_date(worded, self.year)

    def outcome(self, on: dt.date) -> TaskOutcome:
        """How the task stood at the end of the day, by the wording of that day."""
        return outcome(self.due(on), self.finished_on, on, self.year)


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
    "early": Counted("Hoàn thành trước hạn", frozenset({TaskOutcome.EARLY})),
    "on_time": Counted("Hoàn thành đúng hạn", frozenset({TaskOutcome.ON_TIME})),
    "in_progress": Counted("Đang thực hiện", frozenset({TaskOutcome.IN_PROGRESS})),
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
