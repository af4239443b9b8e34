"""Jobs of the dossiers app: load a file, write the list to a workbook."""

import tempfile
from pathlib import Path

from celery import shared_task
from django.utils import timezone

from cchc_portal.jobs.work import JobFailed, Run, handles
from cchc_portal.kit.lists import COLUMNS
from cchc_portal.kit.numbers import show_number
from dossiers import actions
from dossiers.exports import dossier_rows, shown_rows, write_dossier_workbook, write_shown
from dossiers.forms.register import register_filter
from dossiers.lists import REGISTER_LIST
from dossiers.models import Dossier
from dossiers.register_columns import ALL_COLUMNS
from units.access import person_of
from units.columns import columns_for


@handles("dossiers.check")
def check_dossiers(run: Run) -> str:
    """Read and compare; what was found stands on the page of the file."""
    found = actions.check_upload(upload_id=run.params["upload_id"], by=run.by, progress=run.progress, guard=run.guard)
    return found.summary


@handles("dossiers.write")
def write_dossiers(run: Run) -> str:
    """Write what was shown; when it is no longer true, show it anew and say so."""
    upload_id, shown = run.params["upload_id"], run.params["shown"]
    run.progress(0, 0, "Đang ghi vào sổ hồ sơ")
    try:
        return actions.write_upload(upload_id=upload_id, shown=shown, by=run.by, guard=run.guard).summary
    except actions.Moved:
        actions.recheck_upload(upload_id=upload_id, by=run.by, progress=run.progress)
        raise JobFailed(actions.MOVED) from None


@shared_task(name="dossiers.forget_files")
def forget_files() -> None:
    actions.forget_files(now=timezone.now())


@handles("dossiers.export")
def export_dossiers(run: Run) -> str:
    """The scope is asked again here: what the owner may see now, not when the job was queued."""
    today = timezone.localdate()
    person = person_of(run.by, today)
    form = register_filter(person, run.params)
    dossiers = form.filter(Dossier.objects.of_person(person))
    total = dossiers.count()
    run.progress(0, total, "Đang ghi tệp Excel")
    with tempfile.TemporaryDirectory(prefix="dossiers-") as folder:
        path = Path(folder) / "ho-so.xlsx"
        if run.params.get(ALL_COLUMNS):
            write_dossier_workbook(path, dossier_rows(dossiers))
        else:
            columns = columns_for(person, REGISTER_LIST, run.params.get(COLUMNS, ""))
            write_shown(path, columns, shown_rows(dossiers, columns, form.now))
        run.attach(path, f"ho-so-{today:%d-%m-%Y}.xlsx", seen_by=person)
    return f"Đã ghi {show_number(total)} hồ sơ ra Excel."


@handles("dossiers.compare_closed")
def compare_closed(run: Run) -> str:
    """What was found stands on the page of the correction."""
    year = run.params["year"]
    run.progress(0, 0, f"Đang đối chiếu hồ sơ đã có kết quả, tiếp nhận năm {year}")
    found = actions.compare_closed(year=year, by=run.by, now=timezone.now(), guard=run.guard)
    return f"Đã đối chiếu: {show_number(found.moved)} hồ sơ tiếp nhận năm {year} tính lại sẽ khác."


@handles("dossiers.correct_closed")
def correct_closed(run: Run) -> str:
    """Judge closed dossiers anew by today's calendar; the reason stands in the trail."""
    year, reason, seen = run.params["year"], run.params["reason"], run.params["seen"]
    corrected = actions.correct_closed(
        year=year, reason=reason, seen=seen, by=run.by, now=timezone.now(), guard=run.guard
    )
    return f"Đã đính chính {show_number(corrected)} hồ sơ đã có kết quả, tiếp nhận năm {year}."
