"""Deeds of the talk about a row: say something, and have read what was said."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.locking import locked_sheet
from indicators.enums import PeriodState, State
from indicators.models import Assessment, Note, NoteRead
from indicators.policy import DISCUSS_SHEETS
from units.access import person_of
from units.models import User
from units.policy import Person
from units.rules import Facts, allow

NOT_YOURS = "Chỉ cán bộ đầu mối, lãnh đạo của đơn vị, chuyên viên thẩm định và Điều phối CCHC được trao đổi ở đây."
SAY_SOMETHING = "Hãy viết nội dung rồi gửi."


@transaction.atomic
def write_note(*, score_id: int, text: str, by: User, now: dt.datetime) -> Note:
    """Say something about a row; the writer has then read all before it. Raises Refused with a sentence."""
    assessment = locked_sheet(scores=score_id)
    person = person_of(by, localdate(now))
    if refusal := why_silent(assessment, person):
        raise Refused(refusal)
    said = text.replace("\x00", "").strip()
    if not said:
        raise Refused(SAY_SOMETHING)
    score = assessment.scores.get(pk=score_id)
    note = Note.objects.create(score=score, by=by, speaks_as=person.headline[:300], text=said, at=now)
    mark_read(score_id=score_id, by=by)
    place = {"unit_id": assessment.unit_id, "period_id": assessment.period_id}
    trail.record("score.note", score, by=by, before=None, after={"text": said}, **place)
    return note


@transaction.atomic
def mark_read(*, score_id: int, by: User) -> None:
    """The person has seen every note of the row that stands now; the same again changes nothing."""
    last = Note.objects.filter(score=score_id).aggregate(last=Max("pk"))["last"]
    if last is None or NoteRead.objects.filter(score=score_id, user=by, upto__gte=last).exists():
        return
    NoteRead.objects.bulk_create(
        [NoteRead(score_id=score_id, user=by, upto=last)],
        update_conflicts=True,
        unique_fields=["score", "user"],
        update_fields=["upto"],
    )


def why_silent(assessment: Assessment, person: Person) -> str | None:
    """The sentence that says why this person adds nothing here; None where they may. Closed with the sheet."""
    if assessment.state == State.CLOSED or assessment.period.state == PeriodState.PUBLISHED:
        return "Phiếu đã đóng nên phần trao đổi chỉ để đọc."
    facts = Facts(assessment.unit_id, state=assessment.state, period=assessment.period.state)
    return None if allow(person, DISCUSS_SHEETS, facts) else NOT_YOURS
