"""The draft of a unit that ended: closed with a reason, and no longer in the way of publishing."""

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.enums import Action, State
from indicators.models import AssessmentEvent
from reports import queries
from tests.factories import indicators as make
from units.models import Unit

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def moves(scene):
    return list(scene.assessment.events.order_by("id").values_list("action", flat=True))


def ended(scene):
    Unit.objects.filter(pk=scene.unit.pk).update(valid_to=timezone.localdate() - make.DAY)


def test_the_draft_of_a_unit_that_ended_is_closed_with_a_reason_and_no_longer_bars_publishing():
    scene, other = two()
    ended(scene)
    assert any(scene.unit.name in sentence for sentence in queries.still_open(scene.period))

    closed = deeds.close_unscored(
        assessment_id=scene.assessment_id, by=scene.coordinator, reason="QĐ 12/QĐ-UBND sáp nhập", now=now()
    )

    assert closed.state == State.CLOSED
    assert list(AssessmentEvent.objects.filter(action=Action.CLOSE).values_list("reason", "by__full_name")) == [
        ("QĐ 12/QĐ-UBND sáp nhập", "Lê Quang Vinh")
    ]
    assert AuditEvent.objects.filter(action="assessment.close", reason="QĐ 12/QĐ-UBND sáp nhập").count() == 1
    assert not any(scene.unit.name in sentence for sentence in queries.still_open(scene.period))
    assert [row.unit_id for row in queries.league(scene.period, "so", None)] == [other.unit.pk]


def two():
    scene = make.scene()
    return scene, make.scene("Sở Y tế", within=scene)


@pytest.mark.parametrize(
    ("over", "who", "reason", "sentence"),
    [
        (False, "coordinator", "QĐ 12", "Sở Tài chính còn hoạt động nên phiếu không đóng được."),
        (True, "coordinator", " ", "Hãy ghi lý do đóng phiếu không chấm."),
        (True, "appraiser", "QĐ 12", "Chỉ Điều phối CCHC được đóng phiếu không chấm."),
    ],
)
def test_closing_unscored_refuses_with_a_sentence(over, who, reason, sentence):
    scene = make.scene()
    if over:
        ended(scene)

    with pytest.raises(Refused, match=sentence):
        deeds.close_unscored(assessment_id=scene.assessment_id, by=getattr(scene, who), reason=reason, now=now())

    assert scene.assessment.state == State.DRAFT


def test_the_coordinator_finds_the_button_only_where_the_unit_ended(client):
    scene = make.scene()
    client.force_login(scene.coordinator)
    address = f"/cham-diem/{scene.assessment_id}/xem-lai/"
    before = client.get(address).content.decode()
    ended(scene)

    assert "Đóng phiếu, không chấm" not in before
    assert "Đóng phiếu, không chấm" in client.get(address).content.decode()
    client.post(f"/cham-diem/{scene.assessment_id}/chuyen/", {"action": "close", "reason": "QĐ 12"})
    assert scene.assessment.state == State.CLOSED
