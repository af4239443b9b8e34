"""Reading the trail as a chain."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from cchc_portal.audit.chain import Anchor, Link, Verdict, check
from cchc_portal.audit.models import AuditEvent

SEAL = frozenset({"seq", "canonical", "prev_hash", "hash"})
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields if field.attname not in SEAL)


@transaction.atomic
def verify_chain(anchors: Sequence[Anchor] = ()) -> Verdict:
    """Read the whole trail once, in one snapshot, and compare it with its seals and with heads noted outside."""
    return check(_links(), anchors)


def _links() -> Iterator[Link]:
    for row in AuditEvent.objects.order_by("seq").values(*SEAL, *COLUMNS).iterator(chunk_size=2000):
        yield Link(**{name: row.pop(name) for name in SEAL}, columns=row)
