"""Two people publish: one proposes figures that an independent program has recomputed, another approves them."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.later import later
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused, Stale
from indicators.enums import PeriodKind
from indicators.models import Assessment, Period
from reports import queries
from reports.actions.freezing import freeze
from reports.enums import Decision, Outcome
from reports.models import Proposal, Publication
from reports.publications.bundle import figures_digest
from reports.publications.contents import Gathered, gathered
from reports.publications.verify import differences, recomputed
from reports.workflow import DECISIONS
from units.access import person_of
from units.enums import Role
from units.models import User

OWN = "Đề nghị này do chính anh/chị lập. Công bố cần hai người: hãy để người khác phê duyệt."
_SAID = 5  # differences told in one refusal

Say = Callable[[int, int, str], None]
"""Told how far the work is: so many steps of so many, and what is being done."""


def _silent(done: int, total: int, message: str) -> None:
    """Whoever waits for the result itself needs no progress."""


@dataclass(frozen=True)
class Wording:
    """What a decision says, and from when whom it reaches."""

    title: str
    decision_number: str
    decided_on: dt.date
    units_at: dt.datetime
    public_at: dt.datetime | None = None
    reason: str = ""


@transaction.atomic
def propose(
    *, period_id: int, wording: Wording, by: User, now: dt.datetime, seen: int | None = None, say: Say = _silent
) -> Proposal:
    """Ask for the publication of a period as it stands; published before, it is a correction and needs a reason.

    `seen` is the version of the period the caller looked at. Raises Refused naming everything that is still open or
    does not add up, Stale when points moved since then. Seconds for a whole province: pages ask a worker for it
    (actions.requests).
    """
    say(0, 3, "Đang đọc điểm và số liệu của các đơn vị")
    period = _locked(period_id)
    last = last_of(period)
    if refusal := why_not_propose(period, last, by=by, now=now, reason=wording.reason):
        raise Refused(refusal)
    if seen is not None and seen != period.version:
        raise Stale
    found = gathered(period)
    say(1, 3, "Chương trình độc lập đang tính lại mọi điểm, hạng và loại")
    figures = figures_digest(proven(found).parts)
    say(2, 3, "Đang ghi đề nghị")
    proposal = Proposal.objects.create(
        period=period,
        version=last.version + 1 if last else 1,
        title=wording.title.strip(),
        decision_number=wording.decision_number.strip(),
        decided_on=wording.decided_on,
        reason=wording.reason.strip(),
        units_at=wording.units_at,
        public_at=wording.public_at,
        figures=figures,
        proposed_by=by,
        proposed_at=now,
    )
    _record("publication.propose", proposal, by=by)
    return proposal


def last_of(period: Period) -> Publication | None:
    """The newest publication of the period, without its bundle."""
    return period.publications.without_bundle().order_by("-version").first()


def why_not_propose(period: Period, last: Publication | None, *, by: User, now: dt.datetime, reason: str) -> str | None:
    """The sentence that refuses a proposal; None means: go ahead."""
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        return "Chỉ Điều phối CCHC được đề nghị công bố kết quả."
    if last and not reason.strip():
        return f"Kỳ “{period.name}” đã công bố (lần {last.version}). Hãy ghi lý do đính chính để công bố lại."
    if reason.strip() and not last:
        return f"Kỳ “{period.name}” chưa công bố lần nào nên không có gì để đính chính."
    if not period.assessments.taking_part().exists():
        return f"Kỳ “{period.name}” chưa có phiếu chấm nào."
    if Proposal.objects.filter(period=period, outcome=Outcome.OPEN).exists():
        return f"Kỳ “{period.name}” đang có một đề nghị chờ phê duyệt. Hãy rút đề nghị ấy trước."
    if period.kind == PeriodKind.YEAR and not period.minutes.exists():
        return "Kết quả năm là kết quả chính thức: hãy ghi biên bản họp hội đồng thẩm định trước."
    still_open = queries.still_open(period)
    return f"Chưa thể công bố: {'; '.join(still_open)}." if still_open else None


def proven(found: Gathered) -> Gathered:
    """The same figures, after verify.py has recomputed them. Raises Refused telling where they differ."""
    results, rules, inputs = (json.loads(found.parts[name]) for name in ("results", "rules", "inputs"))
    wrong = differences(results, recomputed(rules, inputs))
    if wrong:
        more = f" và {len(wrong) - _SAID} chỗ khác" if len(wrong) > _SAID else ""
        told = "; ".join(line.rstrip(".") for line in wrong[:_SAID])
        raise Refused(f"Điểm chưa khớp với số liệu và quy tắc, hãy tính lại điểm rồi đề nghị: {told}{more}.")
    return found


@transaction.atomic
def approve(*, proposal_id: int, by: User, now: dt.datetime, say: Say = _silent) -> Publication:
    """Freeze the proposed figures and close the period. The caller has made sure that it is really this person.

    Raises Refused for whoever proposed it and whoever is no leader, Stale when a figure is no longer what was proposed.
    Seconds for a whole province, like propose.
    """
    say(0, 3, "Đang đọc lại số liệu đã đề nghị")
    proposal = _locked_proposal(proposal_id)
    if refusal := why_not_approve(proposal, by=by, now=now):
        raise Refused(refusal)
    found = gathered(proposal.period)
    say(1, 3, "Đang so từng con số với lúc đề nghị")
    if figures_digest(found.parts) != proposal.figures:  # else they are, byte for byte, what was proven when proposed
        raise Stale
    say(2, 3, "Đang chốt gói công bố và bảng xếp hạng")
    publication = freeze(proposal, found, by=by, now=now)
    _close(proposal, Decision.APPROVE, by=by, now=now)
    later("reports.keep_pages", publication.pk)
    return publication


def why_not_approve(proposal: Proposal, *, by: User, now: dt.datetime) -> str | None:
    """The sentence that refuses an approval; None means: go ahead. Its period comes with it."""
    if refusal := _why_not(proposal, Decision.APPROVE, by=by, now=now):
        return refusal
    if proposal.proposed_by_id == by.pk:
        return OWN
    still_open = queries.still_open(proposal.period)
    return f"Chưa thể công bố: {'; '.join(still_open)}." if still_open else None


@transaction.atomic
def decline(*, proposal_id: int, by: User, reason: str, now: dt.datetime) -> Proposal:
    """The leader does not approve, and says why."""
    proposal = _asked(proposal_id, Decision.DECLINE, by=by, now=now)
    if not reason.strip():
        raise Refused("Hãy ghi lý do không phê duyệt để người đề nghị biết cần sửa gì.")
    return _close(proposal, Decision.DECLINE, by=by, now=now, reason=reason)


@transaction.atomic
def withdraw(*, proposal_id: int, by: User, now: dt.datetime) -> Proposal:
    """The coordinator takes the proposal back, to change something."""
    return _close(_asked(proposal_id, Decision.WITHDRAW, by=by, now=now), Decision.WITHDRAW, by=by, now=now)


def _locked(period_id: int) -> Period:
    """The period with its sheets: sheets first, as every deed on one sheet does."""
    sheets = Assessment.objects.filter(period=period_id)
    list(sheets.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return Period.objects.select_for_update(of=("self",)).get(pk=period_id)


def _locked_proposal(proposal_id: int) -> Proposal:
    """The proposal, locked after the period it is about."""
    period_id = Proposal.objects.values_list("period_id", flat=True).get(pk=proposal_id)
    _locked(period_id)
    return Proposal.objects.select_for_update(of=("self",)).select_related("period").get(pk=proposal_id)


def _asked(proposal_id: int, decision: Decision, *, by: User, now: dt.datetime) -> Proposal:
    """The locked proposal, if this person may decide so."""
    proposal = _locked_proposal(proposal_id)
    if refusal := _why_not(proposal, decision, by=by, now=now):
        raise Refused(refusal)
    return proposal


def _why_not(proposal: Proposal, decision: Decision, *, by: User, now: dt.datetime) -> str | None:
    roles = {post.role for post in person_of(by, localdate(now)).posts}
    return why_not(DECISIONS, decision, state=Outcome(proposal.outcome), roles=roles, what="đề nghị")


def _close(proposal: Proposal, decision: Decision, *, by: User, now: dt.datetime, reason: str = "") -> Proposal:
    proposal.outcome = DECISIONS[decision].target
    proposal.closed_by, proposal.closed_at, proposal.closed_reason = by, now, reason.strip()
    proposal.save(update_fields=["outcome", "closed_by", "closed_at", "closed_reason"])
    if decision != Decision.APPROVE:  # the publication itself tells of that
        _record(f"publication.{decision}", proposal, by=by)
    return proposal


def _record(deed: str, proposal: Proposal, *, by: User) -> None:
    trail.record(
        deed,
        proposal,
        by=by,
        before=None,
        after={"version": proposal.version, "decision": proposal.decision_number, "digest": proposal.figures},
        reason=proposal.closed_reason or proposal.reason,
        period_id=proposal.period_id,
    )
