"""The look into the store of evidence: files nobody's row names go, files that changed or vanished are reported."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import transaction

from cchc_portal.jobs import actions as jobs
from cchc_portal.jobs.models import Job
from indicators.enums import Damage
from indicators.evidence import vault
from indicators.models import Evidence, PlanFile, SheetFile, VaultFinding, WorkPaper
from units.models import User

CHECK = "indicators.check_vault"
UNDER_WAY = dt.timedelta(days=1)  # a file may be on its way in: it is written before its row

log = structlog.get_logger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """How many files were read, and how many of them are missing or altered now; how many orphans were swept."""

    files: int
    missing: int
    altered: int
    swept: int


@dataclass(frozen=True, slots=True)
class _Kept:
    stored: str
    sha256: str
    about: str


def request_check(*, by: User | None) -> Job:
    """Queue the look; a second click returns the job that is already waiting."""
    return jobs.start(CHECK, key=CHECK, params={}, by=by, label="Kiểm tra kho minh chứng")


def check_vault(*, now: dt.datetime, progress: Progress = lambda done, total: None) -> Checked:
    """Sweep and scrub. Safe to run at any time and twice at once: what was found already is not found again."""
    swept = sweep(now=now)
    kept = _kept()
    faults = {}
    for done, each in enumerate(kept, start=1):
        if damage := _damage(each):
            faults[each.stored] = (damage, each.about)
        progress(done, len(kept))
    _settle(faults, now=now)
    found = [damage for damage, _ in faults.values()]
    return Checked(len(kept), found.count(Damage.MISSING), found.count(Damage.ALTERED), swept)


def sweep(*, now: dt.datetime) -> int:
    """Take away files that no row names and that are older than an upload can be; returns how many.

    The rows are read after the files, so that a document handed over in between is never taken for an orphan.
    """
    lying = [(stored, at) for stored, at in vault.lying() if at < now - UNDER_WAY]
    named = {each.stored for each in _kept()}
    orphans = [stored for stored, _ in lying if stored not in named]
    for stored in orphans:
        vault.discard(stored)
        log.warning("evidence.orphan_swept", stored=stored)
    VaultFinding.objects.bulk_create(
        VaultFinding(stored=stored, damage=Damage.ORPHAN, found_at=now, settled_at=now) for stored in orphans
    )
    return len(orphans)


@transaction.atomic
def _kept() -> list[_Kept]:
    """Every file that a row names; four queries."""
    named = ("assessment__unit", "assessment__period")
    documents = Evidence.objects.select_related(*named).order_by("pk")
    workbooks = SheetFile.objects.select_related(*named).order_by("pk")
    papers = WorkPaper.objects.select_related("unit").order_by("pk")
    appendices = PlanFile.objects.select_related("plan").order_by("pk")
    return [
        *(
            _Kept(row.stored, row.sha256, f"{row.assessment.unit.label} · {row.assessment.period.name}")
            for row in (*documents, *workbooks)
        ),
        *(_Kept(row.stored, row.sha256, row.unit.label) for row in papers),
        *(_Kept(row.stored, row.sha256, row.plan.name) for row in appendices),
    ]


def _damage(each: _Kept) -> Damage | None:
    found = vault.digest(each.stored)
    if found is None:
        return Damage.MISSING
    return None if found == each.sha256 else Damage.ALTERED


@transaction.atomic
def _settle(faults: dict[str, tuple[Damage, str]], *, now: dt.datetime) -> None:
    """What is found stands open once; what is no longer found is put right."""
    known = {(row.stored, row.damage): row for row in VaultFinding.objects.select_for_update().filter(settled_at=None)}
    wanted = {(stored, str(damage)): about for stored, (damage, about) in faults.items()}
    fresh = [key for key in wanted if key not in known]
    for stored, damage in fresh:
        log.error("evidence.damaged", stored=stored, damage=damage, about=wanted[stored, damage])
    VaultFinding.objects.bulk_create(
        [
            VaultFinding(stored=stored, damage=damage, about=wanted[stored, damage], found_at=now)
            for stored, damage in fresh
        ],
        ignore_conflicts=True,
    )
    gone = [row.pk for key, row in known.items() if key not in wanted]
    VaultFinding.objects.filter(pk__in=gone).update(settled_at=now)
