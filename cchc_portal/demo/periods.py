"""The periods of the invented city: two published, two open now (pure data)."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cchc_portal.demo import NOTE

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class DemoPeriod:
    code: str
    name: str
    year: int
    kind: str
    data_from: dt.date
    data_to: dt.date
    opens_at: dt.datetime
    self_due_at: dt.datetime
    first_due_at: dt.datetime
    explain_due_at: dt.datetime
    second_due_at: dt.datetime


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), ZONE)


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """A year that is over: when its sheets were handed in, appraised and published, and by which decision."""

    period: DemoPeriod
    submitted_at: dt.datetime
    first_at: dt.datetime
    explained_at: dt.datetime
    second_at: dt.datetime
    published_at: dt.datetime
    decision_number: str
    decided_on: dt.date
    title: str

    @property
    def public_at(self) -> dt.datetime:
        """The morning of the conference, some days after the units."""
        return self.published_at + dt.timedelta(days=4)

    @property
    def minutes(self) -> dict[str, object]:
        """The council met the day after the second round."""
        return {
            "number": f"02/BB-HĐTĐ ({NOTE})",
            "held_on": self.second_at.date() + dt.timedelta(days=1),
            "chair": "Võ Quốc Bình, Phó Chủ tịch UBND, Chủ tịch Hội đồng thẩm định",
            "conclusion": "Hội đồng thống nhất kết quả thẩm định, đề nghị Chủ tịch UBND phê duyệt và công bố.",
        }


def _title(year: int) -> str:
    units = "các sở, ban, ngành và UBND cấp huyện"
    return f"Chỉ số cải cách hành chính năm {year} của {units} (số liệu minh họa)"


YEAR_2021 = DemoPeriod(
    code="nam-2021",
    name="Năm 2021",
    year=2021,
    kind="year",
    data_from=dt.date(2020, 12, 15),
    data_to=dt.date(2021, 12, 14),
    opens_at=_at(dt.date(2021, 12, 15), 8),
    self_due_at=_at(dt.date(2022, 1, 10), 17),
    first_due_at=_at(dt.date(2022, 1, 31), 17),
    explain_due_at=_at(dt.date(2022, 2, 7), 17),
    second_due_at=_at(dt.date(2022, 2, 14), 17),
)
YEAR_2022 = DemoPeriod(
    code="nam-2022",
    name="Năm 2022",
    year=2022,
    kind="year",
    data_from=dt.date(2021, 12, 15),
    data_to=dt.date(2022, 12, 14),
    opens_at=_at(dt.date(2022, 12, 15), 8),
    self_due_at=_at(dt.date(2023, 1, 10), 17),
    first_due_at=_at(dt.date(2023, 1, 31), 17),
    explain_due_at=_at(dt.date(2023, 2, 7), 17),
    second_due_at=_at(dt.date(2023, 2, 14), 17),
)
PUBLISHED_2021 = PublishedYear(
    period=YEAR_2021,
    submitted_at=_at(dt.date(2022, 1, 6), 9),
    first_at=_at(dt.date(2022, 1, 28), 15),
    explained_at=_at(dt.date(2022, 2, 2), 9),
    second_at=_at(dt.date(2022, 2, 10), 15),
    published_at=_at(dt.date(2022, 2, 21), 10),
    decision_number="298/QĐ-UBND (số liệu minh họa)",
    decided_on=dt.date(2022, 2, 18),
    title=_title(2021),
)
PUBLISHED_2022 = PublishedYear(
    period=YEAR_2022,
    submitted_at=_at(dt.date(2023, 1, 6), 9),
    first_at=_at(dt.date(2023, 1, 30), 15),
    explained_at=_at(dt.date(2023, 2, 2), 9),
    second_at=_at(dt.date(2023, 2, 10), 15),
    published_at=_at(dt.date(2023, 2, 20), 10),
    decision_number="315/QĐ-UBND (số liệu minh họa)",
    decided_on=dt.date(2023, 2, 17),
    title=_title(2022),
)


def _deadlines(last: dt.date) -> dict[str, dt.datetime]:
    """Handed in by `last`; three weeks to judge, one to explain, one to judge again."""
    days = {"self_due_at": 0, "first_due_at": 21, "explain_due_at": 28, "second_due_at": 35}
    return {name: _at(last + dt.timedelta(days=after), 17) for name, after in days.items()}


def open_periods(today: dt.date) -> tuple[DemoPeriod, DemoPeriod]:
    """The first half and the whole of 2023, open since a week and due some weeks from `today`."""
    opens_at = _at(today - dt.timedelta(days=7), 8)
    half = DemoPeriod(
        code="6t-2023",
        name="6 tháng đầu năm 2023",
        year=2023,
        kind="half",
        data_from=dt.date(2022, 12, 15),
        data_to=dt.date(2023, 6, 14),
        opens_at=opens_at,
        **_deadlines(today + dt.timedelta(days=14)),
    )
    whole = DemoPeriod(
        code="nam-2023",
        name="Năm 2023",
        year=2023,
        kind="year",
        data_from=dt.date(2022, 12, 15),
        data_to=dt.date(2023, 12, 14),
        opens_at=opens_at,
        **_deadlines(today + dt.timedelta(days=45)),
    )
    return half, whole
