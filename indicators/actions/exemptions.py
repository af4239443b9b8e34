"""Criteria taken from a unit's maximum and given back, on a decision; no other unit's points are touched."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.storing import update_rows
from indicators.actions.locking import lock_tied
from indicators.actions.recalculation import retotal
from indicators.calculation import RESCORED, reflag, rescore
from indicators.enums import FIRST_DONE, PeriodState, SetState, State
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Criterion, Exemption, Score
from indicators.sets.trees import tree_of
from units.access import person_of
from units.enums import Role
from units.models import Unit, User


@transaction.atomic
def grant_exemption(
    *,
    unit_id: int,
    criterion_id: int,
    decision_number: str,
    decided_on: dt.date,
    reason: str,
    by: User,
    now: dt.datetime,
) -> Exemption:
    """The criterion, with everything below it, leaves the unit's maximum in every period that is not published.

    What the unit has typed stays, and counts again when the exemption is withdrawn. Raises Refused.
    """
    _refuse_stranger(by, now)
    unit = Unit.objects.of_person(person_of(by, localdate(now))).get(pk=unit_id)
    criterion = Criterion.objects.select_related("criteria_set", "parent").get(pk=criterion_id)
    if refusal := _why_not(unit, criterion, decided_on, localdate(now)):
        raise Refused(refusal)
    exemption = Exemption.objects.create(
        unit=unit,
        criterion=criterion,
        decision_number=decision_number,
        decided_on=decided_on,
        reason=reason,
        granted_by=by,
        granted_at=now,
    )
    apply_exemptions(_open_sheets(unit.pk, criterion.criteria_set_id))
    after = {"criterion": criterion.code, "document": exemption.document, "reason": reason}
    trail.record("exemption.grant", exemption, by=by, before=None, after=after, unit_id=unit.pk)
    return exemption


@transaction.atomic
def withdraw_exemption(*, exemption_id: int, reason: str, by: User, now: dt.datetime) -> Exemption:
    """The criterion counts again in every period that is not published. Raises Refused."""
    _refuse_stranger(by, now)
    exemption = Exemption.objects.of_person(person_of(by, localdate(now))).select_for_update(of=("self",))
    found = exemption.select_related("criterion").get(pk=exemption_id)
    if found.withdrawn_at is not None:
        raise Refused("Việc không áp dụng này đã được bãi bỏ.")
    if not reason:
        raise Refused("Hãy ghi lý do bãi bỏ.")
    sheets = _open_sheets(found.unit_id, found.criterion.criteria_set_id)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = now, by, reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    apply_exemptions(sheets)
    after = {"criterion": found.criterion.code, "document": found.document, "reason": reason}
    trail.record("exemption.withdraw", found, by=by, before=None, after=after, unit_id=found.unit_id)
    return found


def apply_exemptions(sheets: Collection[Assessment]) -> None:
    """Make the scores of these sheets say what the standing exemptions say, and total those that changed.

    The sheets are locked by the caller, or new. A handful of queries, and as many again for each sheet that changes.
    """
    documents = _documents(sheets)
    concerned = Q(not_applicable=True) | Q(criterion__in={leaf for _, leaf in documents})
    scores = Score.objects.filter(concerned, assessment__in=[sheet.pk for sheet in sheets]).order_by("pk")
    found: dict[int, list[Score]] = {}
    for score in scores:
        found.setdefault(score.assessment_id, []).append(score)
    for sheet in sheets:
        changed = [
            score
            for score in found.get(sheet.pk, [])
            if _exempted(score, documents.get((sheet.unit_id, score.criterion_id), ""))
        ]
        if changed:
            _recount(sheet, changed)


def _documents(sheets: Collection[Assessment]) -> dict[tuple[int, int], str]:
    """The document by (unit, leaf) that takes the leaf from the unit."""
    standing = Exemption.objects.filter(
        unit__in={sheet.unit_id for sheet in sheets}, criterion__criteria_set__in={s.criteria_set_id for s in sheets}
    ).standing()
    return {
        (exemption.unit_id, leaf): exemption.document
        for exemption in standing.select_related("criterion").order_by("pk")
        for leaf in leaves_below(exemption.criterion)
    }


def _recount(sheet: Assessment, changed: list[Score]) -> None:
    figures, leaves = figures_of_unit(sheet), tree_of(sheet.criteria_set).leaf_by_id
    for score in changed:
        rescore(score, leaves[score.criterion_id], figures, is_draft=sheet.state == State.DRAFT)
    update_rows(changed, ["not_applicable", "exemption", "version", *RESCORED])
    if sheet.state == State.DRAFT:
        update_rows(reflag(tree_of(sheet.criteria_set), sheet.scores.order_by("pk"), figures), ["flags"])
    retotal(sheet, figures)


def _exempted(score: Score, document: str) -> bool:
    """Set what the document says, in place; True when that is something else than before."""
    if (score.not_applicable, score.exemption) == (bool(document), document):
        return False
    score.not_applicable, score.exemption = bool(document), document
    score.version += 1
    return True


def leaves_below(criterion: Criterion) -> list[int]:
    """Keys of the leaves under a criterion, or its own where it is one."""
    rows = Criterion.objects.filter(criteria_set=criterion.criteria_set_id).order_by("position")
    below: set[int] = {criterion.pk}
    leaves = [criterion.pk] if criterion.is_leaf else []
    for pk, parent_id, is_leaf in rows.values_list("pk", "parent_id", "is_leaf"):
        if parent_id in below:
            below.add(pk)
            leaves += [pk] if is_leaf else []
    return leaves


def _open_sheets(unit_id: int, set_id: int) -> list[Assessment]:
    """The unit's sheets of the set in periods that are not published, locked."""
    sheets = Assessment.objects.filter(unit=unit_id, criteria_set=set_id).exclude(period__state=PeriodState.PUBLISHED)
    lock_tied(sheets)
    found = list(sheets.select_for_update(of=("self",)).select_related("period", "criteria_set").order_by("pk"))
    if closed := [sheet for sheet in found if sheet.state in FIRST_DONE]:
        names = ", ".join(f"“{sheet.period.name}”" for sheet in closed)
        raise Refused(f"Phiếu kỳ {names} đã thẩm định xong lần 1: chờ xong lần 2, rồi mở lại thẩm định phiếu ấy trước.")
    return found


def _why_not(unit: Unit, criterion: Criterion, decided_on: dt.date, today: dt.date) -> str | None:
    rules = criterion.criteria_set
    if rules.state == SetState.DRAFT:
        return f"“{rules.name}” còn là dự thảo: ban hành rồi mới ghi tiêu chí không áp dụng."
    if unit.block_id != rules.block_id:
        return f"{unit.name} không thuộc khối của “{rules.name}”."
    if decided_on > today:
        return f"Ngày văn bản {show_date(decided_on)} còn ở phía trước."
    taken = Exemption.objects.filter(unit=unit, criterion__criteria_set=rules).standing().select_related("criterion")
    for each in taken:
        if each.criterion.code == criterion.code or criterion.code.startswith(f"{each.criterion.code}."):
            return f"Tiêu chí {criterion.code} đã không áp dụng cho {unit.name} theo {each.document}."
    return None


def _refuse_stranger(by: User, now: dt.datetime) -> None:
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được ghi tiêu chí không áp dụng.")
