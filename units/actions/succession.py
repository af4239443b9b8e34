"""The one deed that merges, splits, renames and dissolves: drafted, confirmed after a look at its effects, carried out
on its day. Nothing is deleted: units and posts end, what is open moves on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused, Stale
from units.actions.asking import ask
from units.actions.units import unit_facts
from units.enums import Change, Level, Stage
from units.models import Membership, Reorganisation, Successor, Unit, UnitLineage, User
from units.policy import NEVER_VACANT, Deed, named
from units.previews import effects_of, members, obstacles, plan_of, seal
from units.succession import HAND_OVERS, SHAPES, Effects, Plan, problems


@dataclass(frozen=True, slots=True)
class NewUnit:
    """The facts of a unit that opens with the reorganisation; it waits in the draft until the day."""

    code: str
    name: str
    level: Level
    official_code: str = ""
    short_name: str = ""
    parent_id: int | None = None
    block_id: int | None = None
    ranked: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What the decision says. The first successor is the main one: new units come before existing ones."""

    change: Change
    effective_on: dt.date
    document_number: str
    document_date: dt.date
    closing: Sequence[int]
    new: Sequence[NewUnit] = ()
    existing: Sequence[int] = ()


@transaction.atomic
def draft_reorganisation(*, draft: Draft, by: User | None, now: dt.datetime) -> Reorganisation:
    """Write the decision down; raises Refused with every sentence that forbids it as things stand."""
    ask(by, Deed.MANAGE_UNITS, now)
    reorganisation = Reorganisation.objects.create(
        change=draft.change,
        effective_on=draft.effective_on,
        document_number=draft.document_number,
        document_date=draft.document_date,
        drafted_by=by,
        drafted_at=now,
    )
    reorganisation.predecessors.set(draft.closing)
    heirs = [Successor(**_facts_of(new), is_new=True) for new in draft.new]
    existing = {unit.pk: unit for unit in Unit.objects.filter(pk__in=draft.existing).order_by("pk")}
    heirs += [Successor(unit=existing[pk], is_new=False, **_facts_of(existing[pk])) for pk in draft.existing]
    for place, heir in enumerate(heirs, start=1):
        heir.reorganisation, heir.place = reorganisation, place
    Successor.objects.bulk_create(heirs)
    if found := problems(plan_of(reorganisation), members()):
        raise Refused("\n".join(found))
    trail.record("units.reorganisation_drafted", reorganisation, by=by, after=_said(reorganisation))
    return reorganisation


_FACTS = ("code", "official_code", "name", "short_name", "parent_id", "level", "block_id", "ranked")


def _facts_of(unit: NewUnit | Unit | Successor) -> dict[str, object]:
    return {name: getattr(unit, name) for name in _FACTS}


@transaction.atomic
def choose_receivers(
    *, reorganisation_id: int, receivers: Mapping[str, int], by: User | None, now: dt.datetime
) -> Reorganisation:
    """Say who takes what over: {"tasks:12": place}; what is not named goes to the first successor."""
    ask(by, Deed.MANAGE_UNITS, now)
    reorganisation = _locked(reorganisation_id, Stage.DRAFT)
    before = reorganisation.receivers
    reorganisation.receivers = dict(receivers)
    if before != reorganisation.receivers:
        reorganisation.save(update_fields=["receivers"])
        after = {"receivers": reorganisation.receivers}
        trail.record("units.reorganisation_receivers", reorganisation, by=by, before={"receivers": before}, after=after)
    return reorganisation


@transaction.atomic
def confirm_reorganisation(*, reorganisation_id: int, seen: str, by: User | None, now: dt.datetime) -> Reorganisation:
    """Put a draft into force on its day, at once when that has come. `seen` is the seal of the preview looked at.

    Raises Stale when the effects are no longer those seen, Refused with everything that stands in the way.
    """
    ask(by, Deed.MANAGE_UNITS, now)
    reorganisation = _locked(reorganisation_id, Stage.DRAFT)
    plan, units = plan_of(reorganisation), members()
    shown = effects_of(reorganisation, plan, units)
    if found := [*obstacles(plan, units, shown), *_claimed(reorganisation)]:
        raise Refused("\n".join(found))
    if seal(shown) != seen:
        raise Stale
    reorganisation.stage, reorganisation.confirmed_by, reorganisation.confirmed_at = Stage.SCHEDULED, by, now
    reorganisation.save(update_fields=["stage", "confirmed_by", "confirmed_at"])
    trail.record("units.reorganisation_confirmed", reorganisation, by=by, after=_said(reorganisation))
    if plan.effective_on <= localdate(now):
        _carry_out(reorganisation, now)
    return reorganisation


def _claimed(reorganisation: Reorganisation) -> list[str]:
    """Units that another reorganisation, waiting for its day, closes already."""
    own = Unit.objects.filter(reorganisations=reorganisation)
    claimed = own.filter(reorganisations__stage=Stage.SCHEDULED).distinct()
    names = claimed.order_by("sort_name", "pk").values_list("name", flat=True)
    return [f"{name} đã có trong một sắp xếp khác đang chờ đến ngày." for name in names]


@transaction.atomic
def carry_out(*, reorganisation_id: int, now: dt.datetime) -> Reorganisation:
    """Do what was confirmed, once its day has come; done before, withdrawn, or too early: nothing happens.

    Raises Refused when meanwhile the units have changed so that it cannot be done.
    """
    reorganisation = Reorganisation.objects.select_for_update(of=("self",)).get(pk=reorganisation_id)
    if reorganisation.stage == Stage.SCHEDULED and reorganisation.effective_on <= localdate(now):
        _carry_out(reorganisation, now)
    return reorganisation


def _carry_out(reorganisation: Reorganisation, now: dt.datetime) -> None:
    list(Unit.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    plan, units = plan_of(reorganisation), members()
    if found := problems(plan, units):
        raise Refused("\n".join(found))
    shown = effects_of(reorganisation, plan, units)
    closed = _close(reorganisation)
    opened = _open(reorganisation)
    _link(reorganisation)
    _hand_over(reorganisation, shown, now)
    if vacant := _vacant(plan):
        raise Refused(f"Sau sắp xếp này tỉnh không còn {named(vacant)}; hãy giao vai trò này trước.")
    reorganisation.stage, reorganisation.done_at = Stage.DONE, now
    reorganisation.effects = shown.frozen()
    reorganisation.save(update_fields=["stage", "done_at", "effects"])
    _record(reorganisation, closed, opened, shown)


def _vacant(plan: Plan) -> set[str]:
    """Roles the province must always have, held until the last day of the units that close and by nobody after it."""
    posts = Membership.objects.filter(role__in=NEVER_VACANT, user__is_active=True).order_by()
    before, after = (
        set(posts.active_on(day).values_list("role", flat=True)) for day in (plan.last_day, plan.effective_on)
    )
    return before - after


def _close(reorganisation: Reorganisation) -> list[tuple[Unit, dict[str, object]]]:
    """The closed units, each with what it was before."""
    closed = [(unit, unit_facts(unit)) for unit in reorganisation.predecessors.order_by("pk")]
    for unit, _ in closed:
        unit.valid_to = reorganisation.last_day
        unit.save(update_fields=["valid_to"])
    return closed


def _open(reorganisation: Reorganisation) -> list[Unit]:
    opened = []
    for heir in reorganisation.successors.filter(is_new=True).order_by("place"):
        heir.unit = Unit.objects.create(**_facts_of(heir), valid_from=reorganisation.effective_on)
        heir.save(update_fields=["unit"])
        opened.append(heir.unit)
    return opened


def _link(reorganisation: Reorganisation) -> None:
    heirs = list(reorganisation.successors.order_by("place").values_list("unit_id", flat=True)) or [None]
    UnitLineage.objects.bulk_create(
        UnitLineage(
            predecessor=old,
            successor_id=heir,
            kind=SHAPES[Change(reorganisation.change)].kind,
            on=reorganisation.last_day,
            document_number=reorganisation.document_number,
            document_date=reorganisation.document_date,
            reorganisation=reorganisation,
        )
        for old in reorganisation.predecessors.order_by("pk")
        for heir in heirs
    )


def _hand_over(reorganisation: Reorganisation, shown: Effects, now: dt.datetime) -> None:
    taking = dict(reorganisation.successors.order_by("place").values_list("place", "unit_id"))
    for name, each in HAND_OVERS.items():
        moves = {move.key: taking.get(move.place) for move in shown.moves if move.what == name}
        each.apply(moves=moves, on=reorganisation.effective_on, by=reorganisation.confirmed_by, now=now)


def _record(
    reorganisation: Reorganisation,
    closed: Sequence[tuple[Unit, dict[str, object]]],
    opened: Sequence[Unit],
    shown: Effects,
) -> None:
    by, reason = reorganisation.confirmed_by, reorganisation.document_number
    for unit, before in closed:
        trail.record("units.closed", unit, by=by, before=before, after=unit_facts(unit), reason=reason, unit_id=unit.pk)
    for unit in opened:
        trail.record("units.opened", unit, by=by, after=unit_facts(unit), reason=reason, unit_id=unit.pk)
    trail.record("units.reorganised", reorganisation, by=by, after=shown.frozen(), reason=reason)


@transaction.atomic
def withdraw_reorganisation(
    *, reorganisation_id: int, reason: str, by: User | None, now: dt.datetime
) -> Reorganisation:
    """Take a draft, or one that waits for its day, back; nothing of it has happened yet."""
    ask(by, Deed.MANAGE_UNITS, now)
    reorganisation = _locked(reorganisation_id, Stage.DRAFT, Stage.SCHEDULED)
    if not reason.strip():
        raise Refused("Hãy ghi lý do rút.")
    before = _said(reorganisation)
    reorganisation.stage = Stage.WITHDRAWN
    reorganisation.withdrawn_by, reorganisation.withdrawn_at = by, now
    reorganisation.withdrawn_reason = reason.strip()
    reorganisation.save(update_fields=["stage", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    after = _said(reorganisation)
    trail.record("units.reorganisation_withdrawn", reorganisation, by=by, before=before, after=after, reason=reason)
    return reorganisation


def _locked(reorganisation_id: int, *stages: Stage) -> Reorganisation:
    reorganisation = Reorganisation.objects.select_for_update(of=("self",)).get(pk=reorganisation_id)
    if reorganisation.stage not in stages:
        since = reorganisation.done_at or reorganisation.withdrawn_at or reorganisation.confirmed_at
        raise Refused(
            f"Sắp xếp này đã ở trạng thái “{reorganisation.get_stage_display()}” từ {show_date(localdate(since))}."
        )
    return reorganisation


def _said(reorganisation: Reorganisation) -> dict[str, object]:
    return {
        "stage": str(reorganisation.stage),
        "change": str(reorganisation.change),
        "effective_on": reorganisation.effective_on.isoformat(),
        "document": f"{reorganisation.document_number}, {reorganisation.document_date.isoformat()}",
        "closing": list(reorganisation.predecessors.order_by("pk").values_list("code", flat=True)),
        "successors": list(reorganisation.successors.order_by("place").values_list("code", flat=True)),
    }
