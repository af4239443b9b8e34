"""Reading the trail as a chain, and audited rows against it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db import connection, transaction
from django.db.models import Q

from cchc_portal.audit.chain import Anchor, Link, Verdict, check
from cchc_portal.audit.history import RowHistory
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.seals import broken

SEAL = frozenset({"seq", "canonical", "prev_hash", "hash"})
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields if field.attname not in SEAL)


def deeds_of(versions: Iterable[RowHistory]) -> dict[int, AuditEvent]:
    """The record that seals each version, by its pgh_id; one query. A version nobody recorded has none."""
    versions = list(versions)
    events = AuditEvent.objects.scoped(
        Q(transaction__in={each.pgh_transaction for each in versions}, rows__isnull=False)
    )
    seals = [(event, json.loads(event.rows)) for event in events.order_by("seq")]
    return {
        version.pgh_id: event
        for version in versions
        for event, rows in seals
        if event.transaction == version.pgh_transaction
        and (sealed := rows.get(version._meta.db_table))
        and sealed["first"] <= version.pgh_id <= sealed["last"]
    }


def verify(anchors: Sequence[Anchor] = ()) -> Verdict:
    """The whole trail, and every audited row against its versions and the seals of the trail, all as of one moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")  # years of rows take longer than a page may
        verdict = verify_chain(anchors)
        return replace(verdict, problems=(*verdict.problems, *broken()))


def verify_chain(anchors: Sequence[Anchor] = ()) -> Verdict:
    """Read the whole trail once, in one snapshot, and compare it with its seals and with heads noted outside."""
    with transaction.atomic():
        return check(_links(), anchors)


def _links() -> Iterator[Link]:
    for row in AuditEvent.objects.order_by("seq").values(*SEAL, *COLUMNS).iterator(chunk_size=2000):
        yield Link(**{name: row.pop(name) for name in SEAL}, columns=row)
