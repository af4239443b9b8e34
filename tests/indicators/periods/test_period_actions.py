"""Announcing a period and asking for its recalculation."""

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import create_period, request_recalculation
from indicators.enums import PeriodState
from indicators.models import Period
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def announced(**fields):
    made = make.period(**fields)
    made.delete()
    made.pk = None
    return made


def test_create_period_stores_the_sets_of_its_blocks():
    scene = make.scene()
    sets = {scene.unit.block_id: scene.assessment.criteria_set_id}

    made = create_period(period=announced(code="nam-2026"), sets=sets, by=scene.coordinator, now=timezone.now())

    assert list(made.sets.values_list("block_id", "criteria_set_id")) == list(sets.items())
    assert made.state == PeriodState.PREPARING
    assert AuditEvent.objects.filter(action="period.create").count() == 1


@pytest.mark.parametrize(
    ("role", "sets", "sentence"),
    [
        (Role.APPRAISER, {1: 1}, "Chỉ Điều phối CCHC được tạo kỳ đánh giá."),
        (Role.COORDINATOR, {}, "Hãy chọn bộ tiêu chí cho ít nhất một khối."),
    ],
)
def test_create_period_refuses_with_a_sentence(role, sets, sentence):
    with pytest.raises(Refused) as refusal:
        create_period(period=announced(), sets=sets, by=units.holder(role), now=timezone.now())

    assert (str(refusal.value), Period.objects.count()) == (sentence, 0)


def test_request_recalculation_twice_is_one_job():
    scene = make.scene()

    first = request_recalculation(period=scene.period, by=scene.coordinator)
    second = request_recalculation(period=scene.period, by=None)

    assert (first, first.label) == (second, "Tính lại điểm Quý III/2026")
    assert Job.objects.filter(kind="indicators.recalculate").count() == 1


def test_request_recalculation_of_a_published_period_is_refused():
    with pytest.raises(Refused) as refusal:
        request_recalculation(period=make.period(state=PeriodState.PUBLISHED), by=None)

    assert str(refusal.value) == "Kỳ “Quý III/2026” đã công bố nên điểm không tính lại được."
