"""The documents of a publication: drawn by a worker for the first who asks, kept for everybody who may have them."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs import actions as jobs
from cchc_portal.jobs.views import file_of
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_id
from cchc_portal.kit.refusals import Refused
from reports.enums import Paper
from reports.models import Publication, Standing
from reports.papers import hall
from reports.papers.kept import drawings, is_current, workbook
from reports.papers.shelf import DRAW, SHELF, address_of, key_of
from reports.papers.word.kept import used
from reports.policy import sees_early

ONLY_WIDE = "Tài liệu này có số liệu của mọi đơn vị; hãy hỏi Sở Nội vụ, hoặc dùng bảng số liệu công khai."


@scoped("reports.Publication", "reports.Standing")
@require_POST
def paper_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what is kept; else start the drawing, or find the one this person is having drawn."""
    publication, asked = _publication(request, pk), request.POST
    paper = _paper(request, asked.get("paper", ""))
    unit_id, of = _unit(request, publication, paper, asked.get("unit", ""))
    kept = drawings(request.user, publication, unit_id=unit_id).get(paper)
    if kept and "again" not in asked and is_current(kept, paper):
        return redirect(address_of(publication.pk, paper, unit=unit_id))
    job = jobs.start(
        DRAW,
        key=key_of(request.user.pk, publication.pk, paper, unit_id),
        params={"publication": publication.pk, "paper": str(paper), "unit": unit_id, "template": used(paper)},
        by=request.user,
        label=f"{paper.label}: {of}{publication.period.name}, lần {publication.version}",
    )
    return redirect("jobs:job_detail", job.pk)


@scoped("reports.Publication", "reports.Standing")
@require_safe
def paper_file(request: HttpRequest, pk: int, paper: str) -> FileResponse:
    """What is kept, whoever had it drawn: `?unit=` of one unit, `?block=` the conference workbook of one block.

    Asked anew each time whether this person may have it; the trail remembers who took it.
    """
    publication, kind, asked = _publication(request, pk), _paper(request, paper), request.GET
    unit_id, _ = _unit(request, publication, kind, asked.get("unit", ""))
    if kind == Paper.CONFERENCE and "block" in asked:
        job = workbook(request.user, publication.pk, asked["block"])
    else:
        job = drawings(request.user, publication, unit_id=unit_id).get(kind)
    if job is None:
        raise Http404("Tài liệu này chưa lập. Hãy mở trang công bố và bấm Lập.")
    return file_of(job)


@scoped("reports.Publication", "reports.Standing")
@require_safe
def slides(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole result as slides in one page; 304 for whoever has them, kept for everybody else."""
    publication = _publication(request, pk)
    etag = f'"{hall.stamp(publication)}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(hall.slides_page(publication))
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _publication(request: HttpRequest, pk: int) -> Publication:
    found = Publication.objects.of_person(request.person).without_bundle().select_related("period")
    return get_object_or_404(found, pk=pk)


def _paper(request: HttpRequest, asked: str) -> Paper:
    if asked not in Paper.values:
        raise Http404
    if SHELF[Paper(asked)].wide and not sees_early(request.person):
        raise Refused(ONLY_WIDE)
    return Paper(asked)


def _unit(request: HttpRequest, publication: Publication, paper: Paper, asked: str) -> tuple[int | None, str]:
    """The unit asked for and its name of that day; nothing where the document is of all units."""
    if SHELF[paper].unit is None:
        return None, ""
    rows = Standing.objects.of_person(request.person).filter(publication=publication)
    row = get_object_or_404(rows.without_leaves(), unit=read_id(asked))
    return row.unit_id, f"{row.unit_name}, "
