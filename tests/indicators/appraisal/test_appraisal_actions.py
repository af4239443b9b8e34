"""Appraisal: points beside the self score, a reason whenever they differ, never for the own unit."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.appraisals import ReasonMissing, accept_agreeing, appraise_row, load_appraisal
from indicators.actions.scores import Closed
from indicators.appraisal.desk import NOT_THEIRS, OWN_UNIT
from indicators.models import Score
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    made.submit()
    return made


def trail(action):
    return AuditEvent.objects.filter(action=action).count()


def test_appraise_row_stands_beside_the_self_score_and_totals_the_sheet(scene):
    row = scene.appraise("2.1", "1", "Trừ hồ sơ chứng thực")

    assert (row.self_points, row.appraised_points, row.points) == (Decimal("1.24"), Decimal(1), Decimal(1))
    assert (row.appraisal_reason, row.updated_by) == ("Trừ hồ sơ chứng thực", scene.appraiser)
    assert (scene.assessment.self_points, scene.assessment.appraised_points) == (Decimal("5.74"), Decimal("5.50"))
    assert trail("score.appraise") == 1


@pytest.mark.parametrize(
    ("code", "points", "reason", "sentence"),
    [
        ("2.1", "1", " ", "2.1: Điểm thẩm định khác điểm tự chấm: hãy ghi lý do để đơn vị biết."),
        ("9.2", "0.5", " ", "9.2: Điểm chấm thấp hơn điểm tối đa: hãy ghi lý do để đơn vị biết."),
        ("2.1", "2.01", "vì", "2.1: điểm phải từ 0 đến 2,00."),
        ("2.1", "-0.01", "vì", "2.1: điểm phải từ 0 đến 2,00."),
        ("2.1", "9" * 40, "vì", "2.1: điểm phải từ 0 đến 2,00."),
        ("2.2", "1", "vì", "2.2: tiêu chí này do hệ thống hoặc điều tra xã hội học ghi điểm, không thẩm định."),
        ("2.4", "1", "vì", "2.4: tiêu chí này do hệ thống hoặc điều tra xã hội học ghi điểm, không thẩm định."),
        ("9.1", "1", "vì", "9.1: tiêu chí này do hệ thống hoặc điều tra xã hội học ghi điểm, không thẩm định."),
    ],
)
def test_appraise_row_refuses_with_a_sentence_and_stores_nothing(scene, code, points, reason, sentence):
    with pytest.raises(Refused) as refusal:
        scene.appraise(code, points, reason)

    assert str(refusal.value) == sentence
    assert scene.score(code).appraised_points is None


def test_a_reason_is_missing_only_where_points_differ(scene):
    with pytest.raises(ReasonMissing):
        scene.appraise("2.1", "1.23")

    assert scene.appraise("2.1", "1.24").appraisal_reason == ""
    assert scene.appraise("9.2", "2").appraised_points == Decimal(2)


def test_appraise_row_refuses_what_does_not_apply(scene):
    Score.objects.filter(pk=scene.score("2.1").pk).update(not_applicable=True, exemption="15/UBND-NC")

    with pytest.raises(Refused) as refusal:
        scene.appraise("2.1", "1", "vì")

    assert str(refusal.value) == "2.1: tiêu chí không áp dụng cho đơn vị này nên không có điểm."


def test_two_inspectors_never_overwrite_each_other(scene):
    seen = scene.score("2.1").version
    scene.appraise("2.1", "1", "Thiếu văn bản", version=seen)

    with pytest.raises(Stale):
        scene.appraise("2.1", "2", "Đủ văn bản", version=seen)

    assert scene.score("2.1").appraised_points == Decimal(1)


def test_the_same_points_again_are_no_new_version(scene):
    first = scene.appraise("2.1", "1", "Thiếu văn bản")
    again = scene.appraise("2.1", "1", "Thiếu văn bản", version=0)

    assert (again.version, trail("score.appraise")) == (first.version, 1)


def test_the_own_unit_is_never_appraised(scene):
    units.post(scene.appraiser, scene.unit, Role.REPORTER)

    with pytest.raises(Refused) as refusal:
        scene.appraise("2.1", "1.24")

    assert str(refusal.value) == OWN_UNIT


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.HEAD])
def test_only_appraisers_appraise(scene, role):
    row = scene.score("2.1")

    with pytest.raises(Refused) as refusal:
        appraise_row(
            score_id=row.pk,
            version=row.version,
            points=Decimal(1),
            reason="vì",
            by=units.holder(role, scene.unit),
            now=timezone.now(),
        )

    assert str(refusal.value) == NOT_THEIRS


def test_a_sheet_that_is_not_handed_in_is_closed_to_appraisers():
    scene = make.scene()

    with pytest.raises(Closed) as refusal:
        scene.appraise("2.1", "1")

    assert str(refusal.value) == "Phiếu ở trạng thái “Đang nhập” nên không chấm được lúc này."


def test_accept_agreeing_takes_only_rows_without_any_doubt():
    scene = make.scene()
    make.measure(scene)
    scene.fill(without=("1.2", "1.3", "2.1", "2.3"))
    scene.save("1.2", no_occurrence=True)
    scene.save("1.3", values={"count": "0"}, self_points="0,5")
    scene.save("2.1", values={"done": "18691", "due": "18961"})
    scene.save("2.3", values={"done": "5"})
    scene.submit_as_it_is()
    scene.appraise("2.3", "0.5")

    taken = accept_agreeing(assessment_id=scene.assessment_id, by=scene.appraiser, now=timezone.now())
    again = accept_agreeing(assessment_id=scene.assessment_id, by=scene.appraiser, now=timezone.now())

    appraised = Score.objects.exclude(appraised_points=None).order_by("criterion__position")
    assert list(appraised.values_list("criterion__code", flat=True)) == ["1.1.1", "1.1.2", "2.3"]
    assert (taken, again, trail("assessment.accept_agreeing")) == (2, 0, 1)


def test_load_appraisal_gives_many_rows_at_once_and_only_what_changed(scene):
    given = {"1.3": (Decimal("0.5"), "Một lần muộn"), "9.2": (Decimal(2), "")}

    first = load_appraisal(assessment_id=scene.assessment_id, given=given, by=scene.appraiser, now=timezone.now())
    again = load_appraisal(assessment_id=scene.assessment_id, given=given, by=scene.appraiser, now=timezone.now())

    assert (first, again, trail("assessment.load_appraisal")) == (2, 0, 1)
    assert scene.score("1.3").appraisal_reason == "Một lần muộn"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"7.7": (Decimal(1), "")}, "Phiếu không có các tiêu chí này: 7.7."),
        ({"1.2": (Decimal(1), ""), "1.3": (Decimal(9), "")}, "1.3: điểm phải từ 0 đến 1,00."),
    ],
)
def test_load_appraisal_writes_nothing_where_one_row_stands_in_the_way(scene, given, sentence):
    with pytest.raises(Refused) as refusal:
        load_appraisal(assessment_id=scene.assessment_id, given=given, by=scene.appraiser, now=timezone.now())

    assert str(refusal.value) == sentence
    assert scene.score("1.2").appraised_points is None
