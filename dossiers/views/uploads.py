"""Pages of the files dossiers came in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from cchc_portal.jobs.actions import start
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from dossiers import actions
from dossiers.enums import UploadState
from dossiers.forms import LOADERS, UploadForm
from dossiers.models import Upload
from units.access import role_required

SHOWN_ERRORS = 200


@scoped("dossiers.Upload")
@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    uploads = Upload.objects.of_person(request.person).select_related("unit", "uploaded_by")
    may_load = any(request.person.has(role) for role in LOADERS)
    return render_page(request, "dossiers/upload_list.html", {"page": page_of(request, uploads), "may_load": may_load})


@role_required(*LOADERS)
def upload_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and start reading it; the same file again leads to what became of it."""
    form = UploadForm(request.POST or None, request.FILES or None, person=request.person)
    if not form.is_valid():
        return render_page(request, "dossiers/upload_new.html", {"form": form}, status=422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    upload, new = actions.receive_upload(file=file, name=file.name, unit=form.cleaned_data["unit"], by=request.user)
    if upload.state == UploadState.LOADED:
        messages.warning(request, "Đúng tệp này đã được nhập trước đây; dưới đây là kết quả của lần đó.")
        return redirect("dossiers:upload_detail", upload.pk)
    label = f"Nhập hồ sơ từ {upload.original_name}"
    job = start(
        "dossiers.import",
        key=f"dossiers.import:{upload.pk}",
        params={"upload_id": upload.pk},
        by=request.user,
        label=label,
    )
    if not new and job.owner_id != request.user.pk:
        messages.info(request, "Đúng tệp này đang được người khác nhập.")
        return redirect("dossiers:upload_detail", upload.pk)
    return redirect("jobs:job_detail", job.pk)


@scoped("dossiers.Upload")
@require_safe
def upload_detail(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a file brought, or every reason why it brought nothing."""
    visible = Upload.objects.of_person(request.person).select_related("unit", "uploaded_by")
    upload = get_object_or_404(visible, pk=upload_id)
    context = {"upload": upload, "errors": upload.errors[:SHOWN_ERRORS], "warnings": upload.warnings[:SHOWN_ERRORS]}
    return render_page(request, "dossiers/upload_detail.html", context)
