"""The only writer of publications and standings: by value, in one transaction, from the rows the pages show."""

import datetime as dt
from typing import Any

from cchc_portal.audit import trail
from cchc_portal.audit.models import AuditEvent
from indicators.actions.rounds import close_published
from indicators.enums import PeriodKind
from reports import queries
from reports.figures import Leaf, Row, frozen_area, frozen_dossiers, frozen_leaf
from reports.models import Minutes, Proposal, Publication, Release, Standing
from reports.publications.bundle import bundled, digest
from reports.publications.contents import Gathered, standing_figures
from units.models import User

_DECIDED = ("version", "title", "decision_number", "decided_on", "reason", "proposed_at")


def freeze(proposal: Proposal, found: Gathered, *, by: User, now: dt.datetime) -> Publication:
    """Write bundle, standings and release, and close the period, inside the transaction of the approval."""
    period = proposal.period
    earlier = list(period.publications.without_bundle().order_by("version"))
    final = period.kind == PeriodKind.YEAR
    heading = _heading(proposal, earlier, final=final, by=by, now=now)
    content = bundled(found.parts, heading, [*map(_version, earlier), _version_of(heading)])
    publication = Publication.objects.create(
        period=period,
        final=final,
        bundle=content,
        digest=digest(content),
        proposed_by=proposal.proposed_by,
        published_by=by,
        published_at=now,
        **{name: getattr(proposal, name) for name in _DECIDED},
    )
    _freeze_standings(publication, found)
    Release.objects.create(
        publication=publication,
        units_at=proposal.units_at,
        public_at=proposal.public_at,
        changed_by=by,
        changed_at=now,
    )
    close_published(period_id=period.pk, by=by, now=now)
    _record(publication, earlier[-1] if earlier else None, by)
    return publication


def _heading(
    proposal: Proposal, earlier: list[Publication], *, final: bool, by: User, now: dt.datetime
) -> dict[str, Any]:
    head = AuditEvent.objects.order_by("-seq").values("seq", "hash").first()
    minutes = proposal.period.minutes.first()
    return {
        **{name: getattr(proposal, name) for name in _DECIDED},
        "period": proposal.period.code,
        "status": "kết quả chính thức" if final else "kết quả tạm tính",
        "minutes": _minutes(minutes) if minutes else None,
        "proposed_by": proposal.proposed_by.full_name,
        "published_by": by.full_name,
        "published_at": now,
        "previous_digest": earlier[-1].digest if earlier else None,
        "audit_head": head,
    }


def _minutes(minutes: Minutes) -> dict[str, Any]:
    return {name: getattr(minutes, name) for name in ("number", "held_on", "chair", "conclusion")}


def _version(publication: Publication) -> dict[str, Any]:
    names = ("version", "title", "decision_number", "decided_on", "reason", "published_at", "digest")
    return {name: getattr(publication, name) for name in names}


def _version_of(heading: dict[str, Any]) -> dict[str, Any]:
    names = ("version", "title", "decision_number", "decided_on", "reason", "published_at")
    return {**{name: heading[name] for name in names}, "digest": "(mã của chính gói này)"}


def _freeze_standings(publication: Publication, found: Gathered) -> None:
    assessments = list(publication.period.assessments.taking_part().order_by("pk"))
    leaves = queries.live_leaves(assessments)
    leaves_of = {each.unit_id: leaves[each.pk] for each in assessments}
    names = {code: name for code, name, _ in queries.blocks(publication.period, None)}
    Standing.objects.bulk_create(
        _standing(publication, code, names[code], row, leaves_of[row.unit_id])
        for code, rows in found.rows.items()
        for row in rows
    )


def _standing(publication: Publication, code: str, name: str, row: Row, leaves: tuple[Leaf, ...]) -> Standing:
    return Standing(
        publication=publication,
        unit_id=row.unit_id,
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        block_code=code,
        block_name=name,
        **standing_figures(row),
        submitted_at=row.submitted_at,
        areas=[frozen_area(area) for area in row.areas],
        dossiers=frozen_dossiers(row.dossiers),
        leaves=[frozen_leaf(leaf) for leaf in leaves],
    )


def _record(publication: Publication, last: Publication | None, by: User) -> None:
    def said(each: Publication | None) -> dict[str, object] | None:
        return each and {"version": each.version, "decision": each.decision_number, "digest": each.digest}

    trail.record(
        "publication.publish",
        publication,
        by=by,
        before=said(last),
        after=said(publication),
        reason=publication.reason,
        period_id=publication.period_id,
    )
