"""What a worker is doing with a proposal, as everybody may see it who reads proposals."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc_portal.jobs.models import Job
from indicators.models import Period
from reports.actions.requests import approving, proposing, read
from reports.models import Proposal
from units.models import User

PART = "progress"


def proposal_job(by: User, period: Period) -> Job | None:
    """The newest job that was to make a proposal of the period."""
    return _newest(by, proposing(period.pk))


def approval_job(by: User, proposal: Proposal) -> Job | None:
    """The newest job that was to approve this proposal."""
    return _newest(by, approving(proposal.pk))


def untold(job: Job | None, newest: Proposal | None) -> Job | None:
    """The job where no proposal has been made since: it is under way, or it has failed."""
    return None if job and newest and newest.proposed_at >= job.created_at else job


def typed(job: Job | None, by: User) -> dict[str, Any]:
    """What this person had written into a proposal that did not come about, to be put into the form again."""
    if job is None or not job.failed or job.owner_id != by.pk:
        return {}
    return vars(read(job.params["wording"]))


def followed(request: HttpRequest, template: str, job: Job | None, address: Callable[[], str]) -> HttpResponse | None:
    """The answer to a page that asks how far the job is: its part of the page, and once it has ended the way on to
    `address`, which shows what came of it. None for a page that is opened."""
    if request.headers.get("HX-Target") != PART:
        return None
    if job and job.active:
        return render(request, f"{template}#{PART}", {"job": job})
    if job and job.message and not job.failed:
        messages.success(request, job.message)
    return HttpResponse(headers={"HX-Redirect": address()})


def _newest(by: User, key: str) -> Job | None:
    jobs = Job.objects.visible_to(by, wide=True).filter(key=key).select_related("owner")
    return jobs.order_by("-created_at", "id").first()
