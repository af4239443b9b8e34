"""A block as a whole: where it loses points, all its units on one criterion, two units side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from reports import block_pages, queries
from reports.block_points import lost_of_block
from reports.figures import Row
from reports.rows import Links
from reports.selection import NOT_PUBLISHED, Selection, selection


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """Every criterion of a block by the points its units lost on it."""
    chosen, rows = _table(request)
    subject = chosen.subject
    found = lost_of_block(chosen.period, subject.block_code, subject.publication_id, rows)
    context = {"chosen": chosen, "lines": block_pages.lost_lines(found, subject), "units": len(rows)}
    return render(request, "reports/lost.html", context)


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def criterion_units(request: HttpRequest, code: str) -> HttpResponse:
    """All units of a block on one criterion, or on one area."""
    chosen, rows = _table(request)
    page = block_pages.criterion_page(chosen.subject, rows, code)
    if page is None:
        raise Http404
    return render(request, "reports/criterion_units.html", {"chosen": chosen, "page": page})


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two units beside each other, and beside the middle and the best of their block."""
    chosen, rows = _table(request)
    pair = block_pages.pair(rows, request.GET, request.person.unit_ids)
    lines = block_pages.compared_lines(rows, pair, Links(chosen.period.code))
    context = {"chosen": chosen, "rows": rows, "pair": pair, "lines": lines}
    return render(request, "reports/comparison.html", context)


def _table(request: HttpRequest) -> tuple[Selection, tuple[Row, ...]]:
    """The block the address names and its table; refused, with the reason, where this person may not see it yet."""
    chosen = selection(request.GET, request.person)
    if chosen.period is None:
        raise Http404
    if chosen.subject is None:
        raise Refused(f"{NOT_PUBLISHED}; kết quả của cả khối hiện ra khi được công bố.")
    subject = chosen.subject
    return chosen, queries.league(chosen.period, subject.block_code, subject.publication_id)
