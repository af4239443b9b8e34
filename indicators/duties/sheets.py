"""What a unit owes of its sheets: to fill in, to mend, to approve, to answer."""

import datetime as dt
from dataclasses import replace

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cchc_portal.kit.text import mid_sentence
from indicators.duties.waiting import Duty, left_until, of_report
from indicators.enums import Action, DutyKind, PeriodState, Reporting, State
from indicators.models import Assessment, AssessmentEvent
from indicators.workflow import HEAD, RETURNS, UNIT

WITH_THE_UNIT = (State.DRAFT, State.WAITING, State.EXPLAINING)
QUOTED = 160  # characters of a reason


def sheet_duties(sheets: QuerySet[Assessment], now: dt.datetime) -> list[Duty]:
    """What these sheets ask of their units now; one query."""
    moves = AssessmentEvent.objects.filter(assessment=OuterRef("pk")).exclude(action=Action.EXTEND).order_by("-id")
    here = sheets.filter(state__in=WITH_THE_UNIT, period__state=PeriodState.OPEN, period__opens_at__lte=now)
    here = here.select_related("period", "unit", "requested_by").order_by("pk")
    here = here.annotate(
        last_move=Subquery(moves.values("action")[:1]),
        last_reason=Subquery(moves.values("reason")[:1]),
        last_mover=Subquery(moves.values("by__full_name")[:1]),
    )
    return [duty for each in here if (duty := _duty(each, now))]


def _duty(sheet: Assessment, now: dt.datetime) -> Duty | None:
    if sheet.state == State.EXPLAINING:
        return _explain(sheet, now) if sheet.window_open(now) else None
    here = replace(sheet.dates, due_at=localtime(sheet.due_at))
    due_at, late = here.due_at, sheet.reporting(now) == Reporting.OVERDUE
    about = {"about": f"sheet:{sheet.pk}", "unit_id": sheet.unit_id, **of_report(here, localtime(now))}
    until = f"Hạn nộp {due_at:%H:%M ngày %d/%m/%Y}."
    if sheet.state == State.WAITING:
        return Duty(
            kind=DutyKind.APPROVE,
            title=f"Duyệt phiếu {_name(sheet)} – {sheet.unit.name}",
            sentence=f"{sheet.requested_by.full_name} trình lúc {localtime(sheet.requested_at):%H:%M ngày %d/%m/%Y}. "
            + until,
            label="Xem và duyệt",
            url=reverse("indicators:review", args=[sheet.pk]),
            blocks=True,
            doers=HEAD,
            **about,
        )
    back = sheet.last_move in RETURNS
    why = f"{sheet.last_mover} trả lại: “{_short(sheet.last_reason)}”. " if back else ""
    ask = " Hãy liên hệ Điều phối CCHC để xin gia hạn." if late else ""
    return Duty(
        kind=DutyKind.MEND if back else DutyKind.FILL_IN,
        title=f"{'Hoàn thiện phiếu' if back else 'Tự chấm điểm'} {_name(sheet)} – {sheet.unit.name}",
        sentence=why + until + ask,
        label="Xem phiếu" if late else "Sửa phiếu" if back else "Nhập tiếp",
        url=reverse("indicators:entry", args=[sheet.pk]),
        blocks=back,
        doers=UNIT,
        **about,
    )


def _explain(sheet: Assessment, now: dt.datetime) -> Duty:
    until = localtime(sheet.explain_until)
    return Duty(
        kind=DutyKind.EXPLAIN,
        about=f"sheet:{sheet.pk}",
        title=f"Giải trình {_name(sheet)} – {sheet.unit.name}",
        sentence=f"Xem các điểm bị trừ trước {until:%H:%M ngày %d/%m/%Y}; không trả lời là đồng ý.",
        label="Xem điểm bị trừ",
        url=reverse("indicators:explanation", args=[sheet.pk]),
        due_on=until.date(),
        days=(until.date() - localdate(now)).days,
        left=left_until(until, localtime(now)),
        blocks=True,
        unit_id=sheet.unit_id,
        doers=UNIT,
    )


def _name(sheet: Assessment) -> str:
    """The period inside a sentence: "quý III/2026"."""
    return mid_sentence(sheet.period.name)


def _short(reason: str) -> str:
    return reason if len(reason) <= QUOTED else reason[: QUOTED - 1].rstrip() + "…"
