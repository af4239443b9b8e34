"""Deeds on the catalogue of procedures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit.trail import record
from cchc_portal.kit.refusals import Refused
from dossiers.models import Procedure, ProcedureVersion
from units.access import person_of
from units.enums import Role
from units.models import User

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure as it was decided from one day on."""

    code: str
    name: str
    area: str
    valid_from: dt.date
    valid_to: dt.date | None
    level: str
    online_service: str
    working_days: int | None
    has_fee: bool
    fee: int | None
    decision_number: str


VERSION = tuple(field.name for field in fields(ProcedureRow) if field.name not in ("code", "name", "area"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """Procedures new and changed; versions new and changed; rows that said what was already known."""

    procedures: int = 0
    renamed: int = 0
    versions: int = 0
    changed: int = 0
    same: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.procedures or self.renamed or self.versions or self.changed)


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal; carries what would have been done."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


def rehearse_procedures(*, rows: Sequence[ProcedureRow], by: User, now: dt.datetime) -> Loaded:
    """What `load_procedures` would do; nothing is kept. Raises Refused as it does."""
    try:
        with transaction.atomic():
            raise _Rehearsed(load_procedures(rows=rows, by=by, now=now))
    except _Rehearsed as done:
        return done.loaded


@transaction.atomic
def load_procedures(*, rows: Sequence[ProcedureRow], by: User | None, now: dt.datetime) -> Loaded:
    """Add procedures and versions, and correct known ones (same code, same first day); nothing is taken away.

    A version that is open when the next one begins ends on the day before it. The due dates of known dossiers stay:
    only what is read afterwards is counted by the new time. Raises Refused for anybody but the coordinator.
    """
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được nạp danh mục thủ tục.")
    known = _procedures(rows)
    versions = {code: list(procedure.versions.all()) for code, procedure in known.items()}
    counts = dict.fromkeys((field.name for field in fields(Loaded)), 0)
    for row in sorted(rows, key=lambda row: (row.code, row.valid_from)):
        procedure = known.get(row.code)
        if procedure is None:
            procedure = known[row.code] = Procedure.objects.create(code=row.code, name=row.name, area=row.area)
            counts["procedures"] += 1
        elif (procedure.name, procedure.area) != (row.name, row.area):
            procedure.name, procedure.area = row.name, row.area
            procedure.save()
            counts["renamed"] += 1
        counts[_write_version(procedure, row, versions.setdefault(row.code, []))] += 1
    loaded = Loaded(**counts)
    if not loaded.is_nothing:
        after = {"rows": len(rows), "added": loaded.procedures + loaded.versions, "changed": loaded.changed}
        record("dossiers.procedures_loaded", None, by=by, after=after)
    return loaded


def _procedures(rows: Sequence[ProcedureRow]) -> dict[str, Procedure]:
    wanted = Procedure.objects.filter(code__in={row.code for row in rows}).order_by("pk").prefetch_related("versions")
    return {procedure.code: procedure for procedure in wanted}


def _write_version(procedure: Procedure, row: ProcedureRow, versions: list[ProcedureVersion]) -> str:
    """ "versions", "changed" or "same"; `versions` are those at hand, a new one joins them."""
    facts = {name: getattr(row, name) for name in VERSION}
    later = [version.valid_from for version in versions if version.valid_from > row.valid_from]
    if later and (row.valid_to is None or row.valid_to >= min(later)):
        facts["valid_to"] = min(later) - ONE_DAY
    known = next((version for version in versions if version.valid_from == row.valid_from), None)
    if known and {name: getattr(known, name) for name in VERSION} == facts:
        return "same"
    for version in versions:
        if version.valid_from < row.valid_from and (version.valid_to is None or version.valid_to >= row.valid_from):
            version.valid_to = row.valid_from - ONE_DAY
            version.save(update_fields=["valid_to"])
    written = known or ProcedureVersion(procedure=procedure)
    for name, value in facts.items():
        setattr(written, name, value)
    written.save()
    if known is None:
        versions.append(written)
    return "changed" if known else "versions"
