"""Jobs of the dossiers app: load a file, write the list to a workbook."""

import tempfile
from pathlib import Path

from django.utils import timezone

from cchc_portal.jobs.work import JobFailed, Run, handles
from cchc_portal.kit.numbers import show_number
from dossiers import actions
from dossiers.enums import UploadState
from dossiers.exports import dossier_rows, write_dossier_workbook
from dossiers.facts import months_with_dossiers
from dossiers.models import Dossier
from dossiers.register_filters import DossierFilterForm
from units.access import person_of
from units.models import Unit


@handles("dossiers.import")
def import_dossiers(run: Run) -> str:
    upload = actions.load_upload(upload_id=run.params["upload_id"], by=run.by, progress=run.progress, guard=run.guard)
    if upload.state == UploadState.REFUSED:
        raise JobFailed(f"{upload.summary} Xem từng lỗi ở Hồ sơ › Tệp đã gửi › {upload.original_name}.")
    return upload.summary


@handles("dossiers.export")
def export_dossiers(run: Run) -> str:
    """The scope is asked again here: what the owner may see now, not when the job was queued."""
    today = timezone.localdate()
    person = person_of(run.by, today)
    units = Unit.objects.of_person(person)
    months = months_with_dossiers(units.order_by().values("pk"))
    form = DossierFilterForm(run.params, units=units, months=months, now=timezone.now())
    dossiers = form.filter(Dossier.objects.of_person(person))
    total = dossiers.count()
    run.progress(0, total, "Đang ghi tệp Excel")
    with tempfile.TemporaryDirectory(prefix="dossiers-") as folder:
        path = Path(folder) / "ho-so.xlsx"
        write_dossier_workbook(path, dossier_rows(dossiers))
        run.attach(path, f"ho-so-{today:%d-%m-%Y}.xlsx", seen_by=person)
    return f"Đã ghi {show_number(total)} hồ sơ ra Excel."


@handles("dossiers.correct_closed")
def correct_closed(run: Run) -> str:
    """Judge closed dossiers anew by today's calendar; the reason stands in the trail."""
    year, reason, seen = run.params["year"], run.params["reason"], run.params["seen"]
    corrected = actions.correct_closed(
        year=year, reason=reason, seen=seen, by=run.by, now=timezone.now(), guard=run.guard
    )
    return f"Đã đính chính {show_number(corrected)} hồ sơ đã có kết quả, tiếp nhận năm {year}."
