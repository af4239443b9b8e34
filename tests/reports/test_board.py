"""The four figures on top and the parts of the page that may be empty."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache

from indicators.models import Assessment, Period, Score
from reports import queries
from reports.board import board
from reports.board_figures import Subject
from tests.factories import reports as make

pytestmark = pytest.mark.django_db
HALFWAY = dt.timedelta(days=15)


def figures(period: Period, now: dt.datetime | None = None) -> dict:
    """As drawn anew."""
    cache.clear()
    found = queries.periods(make.WIDE).get(pk=period.pk)
    subject = Subject(found, "so", "Sở, ban, ngành", found.publication_id)
    return board(subject, (), now or make.NOW)


def kpis(period: Period, now: dt.datetime | None = None) -> list[tuple[str, str, str]]:
    return [(kpi.value, kpi.unit, str(kpi.note)) for kpi in figures(period, now)["kpis"]]


def missing(*numbers: int) -> None:
    """These departments have not handed in yet."""
    units = [make.department(number) for number in numbers]
    Assessment.objects.filter(unit__in=units).update(state="draft", **make.NOT_HANDED_IN)


def test_board_compares_mean_and_spread_with_the_year_before() -> None:
    make.published(make.appraised_period([("5", "5"), ("9", "9")], code="nam-2025", year=2025))
    period = make.appraised_period([("9", "7"), ("8", "6")])

    assert kpis(period)[:2] == [
        ("30,00", "/ 40", '<span class="ok">▲ 2,00</span> so với cùng kỳ 2025'),
        ("4,00", "điểm", "32,00 và 28,00; năm 2025: 16,00"),
    ]


@pytest.mark.parametrize(
    ("points", "said"),
    [("7", '<span class="mute">= 0,00</span>'), ("6", '<span class="err">▼ 4,00</span>')],
)
def test_board_says_when_the_mean_stood_still_or_fell(points: str, said: str) -> None:
    make.published(make.appraised_period([("7", "7")], code="nam-2025", year=2025))

    assert kpis(make.appraised_period([(points, points)]))[0][2] == f"{said} so với cùng kỳ 2025"


def test_board_without_ranked_units_has_no_mean_to_show() -> None:
    make.department(0, ranked=False)

    period = make.appraised_period([("9", "7")])

    assert kpis(period)[:2] == [("—", "", "Chưa có đơn vị nào đủ điểm"), ("—", "", "")]
    assert 'class="avg"' not in figures(period)["league_rows"]


def test_board_counts_late_dossiers_of_the_window_only() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=900, on_time=80, late=20)
    make.dossiers(make.department(1), dt.date(2026, 9, 1), early=1000)
    make.dossiers(make.department(1), dt.date(2026, 12, 15), late=500)

    assert kpis(period)[2] == ("1,00%", "", "20 trên 2.000 hồ sơ · 1 đơn vị trên 1%")
    assert figures(period)["dossiers"] == (
        "2.000 hồ sơ đã giải quyết, 15/12/2025 – 14/12/2026. Xếp theo tỷ lệ trễ hạn."
    )


def test_board_names_units_that_are_overdue_and_counts_the_rest() -> None:
    period = make.appraised_period([("9", "7")] * 7)
    missing(0, 1, 2, 3, 4, 5)

    value, unit, note = kpis(period)[3]

    assert (value, unit, note.count("<a "), note[-19:]) == ("1", "/ 7 đơn vị", 3, "</a> và 3 đơn vị khác"[-19:])


def test_board_counts_who_is_still_expected_before_the_deadline() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    missing(1)

    assert kpis(period, period.opens_at + HALFWAY)[3] == ("1", "/ 2 đơn vị", "Còn 1 đơn vị; hạn nộp 15/12/2026")


def test_board_shows_a_unit_without_points_at_the_end_and_not_as_zero() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    Score.objects.filter(assessment__unit=make.department(0)).update(points=None)
    Assessment.objects.filter(unit=make.department(0)).update(total_points=None, percent=None, max_points=None)

    shown = figures(period)

    last = shown["league_rows"].rpartition("<tr")[2]
    assert ("Sở Nội vụ" in last, "Chưa có điểm" in last, "không xếp hạng" in last) == (True, True, False)
    assert shown["heat_rows"].count('<td class="k0">—</td>') == 2


def test_a_block_that_takes_no_part_has_no_rows() -> None:
    assert queries.league(make.appraised_period(), "khong-co", None) == ()


def test_areas_know_the_limits_of_the_engine() -> None:
    rules = make.criteria_set("bo-nam-2026", rule={"kind": "ratio", "knock_out": True})
    period = make.appraised_period([("9", "7")], rules=rules)
    Score.objects.filter(criterion__code="1.1").update(points=Decimal(0))

    (row,) = queries.league(period, "so", None)

    assert [(area.points, area.max) for area in row.areas] == [(0, 20), (14, 20)]


def test_board_says_once_that_there_are_no_dossiers() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])

    assert (kpis(period)[2][0], figures(period)["dossier_rows"].count("<tr>")) == ("—", 1)

    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=9, late=1)

    assert figures(period)["dossier_rows"].count("Không có hồ sơ đã giải quyết") == 1
