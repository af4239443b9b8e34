"""Refreshing measured figures: only what moved is written, the version rises, a published period rests."""

import datetime as dt

import pytest

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.measurements import refresh_measured
from indicators.enums import PeriodState
from indicators.facts import DOSSIER_NAMES, INSPECTION_NAMES, REPORT_NAMES, TASK_NAMES, WORK_NAMES
from indicators.models import Measurement
from tests.factories.plans import make_assessment, make_period, make_task, make_unit

NOW = dt.datetime(2023, 6, 20, 2, tzinfo=dt.UTC)
LATER = dt.datetime(2023, 6, 21, 2, tzinfo=dt.UTC)
NAMES = len({*DOSSIER_NAMES, *TASK_NAMES, *INSPECTION_NAMES, *REPORT_NAMES, *WORK_NAMES})

pytestmark = pytest.mark.django_db


def test_refresh_measured_writes_every_name_of_every_assessed_unit():
    period = make_period()
    unit, _ = make_assessment(period, make_unit("SNV")).unit, make_unit("STP")
    make_task(unit, finished_on=dt.date(2023, 6, 10))

    assert refresh_measured(period_id=period.pk, now=NOW) == NAMES

    assert Measurement.objects.filter(unit=unit).count() == NAMES
    assert Measurement.objects.exclude(unit=unit).count() == 0
    assert Measurement.objects.get(name="tasks.done").value == 1


def test_refresh_measured_twice_changes_nothing_and_leaves_the_version():
    period = make_period()
    make_assessment(period, make_unit("SNV"))
    refresh_measured(period_id=period.pk, now=NOW)
    period.refresh_from_db()
    version = period.version

    assert refresh_measured(period_id=period.pk, now=LATER) == 0

    period.refresh_from_db()
    assert (version, period.version) == (2, 2)
    assert [event.action for event in AuditEvent.objects.order_by("seq")] == ["period.measure"]


def test_refresh_measured_writes_only_figures_that_moved():
    period = make_period()
    unit = make_assessment(period, make_unit("SNV")).unit
    refresh_measured(period_id=period.pk, now=NOW)
    make_task(unit, finished_on=dt.date(2023, 6, 10))

    assert refresh_measured(period_id=period.pk, now=LATER) == 3

    moved = Measurement.objects.filter(measured_at=LATER).order_by("name")
    assert [(one.name, one.value) for one in moved] == [("tasks.assigned", 1), ("tasks.done", 1), ("tasks.in_time", 1)]
    period.refresh_from_db()
    assert period.version == 3


def test_refresh_measured_leaves_a_published_period_alone():
    period = make_period(state=PeriodState.PUBLISHED)

    with pytest.raises(Refused) as refusal:
        refresh_measured(period_id=period.pk, now=NOW)

    assert str(refusal.value) == "6 tháng đầu năm 2023 đã công bố, số liệu đo không cập nhật nữa."


@pytest.mark.parametrize("count", [1, 3])
def test_refresh_measured_takes_the_same_number_of_queries_for_any_number_of_units(django_assert_num_queries, count):
    period = make_period()
    for number in range(count):
        make_task(make_assessment(period, make_unit(f"S{number}")).unit)

    with django_assert_num_queries(18):
        refresh_measured(period_id=period.pk, now=NOW)
