"""A year's sheet starts from its quarters: counts are added, choices taken from the latest, gaps left open."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from indicators.actions.periods import open_period
from indicators.actions.recalculation import recalculate
from indicators.enums import PeriodKind
from indicators.models import PeriodSet, Score
from indicators.sheets.carried import Part, cover
from tests.factories import indicators as make

DAYS = {
    "I": (dt.date(2025, 12, 15), dt.date(2026, 3, 14)),
    "II": (dt.date(2026, 3, 15), dt.date(2026, 6, 14)),
    "half": (dt.date(2025, 12, 15), dt.date(2026, 6, 14)),
    "III": (dt.date(2026, 6, 15), dt.date(2026, 9, 14)),
}


def part(name):
    return Part(*DAYS[name], answer={}, no_occurrence=False)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("III", "I", "II"), ["I", "II", "III"]),
        (("I", "half", "III"), ["half", "III"]),  # a half year stands for its quarters
        (("I", "half"), ["half"]),
        ((), []),
    ],
)
def test_periods_are_taken_once(names, chosen):
    assert cover(map(part, names)) == list(map(part, chosen))


@pytest.fixture
def year(db):
    """Two quarters handed in: 40/68 and 20/32 online dossiers; a plan issued in the second only."""
    first = make.scene(code="quy-1-2026", data_from=DAYS["I"][0], data_to=DAYS["I"][1], kind=PeriodKind.QUARTER)
    make.measure(first)
    first.fill(without=("2.1", "1.1.2", "1.2"))
    first.save("2.1", values={"done": "40", "due": "68"})
    first.save("1.1.2", values={"choice": "2"})
    first.save("1.2", no_occurrence=True)
    first.submit_as_it_is()
    second = quarter(first, "quy-2-2026", "II")
    second.fill(without=("2.1",))
    second.save("2.1", values={"done": "20", "due": "32"})
    second.submit_as_it_is()
    return opened(first, "nam-2026", kind=PeriodKind.YEAR, data_from=DAYS["I"][0], data_to=dt.date(2026, 12, 14))


def opened(scene, code, **fields):
    """The same unit and people in one more period."""
    period = make.period(code, **fields)
    rules = scene.assessment.criteria_set
    PeriodSet.objects.create(period=period, block=rules.block, criteria_set=rules)
    open_period(period_id=period.pk, by=scene.coordinator, now=timezone.now())
    period.refresh_from_db()
    return replace(scene, period=period, assessment_id=period.assessments.get(unit=scene.unit).pk)


def quarter(scene, code, name):
    made = opened(scene, code, data_from=DAYS[name][0], data_to=DAYS[name][1], kind=PeriodKind.QUARTER)
    make.measure(made)
    return made


def test_a_year_adds_counts_and_takes_the_latest_choice(year):
    answers = dict(year.assessment.scores.order_by("pk").values_list("criterion__code", "answer"))

    assert answers["2.1"] == {"done": "60", "due": "100"}
    assert (answers["2.3"], answers["1.3"]) == ({"done": "10"}, {"count": "0"})
    assert answers["1.1.2"] == {"choice": "1"}
    assert answers["1.2"] == {"days": "0"}  # nothing occurred in the first quarter, something in the second
    assert answers["9.2"] == {}


def test_what_a_year_starts_from_is_scored_and_still_the_units_to_change(year):
    recalculate(period_id=year.period.pk, now=timezone.now())

    row = year.score("2.1")
    assert (str(row.self_points), row.version, row.updated_by) == ("1.20", 0, None)
    assert year.save("2.1", values={"done": "61", "due": "100"}).answer["done"] == "61"


def test_a_quarter_that_was_not_handed_in_is_not_counted_nor_a_year_with_a_gap(db):
    second = make.scene(code="quy-2-2026", data_from=DAYS["II"][0], data_to=DAYS["II"][1])
    make.measure(second)
    second.submit()
    year = opened(second, "nam-2026", kind=PeriodKind.YEAR, data_from=DAYS["I"][0], data_to=dt.date(2026, 12, 14))

    assert set(Score.objects.filter(assessment=year.assessment_id).values_list("answer__done", flat=True)) == {None}
