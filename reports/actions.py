"""Publication: rank, freeze, close the period below. The only writer of publications and standings."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.audit.canonical import canonical
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.rounds import close_published
from indicators.models import Assessment, Period
from reports import queries
from reports.contents import digest, gathered, standing_figures
from reports.figures import Leaf, Row, frozen_area, frozen_dossiers, frozen_leaf
from reports.models import Publication, Standing
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def publish(
    *,
    period_id: int,
    title: str,
    decision_number: str,
    decided_on: dt.date,
    by: User,
    now: dt.datetime,
    reason: str = "",
    seen: int | None = None,
) -> Publication:
    """Freeze the result of a period by value and close it; published again, with a reason, it is a correction.

    `seen` is the version of the period the caller looked at. Raises Refused naming everything that is still open,
    Stale when points moved since then.
    """
    sheets = Assessment.objects.filter(period=period_id)  # locked before their period, as every deed on one sheet does
    list(sheets.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    last = period.publications.without_document().order_by("-version").first()
    if refusal := why_not_publish(period, last, by=by, now=now, reason=reason):
        raise Refused(refusal)
    if seen is not None and seen != period.version:
        raise Stale
    publication = Publication(
        period=period,
        version=last.version + 1 if last else 1,
        title=title.strip(),
        decision_number=decision_number.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
        published_by=by,
        published_at=now,
    )
    _freeze(publication, last)
    close_published(period_id=period.pk, by=by, now=now)
    _record(publication, last, by)
    return publication


def why_not_publish(period: Period, last: Publication | None, *, by: User, now: dt.datetime, reason: str) -> str | None:
    """The sentence that refuses the publication; None means: go ahead."""
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        return "Chỉ Điều phối CCHC được công bố kết quả."
    if last and not reason.strip():
        return f"Kỳ “{period.name}” đã công bố (lần {last.version}). Hãy ghi lý do đính chính để công bố lại."
    if reason.strip() and not last:
        return f"Kỳ “{period.name}” chưa công bố lần nào nên không có gì để đính chính."
    if not period.assessments.taking_part().exists():
        return f"Kỳ “{period.name}” chưa có phiếu chấm nào."
    still_open = queries.still_open(period)
    return f"Chưa thể công bố: {'; '.join(still_open)}." if still_open else None


def _heading(publication: Publication, last: Publication | None) -> dict[str, object]:
    names = ("version", "title", "decision_number", "decided_on", "reason", "published_at")
    return {
        **{name: getattr(publication, name) for name in names},
        "published_by": publication.published_by.full_name,
        "previous_digest": last.digest if last else None,
    }


def _freeze(publication: Publication, last: Publication | None) -> None:
    """Write the document and one standing per unit, both from the rows the pages show."""
    period = publication.period
    blocks = queries.blocks(period, None)
    table = {code: queries.league(period, code, None) for code, _, _ in blocks}
    publication.document = canonical(gathered(period, table, _heading(publication, last)))
    publication.digest = digest(publication.document)
    publication.save()
    assessments = list(period.assessments.taking_part().order_by("pk"))
    leaves = queries.live_leaves(assessments)
    leaves_of = {each.unit_id: leaves[each.pk] for each in assessments}
    Standing.objects.bulk_create(
        _standing(publication, code, name, row, leaves_of[row.unit_id])
        for code, name, _ in blocks
        for row in table[code]
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
