"""The coordinator's page before a publication: what is open, what it would look like, the council's minutes."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs import actions as jobs
from cchc_portal.kit.clock import database_now
from indicators.actions.cutoffs import close_figures, plan_cutoff, reopen_figures
from indicators.duties.sources import also_waits
from indicators.duties.waiting import Duty
from indicators.enums import DutyKind
from indicators.models import Period
from reports import consolidation as consolidated
from reports.actions.minutes import record_minutes
from reports.enums import Outcome
from reports.forms import CutoffForm, MinutesForm, ReasonForm
from reports.models import Proposal
from reports.policy import CONSOLIDATES
from units.access import Person, role_required
from units.enums import Role


@role_required(*CONSOLIDATES)
@require_safe
def consolidation_list(request: HttpRequest) -> HttpResponse:
    """The newest period that is not published, else the newest."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    if not periods:
        return render(request, "reports/consolidation_list.html", {})
    code = request.GET.get("period", "")
    asked = next((each for each in periods if each.code == code), None)
    waiting = next((each for each in periods if each.state == "open"), periods[0])
    return redirect("reports:consolidation", (asked or waiting).code)


@role_required(*CONSOLIDATES)
@require_safe
def consolidation(request: HttpRequest, period: str) -> HttpResponse:
    return _page(request, _period(request, period))


@role_required(Role.COORDINATOR)
@require_POST
def minutes_record(request: HttpRequest, period: str) -> HttpResponse:
    chosen, form = _period(request, period), MinutesForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, chosen, minutes_form=form)
    record_minutes(period_id=chosen.pk, by=request.user, now=database_now(), **form.cleaned_data)
    messages.success(request, f"Đã ghi biên bản {form.cleaned_data['number']}.")
    return redirect("reports:consolidation", chosen.code)


@role_required(Role.COORDINATOR)
@require_POST
def figures_cutoff(request: HttpRequest, period: str) -> HttpResponse:
    """Plan the day, close now, or open again."""
    chosen, deed = _period(request, period), request.POST.get("deed", "")
    form = {"plan": CutoffForm, "reopen": ReasonForm}.get(deed, CutoffForm)(request.POST)
    if not form.is_valid():
        return _page(request, chosen, cutoff_form=form)
    given = {"period_id": chosen.pk, "by": request.user, "now": database_now()}
    if deed == "reopen":
        reopen_figures(reason=form.cleaned_data["reason"], **given)
        messages.success(request, "Đã mở lại số liệu; số liệu đo được cập nhật trở lại.")
    elif deed == "plan":
        plan_cutoff(on=form.cleaned_data["on"], **given)
        messages.success(request, "Đã đặt ngày chốt số liệu." if form.cleaned_data["on"] else "Đã bỏ ngày chốt.")
    else:
        close_figures(**given)
        messages.success(request, "Đã chốt số liệu. Hồ sơ nhập sau đây không làm đổi điểm của kỳ này.")
    return redirect("reports:consolidation", chosen.code)


@role_required(*CONSOLIDATES)
@require_POST
def year_archive(request: HttpRequest, period: str) -> HttpResponse:
    """Everything of the year in one file; a second click finds the job that is already making it."""
    chosen = _period(request, period)
    job = jobs.start(
        "reports.year_archive",
        key=f"year-archive:{request.user.pk}:{chosen.year}",
        params={"year": chosen.year},
        by=request.user,
        label=f"Hồ sơ công bố năm {chosen.year}",
    )
    return redirect(f"{reverse('jobs:job_detail', args=[job.pk])}")


@also_waits
def to_approve(person: Person, now: dt.datetime) -> list[Duty]:
    """Proposals that wait for a leader's decision."""
    if not person.has(Role.LEADER):
        return []
    waiting = Proposal.objects.of_person(person).filter(outcome=Outcome.OPEN).select_related("period", "proposed_by")
    return [
        Duty(
            kind=DutyKind.DECIDE,
            about=f"proposal:{each.pk}",
            title=f"Phê duyệt công bố {each.period.name}",
            sentence=f"{each.proposed_by.full_name} đề nghị ngày {timezone.localtime(each.proposed_at):%d/%m/%Y}.",
            label="Xem và quyết định",
            url=reverse("reports:proposal_detail", args=[each.pk]),
            blocks=True,
            doers=frozenset({Role.LEADER}),
        )
        for each in waiting.order_by("proposed_at", "pk")
    ]


def _period(request: HttpRequest, code: str) -> Period:
    return get_object_or_404(Period.objects.of_person(request.person), code=code)


def _page(request: HttpRequest, period: Period, **forms: object) -> HttpResponse:
    """The page; a form that was refused stands in it with what was typed, and its errors on top."""
    wrong = next(iter(forms.values()), None)
    context = {
        "period": period,
        "previous_year": period.year - 1,
        "periods": Period.objects.of_person(request.person),
        "found": consolidated.consolidation(request.person, period),
        "may_act": request.person.has(Role.COORDINATOR),
        "may_approve": request.person.has(Role.LEADER),
        "minutes_form": MinutesForm(today=timezone.localdate()),
        "cutoff_form": CutoffForm(initial={"on": period.figures_due_on}),
        "reopen_form": ReasonForm(auto_id="mo-%s"),
        "wrong": wrong,
        **forms,
    }
    return render(request, "reports/consolidation.html", context, status=422 if wrong else 200)
