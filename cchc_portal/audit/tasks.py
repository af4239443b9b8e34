"""Jobs of the trail: write it to a workbook, check it every night and note its head outside the database."""

import tempfile
from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cchc_portal.audit import anchors
from cchc_portal.audit.access import refuse_strangers
from cchc_portal.audit.chain import anchor
from cchc_portal.audit.exports import write_events
from cchc_portal.audit.facts import verify
from cchc_portal.audit.forms import EventFilterForm
from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.actions import start
from cchc_portal.jobs.work import JobFailed, Run, handles
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.numbers import show_number

EXPORT, NOTE_HEAD = "audit.export", "audit.note_head"

log = structlog.get_logger(__name__)


@handles(EXPORT)
def export_events(run: Run) -> str:
    """The right to read is asked again here: what the owner may see now, not when the job was queued."""
    today = timezone.localdate()
    refuse_strangers(run.by, today)
    events = EventFilterForm(run.params).filter(AuditEvent.objects.log())
    total = events.count()
    run.progress(0, total, "Đang ghi tệp Excel")
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        path = Path(folder) / "nhat-ky.xlsx"
        write_events(path, events)
        run.attach(path, f"nhat-ky-{today:%d-%m-%Y}.xlsx")
    return f"Đã ghi {show_number(total)} bản ghi nhật ký ra Excel."


@handles(NOTE_HEAD)
def note_head(run: Run) -> str:
    """Check everything, then append the head of the chain to the file that is kept elsewhere too."""
    path = Path(settings.AUDIT_ANCHOR_FILE)
    noted, unreadable = anchors.noted(path)
    verdict = verify(noted)
    if problems := [*unreadable, *verdict.problems]:
        log.error("audit_broken", problems=problems[:20], count=len(problems))
        raise JobFailed(f"Nhật ký không còn nguyên vẹn ({show_number(len(problems))} sai lệch): {problems[0]}")
    if verdict.head:
        anchors.note(path, anchor(verdict.head, database_now()))
    return f"Nhật ký nguyên vẹn, {show_number(verdict.count)} bản ghi."


@shared_task(name=NOTE_HEAD)
def note_head_daily() -> None:
    """The nightly ring; a second beat finds the same job."""
    start(NOTE_HEAD, key=NOTE_HEAD, params={}, by=None, label="Kiểm tra nhật ký và ghi đầu chuỗi ra ngoài")
