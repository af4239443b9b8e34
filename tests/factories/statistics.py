"""Dossiers by their dates, as many as statistics need, without a file."""

import datetime as dt
import random
from itertools import count
from zoneinfo import ZoneInfo

from dossiers.actions import rebuild_rollup
from dossiers.enums import OUTCOME_OF, Channel, Mechanism, Outcome
from dossiers.models import Dossier, Procedure
from dossiers.slots import slot_of
from tests.factories.dossiers import a_unit
from units.enums import Level

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_serial = count(1)


def a_procedure(name, area=""):
    return Procedure.objects.create(code=f"9.{next(_serial):06d}", name=name, area=area)


def at_noon(day):
    return day and dt.datetime.combine(day, dt.time(12), HERE)


def a_dossier(unit, received, due=None, finished=None, *, outcome=None, **given):
    """One dossier of these days; its outcome follows from them unless it is given."""
    if outcome is None:
        outcome = Outcome.PENDING if finished is None else _outcome(finished, due)
    taken = None if finished is None else (finished - received).days
    return Dossier(
        code=f"TK-{next(_serial):06d}",
        unit=unit,
        received_at=at_noon(received),
        due_at=at_noon(due),
        finished_at=at_noon(finished),
        outcome=outcome,
        status=next(status for status, outcomes in OUTCOME_OF.items() if outcome in outcomes),
        received_slot=slot_of(received),
        finished_slot=finished and slot_of(finished),
        taken_days=taken,
        working_days=due and (due - received).days,
        **given,
    )


def _outcome(finished, due):
    if due is None or finished == due:
        return Outcome.ON_TIME
    return Outcome.EARLY if finished < due else Outcome.LATE


def a_province(number=240, seed=1):
    """Two departments and a commune with dossiers of a year and a half in every state; returns the units."""
    chance = random.Random(seed)
    units = [a_unit(), a_unit(), a_unit(level=Level.COMMUNE)]
    procedures = [a_procedure("Khai sinh", "Hộ tịch"), a_procedure("Đất", "Đất đai"), a_procedure("Khác"), None]
    dossiers = []
    for _ in range(number):
        received = dt.date(2024, 9, 1) + dt.timedelta(days=chance.randrange(480))
        due = chance.choice([None, *[received + dt.timedelta(days=chance.randrange(40))] * 5])
        finished = chance.choice([None, *[received + dt.timedelta(days=chance.randrange(60))] * 4])
        closed_otherwise = finished and chance.random() < 0.2
        dossiers.append(
            a_dossier(
                chance.choice(units), received, due, finished,
                outcome=chance.choice([Outcome.WITHDRAWN, Outcome.REFUSED]) if closed_otherwise else None,
                procedure=chance.choice(procedures), channel=chance.choice(Channel.values),
                mechanism=chance.choice(Mechanism.values), digitised=chance.choice([True, False, None]),
                paid_online=chance.choice([True, False, None]),
            )
        )  # fmt: skip
    Dossier.objects.bulk_create(dossiers)
    rebuild_rollup()
    return units
