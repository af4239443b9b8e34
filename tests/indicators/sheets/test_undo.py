"""One's own changes of the day, taken back."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.scores import undo_row
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def trail(action):
    return AuditEvent.objects.filter(action=action)


def undo(scene, code="2.1", by=None):
    return undo_row(score_id=scene.score(code).pk, by=by or scene.reporter, now=timezone.now())


def test_undo_gives_the_row_back_as_it_stood_before_ones_first_change_of_the_day():
    scene = make.scene()
    colleague = units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh")
    scene.save("2.1", values={"done": "4", "due": "8"}, citation="Số 4/BC", by=colleague)
    scene.save("2.1", values={"done": "5", "due": "8"})
    scene.save("2.1", values={"done": "6", "due": "9"}, no_occurrence=True)

    row = undo(scene)

    assert (row.answer, row.citation, row.no_occurrence) == ({"done": "4", "due": "8"}, "Số 4/BC", False)
    assert (row.self_points, row.version, scene.assessment.self_points) == (Decimal("1.00"), 4, Decimal("1.00"))
    assert trail("score.undo").count() == 1


def test_undo_empties_a_row_that_was_empty_this_morning():
    scene = make.scene()
    scene.save("2.1", values={"done": "5", "due": "8"})

    assert (undo(scene).answer, scene.score("2.1").self_points) == ({}, None)


def test_undo_never_touches_what_somebody_else_saved_since():
    scene = make.scene()
    colleague = units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh")
    scene.save("2.1", values={"done": "5", "due": "8"})
    scene.save("2.1", values={"done": "6", "due": "8"}, by=colleague)

    with pytest.raises(Refused, match="người khác đã lưu sau"):
        undo(scene)

    assert scene.score("2.1").answer == {"done": "6", "due": "8"}


def test_undo_has_nothing_to_do_where_nobody_typed_today():
    with pytest.raises(Refused, match="chưa sửa dòng này"):
        undo(make.scene())
