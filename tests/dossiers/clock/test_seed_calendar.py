"""The seeded calendar: real days off, corrections, no gaps."""

import datetime as dt

import pytest

from cchc_portal.kit.refusals import Refused
from dossiers.actions import seed_calendar
from dossiers.enums import DayKind
from dossiers.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "working", "kind"),
    [
        ("2024-04-29", False, DayKind.SWAPPED_OFF),
        ("2024-05-04", True, DayKind.MAKEUP),
        ("2025-01-29", False, DayKind.HOLIDAY),
        ("2026-01-02", False, DayKind.SWAPPED_OFF),
        ("2026-01-10", True, DayKind.MAKEUP),
        ("2026-01-11", False, DayKind.WEEKEND),
        ("2026-01-12", True, DayKind.ORDINARY),
        ("2026-04-27", False, DayKind.COMPENSATORY),
    ],
)
def test_seed_calendar_knows_the_kind_of_a_day(day, working, kind):
    year = int(day[:4])

    seed_calendar(first_year=year, last_year=year)

    found = CalendarDay.objects.get(day=day)
    assert (found.working, found.kind) == (working, kind)


def test_seed_calendar_counts_ordinals_from_the_first_day():
    assert seed_calendar(first_year=2025, last_year=2025) == 365

    first_days = CalendarDay.objects.filter(day__lte=dt.date(2025, 1, 6)).values_list("ordinal", flat=True)
    assert list(first_days) == [0, 1, 2, 2, 2, 3]


def test_seed_calendar_refuses_a_gap():
    seed_calendar(first_year=2022, last_year=2022)

    with pytest.raises(Refused, match="phải liền ngày"):
        seed_calendar(first_year=2024, last_year=2024)
