"""Saving one row: stored, flagged, refused, clashing; the self score that follows; many writers at once."""

import datetime as dt
import threading
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.scores import Closed, Typed, UnreadableRow, load_answers, save_row, why_closed
from indicators.enums import PeriodState, State
from indicators.models import Assessment, Period, Score
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


DIGITS = "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."


def trail(action="score.save"):
    return AuditEvent.objects.filter(action=action)


# --- what is stored ------------------------------------------------------------------------------------------------


def test_save_row_stores_the_figures_and_totals_the_sheet():
    scene = make.scene()

    row = scene.save("2.1", values={"done": "42", "due": "68"})

    assert (row.answer, row.version, row.updated_by) == ({"done": "42", "due": "68"}, 1, scene.reporter)
    assert (row.self_points, row.computed_points, row.points) == (Decimal("1.24"), Decimal("1.24"), Decimal("1.24"))
    assert row.explanation == "42 / 68 = 61,76% × 2 điểm → 1,24 điểm"
    assert scene.assessment.self_points == Decimal("1.24")
    assert trail().get().canonical.count('"done":"42"') == 1


@pytest.mark.parametrize(
    ("text", "stored"),
    [("115439", "115439"), ("115.439", "115439"), ("115 439", "115439"), ("61,76", "61.76"), ("61.76", "61.76")],
)
def test_save_row_reads_numbers_as_clerks_write_them(text, stored):
    assert make.scene().save("2.1", values={"done": text}).answer == {"done": stored}


def test_save_row_keeps_what_is_readable_but_wrong_with_a_flag():
    row = make.scene().save("2.1", values={"done": "70", "due": "68"})

    assert row.answer == {"done": "70", "due": "68"}
    assert row.self_points is None
    assert [(flag["severity"], flag["input"]) for flag in row.flags] == [("error", "done")]


def test_save_row_flags_points_above_the_maximum_and_missing_evidence():
    scene = make.scene()

    above = scene.save("2.1", values={"done": "1", "due": "2"}, self_points="2,5")
    bare = scene.save("1.1.1", values={"yes": "1"})
    told = scene.save("1.1.1", values={"yes": "1"}, citation=" 12/KH-STC\x00 ")

    assert [(flag["severity"], flag["message"], flag["input"]) for flag in above.flags] == [
        ("error", "Điểm tự chấm phải từ 0 đến 2,00.", "self")
    ]
    assert [flag["input"] for flag in bare.flags] == ["citation"]
    assert (told.citation, told.flags) == ("12/KH-STC", [])


def test_save_row_with_no_occurrence_scores_as_the_set_says():
    scene = make.scene()

    full = scene.save("2.1", no_occurrence=True)
    zero = scene.save("1.2", no_occurrence=True)

    assert (full.self_points, zero.self_points) == (Decimal(2), Decimal(0))


@pytest.mark.parametrize(
    ("code", "typed", "errors"),
    [
        ("2.1", {"values": {"done": "12a", "due": "mười"}}, {"done": DIGITS, "due": DIGITS}),
        ("2.1", {"values": {"done": "1"}, "self_points": "một"}, {"self": DIGITS}),
        ("2.1", {"self_points": "-1"}, {"self": "Điểm không thể âm."}),
        ("2.1", {"self_points": "100000"}, {"self": "Số quá lớn. Kiểm tra lại số vừa nhập."}),
        ("2.1", {"values": {"done": "9" * 13}}, {"done": "Số quá lớn. Kiểm tra lại số vừa nhập."}),
        ("2.1", {"values": {"done": "9" * 31}}, {"done": "Số quá lớn. Kiểm tra lại số vừa nhập."}),
        ("1.1.1", {"values": {"yes": "2"}}, {"yes": "Hãy chọn một mức trong danh sách."}),
        ("1.1.2", {"values": {"choice": "0"}}, {"choice": "Hãy chọn một mức trong danh sách."}),
        ("1.3", {"no_occurrence": True}, {"none": "Tiêu chí này không có mục “Không phát sinh”. Hãy nhập số liệu."}),
    ],
)
def test_save_row_stores_nothing_of_an_unreadable_row(code, typed, errors):
    scene = make.scene()

    with pytest.raises(UnreadableRow) as unreadable:
        scene.save(code, **typed)

    assert unreadable.value.errors == errors
    assert (scene.score(code).answer, scene.score(code).version, trail().count()) == ({}, 0, 0)


def test_save_row_ignores_names_the_leaf_does_not_ask_for():
    scene = make.scene()
    make.measure(scene)

    row = scene.save("2.3", values={"done": "5", "due": "1", "evil": "x"})

    assert row.answer == {"done": "5"}
    assert row.explanation == "5 / 10 = 50,00% × 1 điểm → 0,50 điểm"


# --- the self score ------------------------------------------------------------------------------------------------


def test_self_points_follow_the_computed_ones_until_typed_by_hand():
    scene = make.scene()

    follows = scene.save("2.1", values={"done": "1", "due": "2"})
    still = scene.save("2.1", values={"done": "2", "due": "2"}, self_points="1,00", shown="1,00")
    by_hand = scene.save("2.1", values={"done": "2", "due": "2"}, self_points="1,5", shown="2,00")
    stays = scene.save("2.1", values={"done": "0", "due": "2"}, self_points="1,50", shown="1,50")
    emptied = scene.save("2.1", values={"done": "1", "due": "2"}, self_points="", shown="1,50")

    points = [row.self_points for row in (follows, still, by_hand, stays, emptied)]
    assert points == [Decimal(1), Decimal(2), Decimal("1.5"), Decimal("1.5"), Decimal(1)]


def test_self_points_typed_together_with_new_figures_count_as_typed():
    scene = make.scene()
    scene.save("2.1", values={"done": "1", "due": "2"})

    row = scene.save("2.1", values={"done": "2", "due": "2"}, self_points="0,8", shown="1,00")

    assert (row.self_points, row.computed_points) == (Decimal("0.8"), Decimal(2))


@pytest.mark.parametrize("shown", [None, "không đọc được"])
def test_self_points_without_what_was_shown_are_compared_with_what_is_stored(shown):
    scene = make.scene()
    scene.save("2.1", values={"done": "1", "due": "2"})

    row = scene.save("2.1", values={"done": "2", "due": "2"}, self_points="1", shown=shown)

    assert row.self_points == Decimal(2)


# --- versions ------------------------------------------------------------------------------------------------------


def test_the_same_row_again_is_no_new_version_and_no_event():
    scene = make.scene()
    scene.save("2.1", values={"done": "42", "due": "68"})

    again = scene.save("2.1", values={"done": "42", "due": "68"}, self_points="1,24", shown="1,24")

    assert (again.version, trail().count()) == (1, 1)


def test_a_row_whose_answer_got_lost_can_be_sent_again():
    scene = make.scene()
    scene.save("2.1", values={"done": "42", "due": "68"}, shown="")

    again = scene.save("2.1", version=0, values={"done": "42", "due": "68"}, shown="")

    assert again.version == 1


def test_a_stale_row_overwrites_nothing_and_the_next_version_stores():
    scene = make.scene()
    scene.save("2.1", values={"done": "4", "due": "8"})

    with pytest.raises(Stale):
        scene.save("2.1", version=0, values={"done": "3", "due": "8"})
    assert scene.score("2.1").answer == {"done": "4", "due": "8"}

    scene.save("2.1", version=1, values={"done": "3", "due": "8"})
    assert scene.score("2.1").answer == {"done": "3", "due": "8"}


WRITERS, CELLS = 8, ("2.1", "1.3")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("edits", [12, pytest.param(400, marks=pytest.mark.deep)])
def test_eight_writers_lose_nothing(edits):
    """F14: 8 clerks save the same two cells so many times each; every accepted saving is a version with its record,
    every other one is told as a clash, and what stands at the end is what was accepted last."""
    scene = make.scene()
    rows = {code: scene.score(code).pk for code in CELLS}
    names = {"2.1": "done", "1.3": "count"}
    outcomes: list[tuple[str, str, int, str]] = []  # what became of it, of which cell, on which version, which figure
    figures = count(1)

    def write():
        try:
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = 0; set statement_timeout = 0")  # the eighth in line may wait long
            for at in range(edits):
                code = CELLS[at % len(CELLS)]
                version = Score.objects.values_list("version", flat=True).get(pk=rows[code])
                figure = str(next(figures))
                typed = Typed({names[code]: figure})
                try:
                    saved = save_row(
                        score_id=rows[code], version=version, typed=typed, by=scene.reporter, now=timezone.now()
                    )
                    outcomes.append(("stored", code, saved.version, figure))
                except Stale:
                    outcomes.append(("clash", code, version, figure))
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(outcomes) == WRITERS * edits  # every edit was either stored or told
    stored = [outcome[1:] for outcome in outcomes if outcome[0] == "stored"]
    assert len(stored) == trail().count()
    for code in CELLS:
        accepted = {version: figure for of, version, figure in stored if of == code}
        row = scene.score(code)
        assert sorted(accepted) == list(range(1, row.version + 1))  # no version twice, none missing
        assert row.answer == {names[code]: accepted[row.version]}
        history = row.history.exclude(version=0).order_by("version", "pgh_id").values_list("version", "answer")
        assert {version: answer[names[code]] for version, answer in history} == accepted  # none is lost afterwards


# --- who and when --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["2.2", "2.4", "9.1", "9.2"])
def test_rows_the_unit_is_not_asked_are_refused_even_when_forged(code):
    scene = make.scene()

    with pytest.raises(Refused) as refusal:
        scene.save(code, self_points="1")

    assert str(refusal.value) == "Tiêu chí này do hệ thống hoặc Sở Nội vụ ghi, đơn vị không nhập."


def test_a_row_that_does_not_apply_is_refused():
    scene = make.scene()
    Score.objects.filter(pk=scene.score("2.1").pk).update(not_applicable=True, exemption="15/UBND-NC")

    with pytest.raises(Refused) as refusal:
        scene.save("2.1", values={"done": "1"})

    assert str(refusal.value) == "Tiêu chí này không áp dụng cho đơn vị nên không nhập."


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.COORDINATOR, Role.LEADER])
def test_only_the_unit_types_its_sheet(role):
    scene = make.scene()

    with pytest.raises(Refused) as refusal:
        scene.save("2.1", values={"done": "1"}, by=units.holder(role))

    assert str(refusal.value) == "Chỉ cán bộ đầu mối hoặc lãnh đạo của đơn vị được nhập phiếu này."


def test_the_head_of_the_unit_types_too():
    scene = make.scene()

    assert scene.save("1.3", values={"count": "1"}, by=units.holder(Role.HEAD, scene.unit)).version == 1


def test_nobody_types_once_the_sheet_is_handed_in():
    scene = make.scene()
    make.measure(scene)
    handed_in = scene.submit()

    with pytest.raises(Closed):
        scene.save("2.1", values={"done": "1"})

    at = timezone.localtime(handed_in.submitted_at)
    assert why_closed(scene.assessment, timezone.now()) == (
        f"Đỗ Văn Hùng đã nộp phiếu lúc {at:%H:%M ngày %d/%m/%Y}. Cần sửa thì đề nghị Sở Nội vụ trả lại phiếu."
    )


def test_the_deadline_is_the_last_moment_at_which_rows_are_stored():
    scene = make.scene()
    due, row = scene.period.self_due_at, scene.score("2.1")

    stored = save_row(score_id=row.pk, version=0, typed=Typed({"done": "1"}), by=scene.reporter, now=due)

    assert stored.version == 1
    late = due + dt.timedelta(microseconds=1)
    with pytest.raises(Closed) as refusal:
        save_row(score_id=row.pk, version=1, typed=Typed({"done": "2"}), by=scene.reporter, now=late)
    assert str(refusal.value) == (
        f"Đã hết hạn tự chấm lúc {timezone.localtime(due):%H:%M ngày %d/%m/%Y}. "
        "Hãy liên hệ Điều phối CCHC để xin gia hạn."
    )


def test_why_closed_names_each_reason():
    scene = make.scene()
    now, opens = timezone.now(), timezone.now() + make.DAY
    sheet = scene.assessment

    assert why_closed(sheet, now) is None
    sheet.period.opens_at = opens
    assert why_closed(sheet, now) == f"Kỳ “Quý III/2026” mở nhập lúc {timezone.localtime(opens):%H:%M ngày %d/%m/%Y}."
    sheet.state = State.APPRAISED
    assert why_closed(sheet, now) == "Phiếu ở trạng thái “Đã thẩm định” nên không sửa được nữa."
    sheet.period.state = PeriodState.PUBLISHED
    assert why_closed(sheet, now) == "Kỳ “Quý III/2026” đã công bố nên phiếu không sửa được nữa."


def test_a_changed_row_loses_what_the_appraiser_had_decided():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    scene.appraise("2.1", "1,24".replace(",", "."))
    scene.appraise("1.3", "1")
    Assessment.objects.filter(pk=scene.assessment_id).update(state=State.DRAFT, submitted_at=None, submitted_by=None)

    changed = scene.save("2.1", values={"done": "34", "due": "68"}, self_points="1,24", shown="1,24")

    assert (changed.appraised_points, changed.appraisal_reason, changed.points) == (None, "", Decimal(1))
    assert scene.score("1.3").appraised_points == Decimal(1)


# --- many rows at once ---------------------------------------------------------------------------------------------


def test_load_answers_stores_many_rows_and_totals_once():
    scene = make.scene()
    make.measure(scene)
    now = timezone.now()

    first = load_answers(assessment_id=scene.assessment_id, rows=make.FULL, by=scene.reporter, now=now)
    again = load_answers(assessment_id=scene.assessment_id, rows=make.FULL, by=scene.reporter, now=now)

    assert (first, again) == (6, 0)
    assert scene.assessment.self_points == Decimal("5.74")


def test_load_answers_names_every_unreadable_cell_and_writes_nothing():
    scene = make.scene()
    rows = {"2.1": Typed({"done": "x", "due": "y"}), "1.3": Typed({"count": "z"}), "1.2": Typed({"days": "0"})}

    with pytest.raises(UnreadableRow) as unreadable:
        load_answers(assessment_id=scene.assessment_id, rows=rows, by=scene.reporter, now=timezone.now())

    assert list(unreadable.value.errors) == ["2.1.done", "2.1.due", "1.3.count"]
    assert scene.score("1.2").version == 0


def test_load_answers_refuses_rows_the_unit_is_not_asked():
    scene = make.scene()
    rows = {"2.2": Typed({}), "7.7": Typed({}), "1.3": Typed({"count": "0"})}

    with pytest.raises(Refused) as refusal:
        load_answers(assessment_id=scene.assessment_id, rows=rows, by=scene.reporter, now=timezone.now())

    assert str(refusal.value) == "Đơn vị không nhập các tiêu chí này: 2.2, 7.7."


def test_every_saving_raises_the_version_of_the_period():
    scene = make.scene()
    before = Period.objects.get(pk=scene.period.pk).version

    scene.save("1.3", values={"count": "0"})

    assert Period.objects.get(pk=scene.period.pk).version == before + 1
