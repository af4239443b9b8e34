"""Job handlers: fetch by id, call the action, say in words what came out."""

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from cchc_portal.jobs.work import Run, handles
from cchc_portal.kit.clock import database_now
from indicators.actions.cutoffs import close_figures
from indicators.actions.deliveries import DELIVER, collect, request_delivery
from indicators.actions.evidence import scan_waiting
from indicators.actions.measurements import refresh_measured
from indicators.actions.periods import RECALCULATE, request_recalculation
from indicators.actions.recalculation import recalculate
from indicators.actions.reminders import REMIND, remind, request_reminders
from indicators.actions.rounds import close_windows
from indicators.actions.vault_checks import CHECK, check_vault, request_check
from indicators.duties.carrying import carry
from indicators.enums import PeriodState
from indicators.models import Period


@handles(RECALCULATE)
def recalculate_period(run: Run) -> str:
    """Measure the figures again, then score every unit of the period."""
    period_id = run.params["period_id"]
    run.progress(0, 2, "Đang lấy số liệu hồ sơ, nhiệm vụ…")
    measured = refresh_measured(period_id=period_id, now=database_now())
    run.progress(1, 2, "Đang tính điểm các đơn vị…")
    with transaction.atomic():
        result = recalculate(period_id=period_id, now=database_now())
        run.guard()
    return (
        f"Cập nhật {measured} số liệu, {result.scores} điểm tiêu chí, {result.assessments} đơn vị."
        if measured or result.scores or result.assessments
        else "Mọi điểm đều đã đúng, không có gì thay đổi."
    )


@handles(CHECK)
def check_store(run: Run) -> str:
    """Read every evidence file again and sweep what belongs to nobody."""
    found = check_vault(now=database_now(), progress=lambda done, total: run.progress(done, total, "Đang đọc tệp"))
    return f"Đã đọc {found.files} tệp: {found.missing} mất, {found.altered} khác lúc nộp; dọn {found.swept} tệp thừa."


@shared_task(name="indicators.check_vault")
def check_vault_nightly() -> None:
    """The nightly ring; a second beat finds the same job."""
    request_check(by=None)


@shared_task(name="indicators.recalculate_open_periods")
def recalculate_open_periods() -> None:
    """Rung every night and after imports: one job per open period; a second ring finds the same jobs.

    Where the day of the cut-off is over, the figures are closed first.
    """
    now = database_now()
    for period in _open_periods():
        if period.figures_due_on and period.figures_due_on < localdate(now) and not period.figures_closed_at:
            close_figures(period_id=period.pk, by=None, now=now)
        request_recalculation(period=period, by=None)


@shared_task(name="indicators.close_windows")
def close_explanation_windows() -> None:
    """Silence is consent: let sheets go on whose window has ended; a second beat finds nothing left to do."""
    close_windows(now=database_now())


@shared_task(name="indicators.scan_waiting_evidence")
def scan_waiting_evidence() -> None:
    """Ask the virus scanner again about files it could not be asked about; a second beat does no harm."""
    scan_waiting()


@handles(REMIND)
def remind_everybody(run: Run) -> str:
    """Tell whoever owes something; the letters go out in a job of their own."""
    with transaction.atomic():
        made = remind(now=database_now())
        run.guard()
    request_delivery()
    return f"{made.reminders} lời nhắc mới, {made.deliveries} thư và tin chờ gửi."


@handles(DELIVER)
def deliver(run: Run) -> str:
    """Send what waits, one after the other; each is claimed first, so that no second worker sends it."""
    waiting = collect(now=database_now())
    sent = 0
    for place, delivery_id in enumerate(waiting):
        run.progress(place, len(waiting), "Đang gửi")
        sent += carry(delivery_id)
    return f"Đã gửi {sent} trên {len(waiting)}."


@shared_task(name="indicators.remind")
def remind_daily() -> None:
    """The morning ring; a second scheduler finds the same job, or nothing left to tell."""
    request_reminders(on=localdate(database_now()))


@shared_task(name="indicators.deliver")
def deliver_waiting() -> None:
    """What failed is tried again; a second ring finds the same job."""
    request_delivery()


def _open_periods() -> QuerySet[Period]:
    return Period.objects.filter(state=PeriodState.OPEN).order_by("pk")
