"""Tiến trình: what I asked the portal to do, how far it is, and what came of it."""

import uuid
from pathlib import PurePath
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs import actions
from cchc_portal.jobs.models import Job
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused

PER_PAGE = 20
CONTENT_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
}
LOCKED_DOWN = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@scoped("jobs.Job")
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    jobs = Job.objects.visible_to(request.user)
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("trang"))
    return render_page(request, "jobs/job_list.html", {"page": page})


@scoped("jobs.Job")
@require_safe
@never_cache
def job_detail(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    context = {"job": job, "next": local_path(request.GET.get("next", ""))}
    return render_page(request, "jobs/job_detail.html", context, parts=["job"])


@scoped("jobs.Job")
@require_safe
def job_file(request: HttpRequest, job_id: uuid.UUID) -> FileResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user).exclude(file=""), pk=job_id)
    if not job.may_be_had_by(request.person):
        raise Refused("Tệp này được lập theo vai trò mà anh/chị không còn giữ. Hãy lập lại tệp theo vai trò hiện nay.")
    return file_of(job)


def file_of(job: Job) -> FileResponse:
    """The file of a job as a download, for whoever the caller has let in. Raises Http404 where it is gone."""
    try:
        content = job.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("Tệp này không còn trên máy chủ.") from error
    kind = CONTENT_TYPES.get(PurePath(job.file_name).suffix.lower(), "application/octet-stream")
    return FileResponse(content, as_attachment=True, filename=job.file_name, content_type=kind, headers=LOCKED_DOWN)


@scoped("jobs.Job")
@require_POST
def job_retry(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    actions.retry(job_id=job.pk)
    address = reverse("jobs:job_detail", args=[job.pk])
    onward = local_path(request.GET.get("next", ""))
    return redirect(f"{address}?{urlencode({'next': onward})}" if onward else address)


def local_path(text: str) -> str:
    """The text if it is a path of this site, else nothing: a link may not lead elsewhere."""
    return text if text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
