"""Pages of the files dossiers came in."""

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs.views import LOCKED_DOWN
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from dossiers import actions
from dossiers.enums import UploadState
from dossiers.forms.uploads import LOADERS, HeadingsForm, UploadForm, may_load
from dossiers.models import Upload
from dossiers.uploading import newest_job, own_upload, start_reading, start_writing, visible_upload
from units.access import role_required
from units.models import Unit

SHOWN_ERRORS = 200


@scoped("dossiers.Upload")
@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    uploads = Upload.objects.of_person(request.person).select_related("unit", "uploaded_by").without_details()
    sends = any(request.person.has(role) for role in LOADERS)
    return render_page(request, "dossiers/upload_list.html", {"page": page_of(request, uploads), "may_load": sends})


@role_required(*LOADERS)
def upload_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and start reading it; the same file again leads to what became of it."""
    form = UploadForm(request.POST or None, request.FILES or None, person=request.person)
    if not form.is_valid():
        return render_page(request, "dossiers/upload_new.html", {"form": form}, status=422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    upload, new = actions.receive_upload(file=file, name=file.name, unit=form.cleaned_data["unit"], by=request.user)
    if new:
        start_reading(upload, request.user)
    else:
        messages.warning(request, "Đúng tệp này đã được gửi trước đây; dưới đây là kết quả của lần đó.")
    return redirect("dossiers:upload_detail", upload.pk)


@scoped("dossiers.Upload")
@require_safe
@never_cache
def upload_detail(request: HttpRequest, upload_id: int) -> HttpResponse:
    """How far the reading is; what the file would do; what it did; or every reason why it did nothing."""
    upload = visible_upload(request.person, upload_id)
    job = newest_job(upload, request.user)
    if request.headers.get("HX-Target") == "progress" and not (job and job.active):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "upload": upload, "job": job, "may_load": may_load(request.person, upload),
        "errors": upload.errors[:SHOWN_ERRORS], "warnings": upload.warnings[:SHOWN_ERRORS],
        "spans": _spans_of(upload), "units": _units_of(request, upload), "marked": upload.is_marked,
    }  # fmt: skip
    return render_page(request, "dossiers/upload_detail.html", context, parts=["progress"])


def _units_of(request: HttpRequest, upload: Upload) -> list[dict[str, object]]:
    """The control totals per unit, with the names of the units."""
    rows = upload.preview.get("units", [])
    known = Unit.objects.of_person(request.person).filter(pk__in=[row[0] for row in rows])
    names = {unit.pk: unit.label for unit in known}
    fields = ("rows", "added", "changed", "same")
    return [{"name": names[row[0]], **dict(zip(fields, row[1:], strict=True))} for row in rows if row[0] in names]


def _spans_of(upload: Upload) -> list[tuple[str, list[dt.date]]]:
    """First and last day of reception and of results, where there are any."""
    spans = upload.preview.get("span", {})
    named = (("Tiếp nhận từ – đến", spans.get("received")), ("Có kết quả từ – đến", spans.get("finished")))
    return [(name, [dt.date.fromisoformat(day) for day in days]) for name, days in named if days and days[0]]


@scoped("dossiers.Upload")
@require_POST
def upload_write(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Start writing what was shown; a second click starts nothing."""
    upload = own_upload(request.person, upload_id)
    shown = request.POST.get("shown", "")
    job = newest_job(upload, request.user)
    if job and job.active:  # being written: asking again would wait for the lock that the writing holds
        return redirect("dossiers:upload_detail", upload.pk)
    if upload.state != UploadState.CHECKED:
        messages.info(request, upload.summary)
    elif shown != str(upload.checks):
        messages.warning(request, actions.MOVED)
    else:
        start_writing(upload, request.user)
    return redirect("dossiers:upload_detail", upload.pk)


@scoped("dossiers.Upload")
@require_POST
def upload_discard(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = actions.discard_upload(upload_id=own_upload(request.person, upload_id).pk, by=request.user)
    messages.info(request, upload.summary)
    return redirect("dossiers:upload_detail", upload.pk)


@scoped("dossiers.Upload")
def upload_headings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Which column each heading of the file is: explained once, known in the next file."""
    upload = own_upload(request.person, upload_id)
    form = HeadingsForm(request.POST if request.method == "POST" else None, upload=upload)
    context = {"upload": upload, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, "dossiers/upload_headings.html", context, status=status)
    actions.name_headings(upload_id=upload.pk, names=form.names(), by=request.user)
    start_reading(upload, request.user)
    return redirect("dossiers:upload_detail", upload.pk)


@scoped("dossiers.Upload")
@require_safe
@never_cache
def upload_marked(request: HttpRequest, upload_id: int) -> FileResponse:
    """The sender's own file again, with the wrong cells coloured; it holds whatever the sender wrote into it."""
    upload = own_upload(request.person, upload_id)
    if not upload.is_marked:
        raise Http404("Tệp đánh dấu lỗi không còn trên máy chủ; hãy gửi lại tệp.")
    content = upload.marked_path.open("rb")
    return FileResponse(content, as_attachment=True, filename=upload.marked_name, headers=LOCKED_DOWN)
