"""What others have said about rows and this person has not read: of the own units, and where they spoke themselves."""

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.urls import reverse

from indicators.duties.waiting import Duty
from indicators.enums import DutyKind
from indicators.models import Note, NoteRead
from indicators.policy import Deed
from indicators.workflow import UNIT
from units.policy import Person


def talk_duties(person: Person) -> list[Duty]:
    """One line per sheet; one query."""
    own = [post.unit_id for post in person.posts if post.role in UNIT]
    spoken = Note.objects.scoped(Q(by=person.user_id)).order_by().values("score")
    upto = NoteRead.objects.scoped(Q(user=person.user_id, score=OuterRef("score"))).values("upto")
    notes = Note.objects.of_person(person, Deed.DISCUSS).exclude(by=person.user_id)
    notes = notes.filter(Q(score__assessment__unit__in=own) | Q(score__in=spoken))
    unread = notes.annotate(seen=Subquery(upto)).filter(Q(seen=None) | Q(pk__gt=F("seen")))
    by_sheet = unread.order_by("score__assessment").values(
        sheet=F("score__assessment"),
        unit=F("score__assessment__unit__name"),
        period=F("score__assessment__period__name"),
    )
    counted = by_sheet.annotate(notes=Count("pk"), rows=Count("score", distinct=True), first=Min("score"))
    return [
        Duty(
            kind=DutyKind.TALK,
            about=f"sheet:{each['sheet']}",
            title=f"Trao đổi chưa đọc – {each['unit']}",
            sentence=f"{each['notes']} tin mới ở {each['rows']} dòng của phiếu {each['period']}.",
            label="Đọc",
            url=reverse("indicators:score_notes", args=[each["first"]]),
            users=frozenset({person.user_id}) if person.user_id else frozenset(),
            doers=frozenset(post.role for post in person.posts),
        )
        for each in counted
    ]
