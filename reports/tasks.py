"""Long work of the reports: proposing, approving, drawing documents, and everything of a year in one file."""

import datetime as dt
import tempfile
from pathlib import Path

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cchc_portal.jobs.work import JobFailed, Run, handles
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Stale
from cchc_portal.kit.text import mid_sentence
from indicators.models import Period
from reports.actions.proposals import approve, propose
from reports.actions.requests import APPROVE, MOVED, NOT_THE_SAME, PROOF_LASTS, PROPOSE, TOO_LATE, read
from reports.board_figures import draw_ahead
from reports.enums import Paper
from reports.models import Publication
from reports.papers import archive
from reports.papers.conference import conference
from reports.papers.hall import slides_page
from reports.papers.reading import source_of
from reports.papers.shelf import DRAW, SHELF, WORKBOOK, drawn
from reports.papers.word.kept import content_of
from reports.policy import may_see_table, sees_early
from reports.selection import NOT_PUBLISHED
from units.access import person_of


@handles(PROPOSE)
def make_proposal(run: Run) -> str:
    """Propose the period as it was looked at: all of it is there, or nothing."""
    asked = {"period_id": run.params["period"], "seen": run.params["seen"], "wording": read(run.params["wording"])}
    try:
        with transaction.atomic():
            proposal = propose(**asked, by=run.by, now=database_now(), say=run.progress)
            run.guard()
    except Stale as error:
        raise JobFailed(MOVED) from error
    return f"Đã gửi đề nghị công bố lần {proposal.version}: chương trình độc lập tính lại, mọi điểm và hạng đều khớp."


@handles(APPROVE)
def approve_proposal(run: Run) -> str:
    """Publish what was proposed, while the password just given still counts: all of it, or nothing."""
    now = database_now()
    if now - dt.datetime.fromisoformat(run.params["proven_at"]) > PROOF_LASTS:
        raise JobFailed(TOO_LATE)
    try:
        with transaction.atomic():
            publication = approve(proposal_id=run.params["proposal"], by=run.by, now=now, say=run.progress)
            run.guard()
    except Stale as error:
        raise JobFailed(NOT_THE_SAME) from error
    return f"Đã công bố lần {publication.version}, kết quả được chốt nguyên văn, mã băm {publication.digest[:12]}…"


@handles(WORKBOOK)
def conference_workbook(run: Run) -> str:
    """Draw the workbook of a block ("block": "" for all) as published, or provisional where "publication" is None.

    What the owner may see is asked again: it may have changed since the job was queued.
    """
    person = person_of(run.by, timezone.localdate())
    asked = run.params["publication"]
    if asked and not Publication.objects.of_person(person).filter(pk=asked).exists():
        raise JobFailed(f"{NOT_PUBLISHED}, hoặc tài khoản không còn vai trò để xem.")
    period = Period.objects.of_person(person).filter(pk=run.params["period"]).first()
    if period is None or not may_see_table(person, published=bool(run.params["publication"])):
        raise JobFailed(f"{NOT_PUBLISHED}, hoặc tài khoản không còn vai trò để xem.")
    run.progress(0, 3, "Đang đọc số liệu")
    source = source_of(
        period=period,
        block_code=run.params["block"],
        publication_id=run.params["publication"],
        now=timezone.now(),
    )
    run.progress(1, 3, "Đang lập các trang tính")
    content = conference(source)
    run.progress(2, 3, "Đang ghi tệp")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so-hoi-nghi.xlsx"
        path.write_bytes(content)
        name = f"xep-hang-{'-'.join(filter(None, (period.code, run.params['block'])))}.xlsx"
        run.attach(path, name, seen_by=person)
    units = sum(len(block.rows) for block in source.blocks)
    return f"Đã lập sổ hội nghị {mid_sentence(period.name)} cho {units} đơn vị."


@handles(DRAW)
def paper(run: Run) -> str:
    """Draw one document of a publication; what the owner may see is asked again."""
    person, asked, kind = person_of(run.by, timezone.localdate()), run.params["publication"], Paper(run.params["paper"])
    found = Publication.objects.of_person(person).select_related("period")
    publication = found.filter(pk=asked).first()
    if publication is None or (SHELF[kind].wide and not sees_early(person)):
        raise JobFailed(f"{NOT_PUBLISHED}, hoặc tài khoản không còn vai trò để xem.")
    run.progress(0, 3, "Đang đọc số liệu đã công bố")
    source = source_of(period=publication.period, block_code="", publication_id=asked, now=timezone.now())
    run.progress(1, 3, "Đang lập tài liệu")
    template = content_of(run.params.get("template"))
    made = drawn(kind, source, bytes(publication.bundle), run.params["unit"], template)
    if made is None:
        raise JobFailed("Đơn vị không có trong lần công bố này.")
    run.progress(2, 3, "Đang ghi tệp")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tai-lieu{SHELF[kind].suffix}"
        path.write_bytes(made[0])
        run.attach(path, made[1], seen_by=person)
    return f"Đã lập {kind.label}, mã băm {publication.digest[:12]}…"


@handles("reports.year_archive")
def year_archive(run: Run) -> str:
    """Every publication of a year with every document of it, each bundle recomputed once more."""
    person, year = person_of(run.by, timezone.localdate()), run.params["year"]
    found = Publication.objects.of_person(person).filter(period__year=year).select_related("period")
    publications = list(found.without_bundle().order_by("period__data_to", "version"))
    if not sees_early(person) or not publications:
        raise JobFailed(f"Năm {year} chưa công bố kết quả nào, hoặc tài khoản không còn vai trò để xem.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so-nam.zip"
        files = archive.write(path, publications, by=run.by, say=run.progress)
        run.attach(path, f"ho-so-cong-bo-{year}.zip", seen_by=person)
    return f"Đã lập hồ sơ công bố năm {year}: {len(publications)} lần công bố, {files} tệp, đã tính lại từng gói."


@shared_task(name="reports.keep_pages")
def keep_pages(publication_id: int) -> None:
    """Draw slides and tables of what was just approved, so that neither the hall nor the leaders wait for them."""
    found = Publication.objects.scoped(Q(pk=publication_id)).select_related("period").first()
    if found:
        slides_page(found)
        draw_ahead(found)
