"""Deeds on the files of a plan: keep an appendix that was sent, write what it words."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.plans import Decision, Loaded, why_not_move, write_tasks
from indicators.enums import PlanAction
from indicators.evidence import vault
from indicators.models import Plan, PlanFile
from indicators.plans.appendix import TaskRow
from units.access import person_of
from units.models import User


@transaction.atomic
def receive_plan_file(
    *,
    plan_id: int,
    content: bytes,
    name: str,
    decision: Decision | None,
    drops_missing: bool,
    by: User,
    now: dt.datetime,
) -> PlanFile:
    """Keep an appendix; nothing of it is written yet. Raises Refused."""
    plan = Plan.objects.get(pk=plan_id)
    action = PlanAction.EDIT if plan.is_draft else PlanAction.ADJUST
    if refusal := why_not_move(plan, action, person_of(by, localdate(now))):
        raise Refused(refusal)
    kept = vault.keep([content])
    try:
        file = PlanFile.objects.create(
            plan=plan,
            stored=kept.stored,
            original_name=name[:200],
            sha256=kept.sha256,
            decision=_stored(decision),
            drops_missing=drops_missing,
            sent_by=by,
            sent_at=now,
        )
        after = {"file": file.original_name, "size": kept.size, "sha256": kept.sha256}
        trail.record("plan.receive_file", plan, by=by, after=after, unit_id=plan.unit_id)
    except BaseException:
        vault.discard(kept.stored)
        raise
    return file


def _stored(decision: Decision | None) -> dict[str, str]:
    return {} if decision is None else asdict(decision) | {"decided_on": decision.decided_on.isoformat()}


def decision_of(file: PlanFile) -> Decision | None:
    """The document that came with the file."""
    said = file.decision
    return Decision(**said | {"decided_on": dt.date.fromisoformat(said["decided_on"])}) if said else None


@transaction.atomic
def write_plan_file(*, file_id: uuid.UUID, rows: Sequence[TaskRow], by: User, now: dt.datetime) -> Loaded:
    """Write the rows of a file that was looked at, once. Raises Refused."""
    file = PlanFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if file.written_at:
        raise Refused("Tệp này đã được ghi. Muốn đổi tiếp, hãy gửi tệp khác.")
    decided = {"decision": decision_of(file), "drops_missing": file.drops_missing}
    loaded = write_tasks(plan_id=file.plan_id, rows=rows, by=by, now=now, **decided)
    file.written_at = now
    file.save(update_fields=["written_at"])
    return loaded
