"""Việc của tôi: what waits for this person, most urgent first, one button each."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.enums import FINAL, UNSCORED, PeriodState, State
from indicators.models import Assessment, Finding, Period
from indicators.policy import Deed
from indicators.reporting import SOON
from indicators.views.steps import days_left, days_until, is_late, title_of
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


Source = Callable[[Person], list[Work]]
SOURCES: list[Source] = []


def also_waits(source: Source) -> Source:
    """Register what else may wait for a person: the apps above this one have work to tell of, too."""
    SOURCES.append(source)
    return source


@scoped("indicators.Assessment", "indicators.Period", "indicators.Finding")
@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    person, now = request.person, database_now()
    work = [*_to_enter(person, now), *_to_approve(person, now), *_to_explain(person), *_to_remedy(person, now)]
    if person.has(Role.APPRAISER) or person.has(Role.FIELD_OWNER):
        work += _to_appraise(person)
    if person.has(Role.COORDINATOR):
        work += _to_coordinate(person)
    for source in SOURCES:
        work += source(person)
    work.sort(key=lambda item: not item.urgent)
    to_come = Period.objects.of_person(person).filter(opens_at__gt=now).exclude(state=PeriodState.PUBLISHED)
    upcoming = to_come.order_by("opens_at").first()
    return render(request, "indicators/my_work.html", {"work": work, "upcoming": upcoming})


def _to_enter(person: Person, now: dt.datetime) -> list[Work]:
    """Drafts of the own units, the nearest deadline first."""
    opened = Assessment.objects.of_person(person, Deed.ENTER).filter(period__opens_at__lte=now)
    drafts = opened.select_related("period", "unit")
    return [_draft(each, now) for each in sorted(drafts.order_by("pk"), key=lambda each: each.due_at)]


def _to_approve(person: Person, now: dt.datetime) -> list[Work]:
    """Sheets that wait for this head."""
    own = [post.unit_id for post in person.posts if post.role == Role.HEAD]
    waiting = Assessment.objects.of_person(person).filter(unit__in=own, state=State.WAITING)
    return [
        Work(
            title=f"Duyệt phiếu {each.period.name} – {each.unit.name}",
            detail=f"{each.requested_by.full_name} trình lúc {localtime(each.requested_at):%H:%M ngày %d/%m/%Y}. "
            f"Hạn nộp {localtime(each.due_at):%d/%m/%Y}, {days_left(each, now)}",
            urgent=True,
            label="Xem và duyệt",
            url=reverse("indicators:review", args=[each.pk]),
        )
        for each in waiting.select_related("period", "unit", "requested_by").order_by("period__self_due_at", "pk")
    ]


def _to_explain(person: Person) -> list[Work]:
    """Sheets whose deductions wait for what the unit says."""
    asked = Assessment.objects.of_person(person, Deed.EXPLAIN).select_related("period", "unit")
    return [
        Work(
            title=f"Giải trình {each.period.name} – {each.unit.name}",
            detail=f"Xem các điểm bị trừ trước {localtime(each.explain_until):%H:%M ngày %d/%m/%Y}; "
            "không trả lời là đồng ý",
            urgent=True,
            label="Xem điểm bị trừ",
            url=reverse("indicators:explanation", args=[each.pk]),
        )
        for each in asked.order_by("explain_until", "pk")
    ]


def _draft(assessment: Assessment, now: dt.datetime) -> Work:
    late = is_late(assessment, now)
    due = f"Hạn nộp {localtime(assessment.due_at):%d/%m/%Y}, {days_left(assessment, now)}"
    back = "Phiếu được trả lại để hoàn thiện. " if assessment.handed_in_at and not late else ""
    return Work(
        title=f"{title_of(assessment)} – {assessment.unit.name}",
        detail=f"{due}. Hãy liên hệ Điều phối CCHC để xin gia hạn." if late else back + due,
        urgent=late or bool(back) or days_until(assessment, now) <= SOON.days,
        label="Xem phiếu" if late else "Nhập tiếp",
        url=reverse("indicators:entry", args=[assessment.pk]),
    )


def _to_remedy(person: Person, now: dt.datetime) -> list[Work]:
    """What inspections found in the own units and nobody has mended yet; coordinators see theirs in the list."""
    if not person.unit_ids:
        return []
    today = localdate(now)
    found = Finding.objects.of_person(person, Deed.REMEDY).filter(inspection__unit__in=person.unit_ids)
    waiting = found.filter(remedied_on=None).order_by("due_on", "pk").as_of(today)
    return [_finding(each, (each.due_on - today).days) for each in waiting]


def _finding(finding: Finding, days: int) -> Work:
    left = f"còn {days} ngày" if days > 0 else "hạn cuối hôm nay" if days == 0 else f"đã quá hạn {-days} ngày"
    return Work(
        title=f"Khắc phục sau kiểm tra – {finding.inspection.unit.name}",
        detail=f"{finding.text}. Hạn {finding.due_on:%d/%m/%Y}, {left}",
        urgent=dt.timedelta(days=days) <= SOON,
        label="Báo cáo khắc phục",
        url=reverse("indicators:finding_detail", args=[finding.pk]),
    )


def _to_appraise(person: Person) -> list[Work]:
    waiting = Q(assessments__in=Assessment.objects.of_person(person, Deed.APPRAISE).order_by())
    periods = Period.objects.of_person(person).annotate(waiting=Count("assessments", filter=waiting))
    return [
        Work(
            title=f"Thẩm định {period.name}",
            detail=f"{period.waiting} phiếu đã nộp đang chờ thẩm định",
            urgent=True,
            label="Thẩm định",
            url=reverse("indicators:appraisal_list") + f"?ky={period.code}",
        )
        for period in periods.filter(waiting__gt=0).order_by("-data_to", "code")
    ]


def _to_coordinate(person: Person) -> list[Work]:
    finished = Q(assessments__state__in=FINAL)
    taking_part = ~Q(assessments__state__in=UNSCORED)
    periods = (
        Period.objects.of_person(person)
        .filter(state=PeriodState.OPEN)
        .annotate(sheets=Count("assessments", filter=taking_part), finished=Count("assessments", filter=finished))
    )
    return [_period(each) for each in periods.filter(sheets__gt=0).order_by("-data_to", "code")]


def _period(period: Period) -> Work:
    if period.sheets == period.finished:
        consolidation = reverse("reports:consolidation", args=[period.code])
        return Work(f"Công bố {period.name}", "Mọi phiếu đã thẩm định xong", True, "Xem và công bố", consolidation)
    left = f"Còn {period.sheets - period.finished} phiếu chưa thẩm định xong"
    progress = reverse("indicators:assessment_list") + f"?ky={period.code}"
    return Work(f"Theo dõi {period.name}", left, False, "Xem tiến độ", progress)
