"""Publishing: proposed by one person, decided by another, released to its audiences, corrected in the open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.jobs.models import Job
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused, Stale
from cchc_portal.kit.text import mid_sentence
from indicators.models import Period
from reports import queries, rows
from reports.actions.corrections import open_correction
from reports.actions.proposals import OWN, decline, withdraw
from reports.actions.releases import move_release
from reports.actions.requests import MOVED, request_approval, request_proposal
from reports.enums import Outcome
from reports.forms import MomentsForm, ProposalForm, ReasonForm
from reports.models import Proposal, Publication
from reports.papers.kept import offers
from reports.policy import CONSOLIDATES, sees_early
from reports.under_way import approval_job, followed, proposal_job, typed, untold
from units.access import role_required
from units.enums import Role
from units.forms.sign_in import proofs

NEW, PROPOSAL = "reports/publication_new.html", "reports/proposal_detail.html"


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def publication_new(request: HttpRequest) -> HttpResponse:
    """Look, state the decision, confirm on a page of its own; the second POST has a worker propose."""
    period = get_object_or_404(Period.objects.of_person(request.person), code=request.GET.get("period", ""))
    newest = Proposal.objects.of_person(request.person).filter(period=period).order_by("-proposed_at", "-pk").first()
    job = proposal_job(request.user, period)
    if told := followed(request, NEW, job, lambda: _outcome(request, job, newest)):
        return told
    job = untold(job, newest)
    last = period.publications.of_person(request.person).without_bundle().order_by("-version").first()
    given = request.POST if request.method == "POST" else None
    start = {**_start(period), **typed(job, request.user)}
    form = ProposalForm(given, initial=start, last=last, today=timezone.localdate())
    valid = given is not None and form.is_valid()
    if valid and "confirmed" in request.POST and _requested(request, period, form):
        return redirect(f"{request.path}?{urlencode({'period': period.code})}")
    context = {"period": period, "last": last, "form": form, "job": job}
    context["waiting"] = newest if newest and newest.outcome == Outcome.OPEN else None
    context |= {"still_open": queries.still_open(period), "blocks": _tables(period, None)}
    context["confirming"] = valid and not form.errors and not context["still_open"]
    return render(request, NEW, context, status=422 if form.errors else 200)


def _outcome(request: HttpRequest, job: Job | None, newest: Proposal | None) -> str:
    """Where the asking has led: to the proposal, or back to the form with what was typed."""
    if newest is None or untold(job, newest):
        return request.get_full_path()
    return reverse("reports:proposal_detail", args=[newest.pk])


def _requested(request: HttpRequest, period: Period, form: ProposalForm) -> bool:
    """Whether a worker proposes now; else the form says why not."""
    seen, now = form.cleaned_data["seen"], database_now()
    try:
        request_proposal(period_id=period.pk, wording=form.wording, by=request.user, now=now, seen=seen)
    except Stale:
        form.add_error(None, MOVED)
        form.data = {**form.data.dict(), "seen": period.version}
        return False
    return True


def _start(period: Period) -> dict[str, object]:
    final = period.kind == "year"
    what = "Kết quả Chỉ số cải cách hành chính" if final else "Kết quả tạm tính Chỉ số cải cách hành chính"
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"seen": period.version, "title": f"{what} {mid_sentence(period.name)}", "units_at": now}


def _tables(period: Period, publication_id: int | None) -> list[tuple[str, str, SafeString, SafeString]]:
    """Code, name, finished rows and notes of every block, as the result stands or as it was frozen."""
    links, found = rows.Links(period.code), []
    for code, name, _ in queries.blocks(period, publication_id):
        league = queries.league(period, code, publication_id)
        found.append((code, name, rows.result_rows(league, links), rows.capped_notes(league, links)))
    return found


# --- a proposal -----------------------------------------------------------------------------------------------------


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    found = Proposal.objects.of_person(request.person).select_related("period", "proposed_by", "closed_by")
    return get_object_or_404(found, pk=pk)


@role_required(*CONSOLIDATES)
@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal, or how far its approval is; whoever watches that goes on to what was published."""
    proposal = _proposal(request, pk)
    told = followed(request, PROPOSAL, approval_job(request.user, proposal), lambda: _place(request, proposal))
    return told or _proposal_page(request, proposal)


def _place(request: HttpRequest, proposal: Proposal) -> str:
    """What came of the approval: a publication, or the proposal with the reason why not."""
    published = _published(request, proposal)
    return reverse("reports:publication_detail", args=[published.pk]) if published else request.path


def _published(request: HttpRequest, proposal: Proposal) -> Publication | None:
    found = Publication.objects.of_person(request.person).without_bundle()
    return found.filter(period=proposal.period, version=proposal.version).first()


@role_required(Role.LEADER)
@require_POST
def proposal_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a worker publish, once the password, and the code where there is one, show that it is this person."""
    proposal, shown = _proposal(request, pk), proofs(request.user, request.POST)
    valid = [form.is_valid() for form in shown]  # all of them, so that all mistakes are told at once
    if not all(valid):
        return _proposal_page(request, proposal, shown=shown)
    for form in shown:
        if hasattr(form, "save"):
            form.save()
    request_approval(proposal_id=proposal.pk, by=request.user, now=database_now())
    return redirect("reports:proposal_detail", proposal.pk)


@role_required(Role.LEADER)
@require_POST
def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    proposal, form = _proposal(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, proposal, decline_form=form)
    decline(proposal_id=proposal.pk, by=request.user, reason=form.cleaned_data["reason"], now=database_now())
    messages.success(request, "Đã ghi: không phê duyệt. Người đề nghị đọc lý do trên trang này.")
    return redirect("reports:proposal_detail", pk)


@role_required(Role.COORDINATOR)
@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    withdraw(proposal_id=proposal.pk, by=request.user, now=database_now())
    messages.success(request, "Đã rút đề nghị. Có thể sửa và đề nghị lại.")
    return redirect("reports:consolidation", proposal.period.code)


def _proposal_page(request: HttpRequest, proposal: Proposal, **given: object) -> HttpResponse:
    may = request.person.has(Role.LEADER) and proposal.outcome == "open"
    own = proposal.proposed_by_id == request.user.pk
    shown = given.get("shown") or (proofs(request.user) if may and not own else ())
    context = {
        "proposal": proposal,
        "period": proposal.period,
        "job": approval_job(request.user, proposal),
        "published": _published(request, proposal) if proposal.outcome == Outcome.APPROVED else None,
        "minutes": proposal.period.minutes.of_person(request.person).first(),
        "blocks": _tables(proposal.period, None) if proposal.outcome == "open" else [],
        "may_decide": may and not own,
        "own": OWN if may and own else "",
        "may_withdraw": request.person.has(Role.COORDINATOR) and proposal.outcome == "open",
        "shown": shown,
        "decline_form": ReasonForm(auto_id="khong-%s"),
        **{name: value for name, value in given.items() if name != "shown"},
    }
    return render(request, PROPOSAL, context, status=422 if given else 200)


# --- a publication --------------------------------------------------------------------------------------------------


@scoped("reports.Standing", "indicators.Assessment")
@require_safe
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _publication_page(request, _publication(request, pk))


@scoped("reports.Publication")
@require_safe
def publication_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The zip as it was frozen; it holds every unit's answers, so only who reads every sheet may take it."""
    if not sees_early(request.person):
        raise Refused("Gói công bố có số liệu của mọi đơn vị; hãy hỏi Sở Nội vụ, hoặc dùng bảng số liệu công khai.")
    publication = get_object_or_404(Publication.objects.of_person(request.person).select_related("period"), pk=pk)
    name = f"cong-bo-{publication.period.code}-lan-{publication.version}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(publication.bundle), content_type="application/zip", headers=headers)


@role_required(Role.COORDINATOR)
@require_POST
def publication_release(request: HttpRequest, pk: int) -> HttpResponse:
    publication, form = _publication(request, pk), MomentsForm(request.POST)
    if form.is_valid():
        try:
            move_release(publication_id=pk, by=request.user, now=database_now(), **form.cleaned_data)
            messages.success(request, "Đã đổi thời điểm công khai.")
            return redirect("reports:publication_detail", pk)
        except Refused as refusal:
            form.refused(refusal)
    return _publication_page(request, publication, release_form=form)


@role_required(Role.COORDINATOR)
@require_POST
def publication_correct(request: HttpRequest, pk: int) -> HttpResponse:
    publication, form = _publication(request, pk), ReasonForm(request.POST, auto_id="dinh-%s")
    if not form.is_valid():
        return _publication_page(request, publication, correct_form=form)
    reason, period = form.cleaned_data["reason"], publication.period
    open_correction(period_id=period.pk, reason=reason, by=request.user, now=database_now())
    messages.success(request, "Đã mở lại kỳ để đính chính. Bản đã công bố vẫn giữ nguyên và vẫn đọc được.")
    return redirect("reports:consolidation", period.code)


def _publication(request: HttpRequest, pk: int) -> Publication:
    found = Publication.objects.of_person(request.person).without_bundle()
    return get_object_or_404(found.select_related("period", "proposed_by", "published_by", "release"), pk=pk)


def _publication_page(request: HttpRequest, publication: Publication, **forms: object) -> HttpResponse:
    versions = Publication.objects.of_person(request.person).without_bundle().filter(period=publication.period)
    release = publication.release
    moments = {name: getattr(release, name) for name in ("units_at", "public_at")}
    moments = {name: at and timezone.localtime(at) for name, at in moments.items()}
    context = {
        "publication": publication,
        "release": release,
        "next_version": publication.version + 1,
        "is_public": bool(release.public_at and release.public_at <= timezone.now()),
        "versions": versions.order_by("-version"),
        "blocks": _tables(publication.period, publication.pk),
        "may_take": sees_early(request.person),
        "papers": offers(request.user, publication, early=sees_early(request.person)),
        "may_act": request.person.has(Role.COORDINATOR),
        "release_form": MomentsForm(initial=moments),
        "correct_form": ReasonForm(auto_id="dinh-%s"),
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "reports/publication_detail.html", context, status=422 if forms else 200)
