"""Việc của tôi: what waits for this person, most urgent first, one button each."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.enums import PeriodState, State
from indicators.models import Assessment, Period
from indicators.policy import Deed
from indicators.views.steps import days_left, title_of
from units.access import Person
from units.enums import Role


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: what, by when in words, and the button that starts it."""

    title: str
    detail: str
    urgent: bool
    label: str
    url: str


@scoped("indicators.Assessment", "indicators.Period")
@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    person = request.person
    work = _to_enter(request)
    if person.has(Role.APPRAISER):
        work += _to_appraise(person)
    if person.has(Role.COORDINATOR):
        work += _to_coordinate(person)
    work.sort(key=lambda item: not item.urgent)
    periods = Period.objects.of_person(person)
    latest = periods.order_by("-data_to", "-data_from").first()
    upcoming = periods.filter(state=PeriodState.PREPARING).order_by("opens_at").first()
    context = {"work": work, "latest": latest, "upcoming": upcoming, "is_leader": person.has(Role.LEADER)}
    return render(request, "indicators/my_work.html", context)


def _to_enter(request: HttpRequest) -> list[Work]:
    now = database_now()
    drafts = Assessment.objects.of_person(request.person, Deed.ENTER)
    work = []
    for assessment in drafts.select_related("period", "unit").order_by("period__self_due_at", "pk"):
        late = now > assessment.period.self_due_at
        work.append(
            Work(
                title=f"{title_of(assessment)} – {assessment.unit.name}",
                detail=f"Hạn nộp {assessment.period.self_due_at:%d/%m/%Y}, {days_left(assessment, now)}",
                urgent=late,
                label="Xem phiếu" if late else "Nhập tiếp",
                url=reverse("indicators:entry", args=[assessment.pk]),
            )
        )
    return work


def _to_appraise(person: Person) -> list[Work]:
    waiting = Assessment.objects.of_person(person, Deed.APPRAISE)
    return [
        Work(
            title=f"Thẩm định {period.name}",
            detail=f"{waiting.filter(period=period).count()} phiếu đã nộp đang chờ thẩm định",
            urgent=True,
            label="Thẩm định",
            url=reverse("indicators:appraisal_list") + f"?ky={period.code}",
        )
        for period in Period.objects.of_person(person)
        .filter(assessments__in=waiting)
        .distinct()
        .order_by("-data_to", "code")
    ]


def _to_coordinate(person: Person) -> list[Work]:
    work = []
    for period in Period.objects.of_person(person).filter(state=PeriodState.OPEN).order_by("-data_to", "code"):
        sheets = period.assessments.of_person(person)
        open_units = sheets.exclude(state__in=[State.APPRAISED, State.PUBLISHED]).count()
        ready = open_units == 0 and sheets.exists()
        work.append(
            Work(
                title=f"Công bố {period.name}" if ready else f"Theo dõi {period.name}",
                detail="Mọi phiếu đã thẩm định xong" if ready else f"Còn {open_units} phiếu chưa thẩm định xong",
                urgent=ready,
                label="Xem và công bố" if ready else "Xem tiến độ",
                url=reverse("reports:publication_new") + f"?period={period.code}"
                if ready
                else reverse("indicators:assessment_list") + f"?ky={period.code}",
            )
        )
    return work
