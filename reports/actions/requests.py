"""Proposing and approving asked for by a page and done by a worker: both read and reckon the whole province.

What can be refused at once is refused at once. The worker asks everything again, in the transaction that writes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from cchc_portal.jobs import actions as jobs
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused, Stale
from cchc_portal.kit.text import mid_sentence
from indicators.models import Period
from reports.actions.proposals import Wording, last_of, why_not_approve, why_not_propose
from reports.models import Proposal
from units.models import User

PROPOSE, APPROVE = "reports.propose", "reports.approve"
PROOF_LASTS = dt.timedelta(minutes=15)
"""From the password to the approval: a job that runs later, or again, publishes nothing."""

MOVED = "Điểm vừa thay đổi sau khi anh/chị mở trang này. Hãy xem lại bảng rồi đề nghị."
NOT_THE_SAME = (
    "Số liệu không còn như lúc đề nghị nên không phê duyệt được. "
    "Điều phối CCHC cần rút đề nghị, xem lại và đề nghị lại."
)
TOO_LATE = "Đã quá 15 phút từ lúc nhập mật khẩu nên chưa công bố gì. Hãy mở lại đề nghị và phê duyệt lần nữa."


def proposing(period_id: int) -> str:
    """The key of the job: one at a time for a period, whoever asks."""
    return f"propose:{period_id}"


def approving(proposal_id: int) -> str:
    return f"approve:{proposal_id}"


@transaction.atomic
def request_proposal(*, period_id: int, wording: Wording, by: User, now: dt.datetime, seen: int) -> Job:
    """Have the period proposed, or find the job that is doing so. Raises Refused and Stale as propose does."""
    period = Period.objects.get(pk=period_id)
    if refusal := why_not_propose(period, last_of(period), by=by, now=now, reason=wording.reason):
        raise Refused(refusal)
    if seen != period.version:
        raise Stale
    return jobs.start(
        PROPOSE,
        key=proposing(period.pk),
        params={"period": period.pk, "seen": seen, "wording": written(wording)},
        by=by,
        label=f"Đề nghị công bố {mid_sentence(period.name)}",
    )


@transaction.atomic
def request_approval(*, proposal_id: int, by: User, now: dt.datetime) -> Job:
    """Have the proposal approved, or find the job that is doing so. The caller has just asked for the password."""
    proposal = Proposal.objects.select_related("period").get(pk=proposal_id)
    if refusal := why_not_approve(proposal, by=by, now=now):
        raise Refused(refusal)
    return jobs.start(
        APPROVE,
        key=approving(proposal.pk),
        params={"proposal": proposal.pk, "proven_at": now.isoformat()},
        by=by,
        label=f"Phê duyệt công bố {mid_sentence(proposal.period.name)}, lần {proposal.version}",
    )


def written(wording: Wording) -> dict[str, str | None]:
    """As it survives JSON."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(wording).items()}


def read(params: Mapping[str, Any]) -> Wording:
    """The wording that was written."""
    moments = {name: dt.datetime.fromisoformat(params[name]) for name in ("units_at", "public_at") if params[name]}
    return Wording(**{**params, "decided_on": dt.date.fromisoformat(params["decided_on"]), **moments})
