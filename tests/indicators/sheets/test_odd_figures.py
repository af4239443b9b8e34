"""What looks odd about a row, asks for a reason, and is cleared by it; what bars handing in until it is explained."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.recalculation import recalculate
from indicators.actions.scores import Typed, load_answers, undo_row
from indicators.enums import State
from indicators.models import Score
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarters() -> make.Scene:
    """Quarter III of a unit that had 40 of 50 in quarter II."""
    return make.second_quarter(make.scene(), {"2.1": Typed({"done": "40", "due": "50"})})


def flags(row):
    return [(flag["kind"], flag["input"], flag["answered"]) for flag in row.flags]


def test_a_jump_is_stored_asked_about_and_cleared_by_a_reason(quarters):
    jumped = quarters.save("2.1", values={"done": "90", "due": "100"})
    told = quarters.save("2.1", values={"done": "90", "due": "100"}, remark="Tăng do chiến dịch 60 ngày\x00 ")

    assert flags(jumped) == [("jump", "done", False), ("jump", "due", False)]
    assert jumped.flags[0]["message"] == "“Số hồ sơ trực tuyến” tăng 125% so với Quý II/2026 (40 → 90)."
    assert (told.remark, flags(told)) == ("Tăng do chiến dịch 60 ngày", [("jump", "done", True), ("jump", "due", True)])
    assert AuditEvent.objects.filter(action="score.save").first().canonical.count("Tăng do chiến dịch") == 1


def test_a_reason_once_given_does_not_clear_another_slip(quarters):
    quarters.save("2.1", values={"done": "90", "due": "100"}, remark="Tăng do chiến dịch")

    more = quarters.save("2.1", values={"done": "95", "due": "110"})
    slipped = quarters.save("2.1", values={"done": "95", "due": "510"})

    assert flags(more) == [("jump", "done", True), ("jump", "due", True)]
    assert flags(slipped) == [("jump", "done", True), ("slip", "due", False)]


def test_a_reason_taken_away_asks_again(quarters):
    quarters.save("2.1", values={"done": "90", "due": "100"}, remark="Tăng do chiến dịch")

    assert flags(quarters.save("2.1", values={"done": "90", "due": "100"}, remark="")) == [
        ("jump", "done", False),
        ("jump", "due", False),
    ]


def test_the_nightly_recalculation_leaves_what_was_said_and_answered(quarters):
    before = quarters.save("2.1", values={"done": "90", "due": "100"}, remark="Tăng do chiến dịch").flags

    recalculate(period_id=quarters.period.pk, now=timezone.now())

    assert quarters.score("2.1").flags == before


def test_undo_gives_the_reason_back_with_the_row(quarters):
    colleague = units.holder(Role.HEAD, quarters.unit)
    quarters.save("2.1", values={"done": "90", "due": "100"}, remark="Tăng do chiến dịch", by=colleague)
    quarters.save("2.1", values={"done": "41", "due": "50"}, remark="")

    score = quarters.score("2.1")
    row = undo_row(score_id=score.pk, by=quarters.reporter, now=timezone.now())

    assert (row.remark, flags(row)) == ("Tăng do chiến dịch", [("jump", "done", True), ("jump", "due", True)])


def test_without_a_word_about_it_the_reason_stays_as_it_stands():
    scene = make.scene()
    scene.save("2.1", values={"done": "1", "due": "2"}, remark="Đợt đầu")

    assert scene.save("2.1", values={"done": "2", "due": "2"}).remark == "Đợt đầu"


def test_a_criterion_that_wants_an_explanation_bars_handing_in_until_it_is_there():
    scene = make.scene(rules_text=make.GRID_SET.replace('code = "1.3"', 'code = "1.3"\nexplanation_required = true'))
    make.measure(scene)
    scene.fill()

    with pytest.raises(Refused, match="Tiêu chí này bắt buộc giải trình"):
        scene.submit_as_it_is()
    scene.save("1.3", values={"count": "0"}, remark="Không vi phạm, theo sổ theo dõi")

    assert scene.submit_as_it_is().state == State.SUBMITTED


def test_a_figure_the_portal_counts_differently_bars_handing_in_until_it_is_explained():
    twice = 'label = "Số hồ sơ tiếp nhận", same_as = "dossiers.finished" }'
    scene = make.scene(rules_text=make.GRID_SET.replace('label = "Số hồ sơ tiếp nhận" }', twice))
    make.measure(scene)  # 100 finished
    scene.fill()  # 42 / 68

    with pytest.raises(Refused, match="“Số hồ sơ tiếp nhận” nhập 68, hệ thống đếm được 100"):
        scene.submit_as_it_is()
    scene.save("2.1", values={"done": "42", "due": "68"}, remark="32 hồ sơ nhận ngoài hệ thống")

    assert scene.submit_as_it_is().state == State.SUBMITTED


def two_counts():
    """1.3 and 2.1 ask for the same number."""
    asked = 'label = "Số hồ sơ tiếp nhận", same_in = "1.3.count" }'
    scene = make.scene(rules_text=make.GRID_SET.replace('label = "Số hồ sơ tiếp nhận" }', asked))
    make.measure(scene)
    return scene


def differing(scene):
    return [flag["message"] for flag in scene.score("2.1").flags if flag["kind"] == "same_in due"]


def test_one_quantity_told_differently_at_two_criteria_bars_handing_in_until_it_is_explained():
    scene = two_counts()
    scene.fill()  # 0 at 1.3, 68 at 2.1

    with pytest.raises(Refused, match=r"“Số hồ sơ tiếp nhận” ở đây là 68, ở tiêu chí 1\.3 là 0"):
        scene.submit_as_it_is()
    scene.save("2.1", values={"done": "42", "due": "68"}, remark="68 hồ sơ, 0 lần báo cáo chậm")

    assert scene.submit_as_it_is().state == State.SUBMITTED


def test_a_row_is_held_against_the_other_whichever_of_them_is_typed():
    scene = two_counts()
    scene.save("2.1", values={"done": "42", "due": "68"})
    assert differing(scene) == []  # nothing to hold it against yet

    scene.save("1.3", values={"count": "5"})
    assert len(differing(scene)) == 1
    version = scene.score("2.1").version

    scene.save("1.3", values={"count": "68"})
    assert (differing(scene), scene.score("2.1").version) == ([], version)
    scene.save("1.3", values={"count": "6"})
    undo_row(score_id=scene.score("1.3").pk, by=scene.reporter, now=timezone.now())
    assert differing(scene) == []
    load_answers(
        assessment_id=scene.assessment_id,
        rows={"2.1": Typed({"done": "42", "due": "70"}), "1.3": Typed({"count": "70"})},
        by=scene.reporter,
        now=timezone.now(),
    )
    assert differing(scene) == []
    recalculate(period_id=scene.period.pk, now=timezone.now())
    assert differing(scene) == []


def test_the_reason_is_frozen_once_the_sheet_is_handed_in():
    scene = make.scene()
    make.measure(scene)
    scene.submit()

    with pytest.raises(IntegrityError, match="đã nộp nên lý do"), transaction.atomic():
        Score.objects.filter(pk=scene.score("2.1").pk).update(remark="Viết sau")
