"""The only writer of the trail."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.transaction import TransactionManagementError

from cchc_portal.audit.canonical import canonical
from cchc_portal.audit.chain import GENESIS, columns, digest
from cchc_portal.audit.context import Actor, current_actor
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.seals import REMEMBER, marks, sealed_rows

CHAIN_LOCK = 0x43434843  # "CCHC": the advisory lock under which the chain grows
NOBODY = "Hệ thống"


def record(
    action: str,
    obj: models.Model | None,
    *,
    by: AbstractBaseUser | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    unit_id: int | None = None,
    period_id: int | None = None,
) -> AuditEvent:
    """Add one link to the chain, inside the transaction of the deed; without `by`, the person of the request or job.

    Call it last, when rows are locked and changed: it seals the versions of rows written so far (see seals), the
    chain is locked until commit, and whoever then waits for a row may be waiting for someone who waits for the chain.
    A bulk import is one link with totals.

    Raises TransactionManagementError outside a transaction; NotCanonical for floats and unknown types.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A deed and its record are one transaction: call record() inside atomic().")
    actor, sealed = current_actor(), sealed_rows(CHAIN_LOCK)
    content = {
        "action": str(action),
        **_who(by, actor),
        "request_id": actor.request_id[:64],
        "ip": actor.ip[:45],
        **_what(obj),
        "unit_id": unit_id,
        "period_id": period_id,
        "before": before,
        "after": after,
        "reason": reason,
        "rows": sealed or None,
    }
    at, transaction, seq, prev_hash = _head(sealed)
    text = canonical(content | {"at": at, "transaction": transaction})
    seal = digest(prev_hash, seq, text)
    return AuditEvent.objects.create(seq=seq, canonical=text, prev_hash=prev_hash, hash=seal, **columns(text))


def _who(by: AbstractBaseUser | None, actor: Actor) -> dict[str, Any]:
    if by is None:
        return {"actor_id": actor.user_id, "actor_name": (actor.name or NOBODY)[:120]}
    return {"actor_id": by.pk, "actor_name": str(by)[:120]}


def _what(obj: models.Model | None) -> dict[str, Any]:
    if obj is None:
        return {"object_type": "", "object_id": "", "object_label": ""}
    return {"object_type": obj._meta.label_lower, "object_id": str(obj.pk), "object_label": str(obj)[:300]}


def _head(sealed: dict[str, Any]) -> tuple[dt.datetime, int, int, str]:
    """The database's clock and transaction, the next number and the hash to tie it to; what is sealed is remembered."""
    with connection.cursor() as cursor:
        cursor.execute(  # a statement of its own: its snapshot must be younger than the lock
            f"SELECT clock_timestamp(), txid_current(), head.seq, head.hash, {REMEMBER} FROM (SELECT 1) AS one"
            " LEFT JOIN (SELECT seq, hash FROM audit_auditevent ORDER BY seq DESC LIMIT 1) AS head ON true",
            [marks(sealed)],
        )
        at, transaction, seq, prev_hash, _ = cursor.fetchone()
    return at, transaction, (seq or 0) + 1, prev_hash or GENESIS
