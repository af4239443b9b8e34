"""Long work of the reports: the conference workbook."""

import tempfile
from pathlib import Path

from django.utils import timezone

from cchc_portal.jobs.work import JobFailed, Run, handles
from indicators.models import Period
from reports.conference import workbook
from reports.exports import conference_of
from reports.policy import may_see_table
from reports.selection import NOT_PUBLISHED
from units.access import person_of


@handles("reports.conference_workbook")
def conference_workbook(run: Run) -> str:
    """Draw the workbook of a block ("block": "" for all) as published, or provisional where "publication" is None.

    What the owner may see is asked again: it may have changed since the job was queued.
    """
    person = person_of(run.by, timezone.localdate())
    period = Period.objects.of_person(person).filter(pk=run.params["period"]).first()
    if period is None or not may_see_table(person, published=bool(run.params["publication"])):
        raise JobFailed(f"{NOT_PUBLISHED}, hoặc tài khoản không còn vai trò để xem.")
    run.progress(0, 3, "Đang đọc số liệu")
    conference = conference_of(
        period=period,
        block_code=run.params["block"],
        publication_id=run.params["publication"],
        now=timezone.now(),
    )
    run.progress(1, 3, "Đang lập các trang tính")
    book = workbook(conference)
    run.progress(2, 3, "Đang ghi tệp")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so-hoi-nghi.xlsx"
        book.save(path)
        name = f"xep-hang-{'-'.join(filter(None, (period.code, run.params['block'])))}.xlsx"
        run.attach(path, name, seen_by=person)
    units = sum(len(block.rows) for block in conference.blocks)
    return f"Đã lập sổ hội nghị {period.name} cho {units} đơn vị."
