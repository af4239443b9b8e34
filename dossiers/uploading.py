"""A file on its way into the register, for people and for programs alike: who may act on it, and its two jobs."""

from django.shortcuts import get_object_or_404

from cchc_portal.jobs.actions import start
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from dossiers.forms.uploads import may_load
from dossiers.models import Upload
from units.models import User
from units.policy import Person


def start_reading(upload: Upload, by: User) -> Job:
    """Read and compare; a second time while it is under way is the same job."""
    return start(
        "dossiers.check",
        key=f"dossiers.check:{upload.pk}",
        params={"upload_id": upload.pk},
        by=by,
        label=f"Đọc tệp hồ sơ {upload.original_name}",
    )


def start_writing(upload: Upload, by: User) -> Job:
    """Write the comparison that stands now; a second time while it is under way is the same job."""
    return start(
        "dossiers.write",
        key=f"dossiers.write:{upload.pk}",
        params={"upload_id": upload.pk, "shown": upload.checks},
        by=by,
        label=f"Ghi vào sổ tệp hồ sơ {upload.original_name}",
    )


def newest_job(upload: Upload, reader: User) -> Job | None:
    """The newest job on this file that the reader started."""
    keys = [f"dossiers.check:{upload.pk}", f"dossiers.write:{upload.pk}"]
    return Job.objects.visible_to(reader).filter(key__in=keys).order_by("-created_at", "id").first()


def visible_upload(person: Person, upload_id: int) -> Upload:
    """404 for a file this person is not to know of."""
    visible = Upload.objects.of_person(person).select_related("unit", "uploaded_by", "confirmed_by")
    return get_object_or_404(visible, pk=upload_id)


def own_upload(person: Person, upload_id: int) -> Upload:
    """One on which the person may act. Raises Refused for one that is only to be seen."""
    upload = visible_upload(person, upload_id)
    if not may_load(person, upload):
        raise Refused("Chỉ người gửi được hồ sơ của đơn vị này mới làm được việc đó.")
    return upload
