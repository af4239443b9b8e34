"""The talk about one row: who may speak, what is new for whom, and that it ends with the sheet."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.notes import mark_read, write_note
from indicators.enums import PeriodState
from indicators.models import Note, NoteRead, Period
from indicators.sheets.rows import load_sheet
from indicators.sheets.talks import Talk, talks_of
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def say(scene, by, text="Số này lấy từ đâu?", code="2.1"):
    return write_note(score_id=scene.score(code).pk, text=text, by=by, now=timezone.now())


def talk(scene, reader, code="2.1"):
    return talks_of(scene.assessment, reader).get(scene.score(code).pk)


# --- speaking ---------------------------------------------------------------------------------------------------------


def test_clerk_head_appraiser_and_coordinator_speak_and_say_as_whom():
    scene = make.scene()
    head = units.holder(Role.HEAD, scene.unit)

    for who in (scene.reporter, head, scene.appraiser, scene.coordinator):
        say(scene, who, "  Đã kiểm tra\x00 ")

    notes = list(scene.score("2.1").notes.all())
    assert [note.by for note in notes] == [scene.reporter, head, scene.appraiser, scene.coordinator]
    assert {note.text for note in notes} == {"Đã kiểm tra"}
    assert notes[0].speaks_as == "Sở Tài chính · Cán bộ đầu mối"
    assert AuditEvent.objects.filter(action="score.note").count() == 4


def test_nobody_else_speaks():
    scene = make.scene()
    others = [units.holder(role) for role in (Role.LEADER, Role.COUNCIL, Role.AUDITOR, Role.FIELD_OWNER)]
    neighbour = units.holder(Role.REPORTER, units.unit("Sở Y tế", block=scene.unit.block))
    own_appraiser = units.holder(Role.APPRAISER, scene.unit)

    for who in (*others, neighbour, own_appraiser):
        with pytest.raises(Refused, match="Chỉ cán bộ đầu mối"):
            say(scene, who)

    assert not Note.objects.exists()


def test_an_empty_note_says_nothing():
    scene = make.scene()

    with pytest.raises(Refused, match="Hãy viết nội dung"):
        say(scene, scene.reporter, " \x00 ")


def test_the_talk_goes_on_after_handing_in_and_ends_with_the_period():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    said = say(scene, scene.appraiser)

    Period.objects.filter(pk=scene.period.pk).update(state=PeriodState.PUBLISHED)

    with pytest.raises(Refused, match="Phiếu đã đóng"):
        say(scene, scene.appraiser)
    with pytest.raises(IntegrityError, match="không trao đổi thêm được"), transaction.atomic():
        Note.objects.create(score=said.score, by=scene.reporter, speaks_as="x", text="x", at=timezone.now())


@pytest.mark.parametrize("deed", [lambda notes: notes.update(text="khác"), lambda notes: notes.delete()])
def test_what_was_said_stays_whatever_program_asks(deed):
    scene = make.scene()
    say(scene, scene.reporter)

    with pytest.raises(IntegrityError, match="không sửa, không xóa được"), transaction.atomic():
        deed(Note.objects.all())


# --- reading ----------------------------------------------------------------------------------------------------------


def test_what_others_said_is_new_until_it_is_read():
    scene = make.scene()
    first, second = say(scene, scene.appraiser, "Một"), say(scene, scene.appraiser, "Hai")

    assert talk(scene, scene.reporter) == Talk(2, 2, (first, second))
    assert talk(scene, scene.appraiser).unread == 0  # one's own words are never new

    mark_read(score_id=first.score_id, by=scene.reporter)
    assert talk(scene, scene.reporter).unread == 0
    say(scene, scene.coordinator, "Ba")
    assert (talk(scene, scene.reporter).unread, talk(scene, scene.appraiser).unread) == (1, 1)


def test_who_answers_has_read_what_was_said_before():
    scene = make.scene()
    say(scene, scene.appraiser)

    say(scene, scene.reporter, "Theo sổ văn bản")

    assert (talk(scene, scene.reporter).unread, talk(scene, scene.appraiser).unread) == (0, 1)


def test_having_read_twice_is_having_read_once():
    scene = make.scene()
    say(scene, scene.appraiser)

    for _ in range(2):
        mark_read(score_id=scene.score("2.1").pk, by=scene.reporter)

    assert NoteRead.objects.filter(user=scene.reporter).count() == 1


def test_only_the_latest_stand_beside_the_row():
    scene = make.scene()
    for text in "12345":
        say(scene, scene.appraiser, text)

    assert [note.text for note in talk(scene, scene.reporter).latest] == ["3", "4", "5"]


def test_a_sheet_asks_as_often_for_one_talk_as_for_many():
    scene = make.scene()
    say(scene, scene.appraiser)
    load_sheet(scene.assessment, editable=True, reader=scene.reporter)  # the set is known from here on

    same_query_count(
        lambda: load_sheet(scene.assessment, editable=True, reader=scene.reporter),
        lambda: [say(scene, scene.coordinator, code=code) for code in ("1.2", "1.3")],
    )


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_thread_shows_what_is_new_and_takes_an_answer(client: Client):
    scene = make.scene()
    say(scene, scene.appraiser, "Số này lấy từ đâu?")
    address = reverse("indicators:score_notes", args=[scene.score("2.1").pk])
    client.force_login(scene.reporter)

    page = client.get(address).content.decode()
    sent = client.post(f"{address}them/", {"text": "Từ sổ văn bản đến"}, follow=True).content.decode()

    assert "1 tin, 1 tin mới" in page
    assert "Số này lấy từ đâu?" in page
    assert "Từ sổ văn bản đến" in sent
    assert "2 tin</p>" in sent


def test_an_empty_answer_comes_back_with_a_sentence(client: Client):
    scene = make.scene()
    client.force_login(scene.reporter)

    response = client.post(reverse("indicators:note_add", args=[scene.score("2.1").pk]), {"text": ""})

    assert response.status_code == 422
    assert "Hãy viết nội dung rồi gửi." in response.content.decode()


def test_opening_the_thread_writes_nothing_and_reading_is_a_deed_of_its_own(client: Client):
    scene = make.scene()
    say(scene, scene.appraiser)
    row = scene.score("2.1").pk
    client.force_login(scene.reporter)

    client.get(reverse("indicators:score_notes", args=[row]))
    assert talk(scene, scene.reporter).unread == 1

    by_script = client.post(reverse("indicators:notes_read", args=[row]), headers={"HX-Request": "true"})
    assert (by_script.status_code, talk(scene, scene.reporter).unread) == (204, 0)
    assert client.post(reverse("indicators:notes_read", args=[row])).status_code == 302


def test_the_grid_says_how_many_notes_are_new(client: Client):
    scene = make.scene()
    say(scene, scene.appraiser, "Số này lấy từ đâu?")
    client.force_login(scene.reporter)

    page = client.get(reverse("indicators:entry", args=[scene.assessment_id, "2"])).content.decode()

    assert "1 tin · <b>1 mới</b>" in page
    panel = client.get(reverse("indicators:score_how", args=[scene.score("2.1").pk])).content.decode()
    assert "Đọc và trả lời (1 tin)" in panel


def test_who_only_reads_the_sheet_reads_the_talk(client: Client):
    scene = make.scene()
    say(scene, scene.appraiser, "Số này lấy từ đâu?")
    client.force_login(units.holder(Role.LEADER))

    page = client.get(reverse("indicators:score_notes", args=[scene.score("2.1").pk])).content.decode()

    assert "Số này lấy từ đâu?" in page
    assert "<textarea" not in page
