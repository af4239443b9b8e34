"""Nhật ký: who changed what, from what to what, when and why."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.audit import anchors
from cchc_portal.audit.access import refuse_strangers
from cchc_portal.audit.entries import entries
from cchc_portal.audit.forms import EventFilterForm
from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.actions import start
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of


@scoped("audit.AuditEvent")
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The trail, newest first, narrowed by what the URL says."""
    refuse_strangers(request.user, request.person.on)
    form = EventFilterForm(request.GET)
    page = page_of(request, form.filter(AuditEvent.objects.log()))
    context = {"form": form, "page": page, "entries": entries(page.object_list), **_kept_outside()}
    return render_page(request, "audit/event_list.html", context)


def _kept_outside() -> dict[str, object]:
    """The newest head in the file, and how the last nightly check ended."""
    noted, _ = anchors.noted(Path(settings.AUDIT_ANCHOR_FILE))
    nightly = Job.objects.scoped(Q(kind="audit.note_head", finished_at__isnull=False))  # nobody's, told to readers
    checked = nightly.order_by("-finished_at").first()
    return {
        "head": noted[-1] if noted else None,
        "head_at": parse_datetime(noted[-1].noted_at) if noted else None,
        "checked": checked,
        "broken": checked is not None and checked.state == JobState.FAILED,
    }


@scoped("audit.AuditEvent")
@require_POST
def event_export(request: HttpRequest) -> HttpResponse:
    """Queue a workbook of what the page shows, all pages of it."""
    refuse_strangers(request.user, request.person.on)
    wanted = {name: request.POST.get(name, "") for name in EventFilterForm.base_fields}
    key = f"audit.export:{request.user.pk}:" + ":".join(wanted.values())
    job = start("audit.export", key=key[:200], params=wanted, by=request.user, label="Xuất nhật ký ra Excel")
    return redirect("jobs:job_detail", job.pk)
