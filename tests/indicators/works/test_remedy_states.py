"""The state table of a finding: every pair of a day and of what had happened to it by then."""

import datetime as dt

import pytest

from indicators.enums import InspectionKind, RemedyState
from indicators.inspections.remedies import InspectionCounts, counted, remedy_state, why_not_remedied

DUE = dt.date(2023, 5, 15)
OPEN, OVERDUE, IN_TIME, LATE = RemedyState.OPEN, RemedyState.OVERDUE, RemedyState.IN_TIME, RemedyState.LATE
DAYS = (dt.date(2023, 5, 1), dt.date(2023, 5, 14), DUE, dt.date(2023, 5, 16), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("remedied_on", "expected"),
    [
        (None, (OPEN, OPEN, OPEN, OVERDUE, OVERDUE)),
        (dt.date(2023, 5, 1), (IN_TIME,) * 5),
        (dt.date(2023, 5, 14), (OPEN, IN_TIME, IN_TIME, IN_TIME, IN_TIME)),
        (DUE, (OPEN, OPEN, IN_TIME, IN_TIME, IN_TIME)),
        (dt.date(2023, 5, 16), (OPEN, OPEN, OPEN, LATE, LATE)),
        (dt.date(2023, 6, 1), (OPEN, OPEN, OPEN, OVERDUE, LATE)),
    ],
)
def test_a_finding_on_every_day(remedied_on, expected):
    assert tuple(remedy_state(DUE, remedied_on, day) for day in DAYS) == expected


def test_counts_add_up():
    kinds = [InspectionKind.PLANNED] * 7 + [InspectionKind.SURPRISE] * 33

    counts = counted(kinds, [IN_TIME, IN_TIME, LATE, OPEN, OVERDUE])

    assert counts == InspectionCounts(
        planned=7, surprise=33, findings=5, remedied_in_time=2, remedied_late=1, overdue=1
    )
    assert (counts.held, counts.remedied, counts.open) == (40, 3, 1)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(2023, 6, 2), "Ngày khắc phục 02/06/2023 ở tương lai. Chỉ báo cáo khi đã khắc phục xong."),
        (dt.date(2023, 4, 11), "Ngày khắc phục 11/04/2023 trước ngày kiểm tra 12/04/2023."),
        (dt.date(2023, 4, 12), None),
    ],
)
def test_a_remedy_has_a_believable_day(day, sentence):
    assert why_not_remedied(day, held_on=dt.date(2023, 4, 12), today=dt.date(2023, 6, 1)) == sentence
