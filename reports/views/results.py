"""Pages of the ranking."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs import actions as jobs
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_id
from cchc_portal.kit.refusals import Refused
from indicators.models import Period
from reports import queries, scorecards
from reports.board import board_html, stamp
from reports.board_figures import Subject
from reports.criteria_years import followed
from reports.enums import Paper
from reports.firmness import firmness
from reports.models import Publication
from reports.papers.kept import Offer, offers, workbook
from reports.papers.shelf import WORKBOOK, address_of
from reports.policy import READ_RESULTS, sees_early
from reports.restated import RULES, restated_years
from reports.selection import NOT_PUBLISHED, Selection, may_see_all, selection
from units.enums import Role
from units.facts import lineage
from units.models import Unit
from units.scoping import Columns, scope
from units.succession import origins


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """The leaders' page; answers 304 while nothing it rests on has changed."""
    chosen, now = selection(request.GET, request.person), timezone.now()
    context = {"chosen": chosen, "not_published": NOT_PUBLISHED, "figures": ""}
    context["may_publish"] = request.person.has(Role.COORDINATOR)
    context["may_try"] = any(map(request.person.has, (Role.COORDINATOR, Role.LEADER)))
    if chosen.subject is None:
        return render(request, "reports/ranking.html", context)
    stamped = stamp(chosen.subject, request.person.unit_ids, now)
    etag = _etag(request, chosen, stamped)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        context["figures"] = board_html(chosen.subject, request.person.unit_ids, now, stamped)
        response = render(request, "reports/ranking.html", context)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _etag(request: HttpRequest, chosen: Selection, stamped: str) -> str:
    """The figures' stamp, and what stands around them: the person, the session its forms belong to, the filter."""
    offered = [(period.pk, period.publication_id) for period in chosen.periods]
    around = (request.user.pk, request.session.session_key, request.person.headline, offered, chosen.blocks)
    return '"' + hashlib.sha256(repr((stamped, around)).encode()).hexdigest()[:32] + '"'


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def unit_detail(request: HttpRequest, period: str, unit_id: int) -> HttpResponse:
    chosen = _readable(request, period, unit_id)
    card = scorecards.unit_card(request.person, chosen, unit_id, chosen.publication_id)
    context = {"period": chosen, "card": card, "sees_ranks": may_see_all(chosen, request.person)}
    context["papers"] = _unit_papers(request, chosen, unit_id)
    if card.rank:
        rows = queries.standing_rows(chosen.publication_id, card.block_code)
        context["firm"] = firmness(chosen, card.block_code, rows).get(unit_id)
    return render(request, "reports/unit_detail.html", context)


def _unit_papers(request: HttpRequest, period: Period, unit_id: int) -> list[Offer]:
    """The documents of one unit, once there is a publication they can be drawn from."""
    publication = (
        Publication.objects.of_person(request.person).without_bundle().filter(pk=period.publication_id).first()
    )
    if publication is None:
        return []
    return offers(request.user, publication, early=sees_early(request.person), unit_id=unit_id)


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def area_detail(request: HttpRequest, period: str, unit_id: int, area: str) -> HttpResponse:
    chosen = _readable(request, period, unit_id)
    card = scorecards.unit_card(request.person, chosen, unit_id, chosen.publication_id)
    shown = next((each for each in card.areas if each.area.code == area), None)
    if shown is None:
        raise Http404
    context = {"period": chosen, "card": card, "shown": shown, "area": shown.area}
    context["sees_ranks"] = may_see_all(chosen, request.person)
    return render(request, "reports/area_detail.html", context)


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def unit_years(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The published years of a unit, and the same years with its predecessors; everyone reads what is published."""
    named = Unit.objects.scoped(scope(request.person, READ_RESULTS, Columns(unit="pk")))
    unit = get_object_or_404(named, pk=unit_id)
    links = lineage()
    past = origins(unit.pk, links)
    published = queries.published_years(request.person, {unit.pk, *past.whole, *past.divided})
    context = {"unit": unit, "years": restated_years(unit.pk, links, published), "rules": RULES}
    own = queries.criteria_years(request.person, unit.pk)
    context |= {
        "criteria": followed(own, queries.rules_of({each.rules for each in own})),
        "own_years": [each.year for each in own],
    }
    return render(request, "reports/unit_years.html", context)


def _readable(request: HttpRequest, code: str, unit_id: int) -> Period:
    """The period, when this person may see the unit's points in it; says nothing of whether there is such a unit."""
    period = get_object_or_404(queries.periods(request.person), code=code)
    own = Unit.objects.of_person(request.person).filter(pk=unit_id)
    if not may_see_all(period, request.person) and not own.exists():
        raise Refused(f"{NOT_PUBLISHED}; trước khi công bố mỗi đơn vị chỉ xem được điểm của mình.")
    return period


@scoped("reports.Standing", "indicators.Assessment")
@require_POST
def conference_export(request: HttpRequest) -> HttpResponse:
    """Give what is kept of a publication; else start the workbook, or find the one this person is having made."""
    subject = _exported(request)
    if kept := _kept(request, subject):
        return redirect(kept)
    job = jobs.start(
        WORKBOOK,
        key=f"conference:{request.user.pk}:{stamp(subject, (), timezone.now())}",
        params={"period": subject.period.pk, "block": subject.block_code, "publication": subject.publication_id},
        by=request.user,
        label=f"Sổ hội nghị: {subject.block_name}, {subject.period.name}",
    )
    return redirect("jobs:job_detail", job.pk)


def _kept(request: HttpRequest, subject: Subject) -> str:
    """Where the workbook of published figures lies, if anybody has had it drawn; "" where nobody has."""
    publication, block = subject.publication_id, subject.block_code
    if publication is None or workbook(request.user, publication, block) is None:
        return ""
    return address_of(publication, Paper.CONFERENCE, block=block)


def _exported(request: HttpRequest) -> Subject:
    """One publication, old versions included, or what the filter of the ranking shows."""
    if "publication" not in request.POST:
        chosen = selection(request.POST, request.person)
        if chosen.subject is None:
            raise Refused(NOT_PUBLISHED + ".")
        return chosen.subject
    found = Publication.objects.of_person(request.person).without_bundle().select_related("period")
    asked = request.POST["publication"]
    publication = get_object_or_404(found, pk=read_id(asked))
    names = {code: name for code, name, _ in queries.blocks(publication.period, publication.pk)}
    code = request.POST.get("block", "")
    if code not in names:
        raise Http404
    return Subject(publication.period, code, names[code], publication.pk, early=sees_early(request.person))
