"""The job that measures and scores a period, and the nightly ring."""

import pytest

from cchc_portal.jobs import work
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from indicators.actions.periods import request_recalculation
from indicators.enums import PeriodState
from indicators.models import Measurement, Period
from indicators.tasks import recalculate_open_periods
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db(transaction=True)


def run(scene):
    job = request_recalculation(period=scene.period, by=scene.coordinator)
    work.run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def test_recalculate_period_measures_and_scores_and_says_what_changed():
    scene = make.scene()

    first, second = run(scene), run(scene)

    measured = Measurement.objects.count()
    assert (first.state, first.message) == (
        JobState.DONE,
        f"Cập nhật {measured} số liệu, 10 điểm tiêu chí, 1 đơn vị.",
    )
    assert (second.state, second.message) == (JobState.DONE, "Mọi điểm đều đã đúng, không có gì thay đổi.")
    assert first.applied_at is not None


def test_recalculate_period_that_was_published_meanwhile_fails_in_words():
    scene = make.scene()
    job = request_recalculation(period=scene.period, by=scene.coordinator)
    Period.objects.update(state=PeriodState.PUBLISHED)

    work.run_job(job.pk)

    ended = Job.objects.get(pk=job.pk)
    assert (ended.state, ended.error) == (
        JobState.FAILED,
        "Quý III/2026 đã công bố, số liệu đo không cập nhật nữa.",
    )


def test_the_nightly_ring_queues_every_open_period_once():
    make.period("quy-1", state=PeriodState.OPEN)
    make.period("quy-2", state=PeriodState.OPEN)
    make.period("quy-3", state=PeriodState.PREPARING)
    make.period("quy-4", state=PeriodState.PUBLISHED)

    recalculate_open_periods()
    recalculate_open_periods()

    assert Job.objects.count() == 2
