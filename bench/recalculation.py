"""A period of 120 units × 60 criteria over 2 million dossiers: measured, scored, edited and played through."""

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import _report
from bench._database import empty_database
from bench.dossiers import timed
from cchc_portal.kit.storing import plan_for
from dossiers.models import UnitSlot
from indicators.actions.criteria import issue_set, load_set
from indicators.actions.measurements import refresh_measured
from indicators.actions.periods import open_period
from indicators.actions.recalculation import recalculate
from indicators.actions.scores import Typed, save_row
from indicators.enums import PeriodKind
from indicators.models import Assessment, Period, PeriodSet, Score
from reports import queries
from reports.replays import load_replays, outcomes
from units.enums import Level, Role
from units.models import Block, Membership, Unit, User

UNITS, AREAS, LEAVES = 120, 6, 10
DOSSIERS = 2_000_000
LONG_AGO = dt.date(2015, 1, 1)
MEASURED = (
    '[{ name = "done", label = "Số hồ sơ đúng hạn", source = "dossiers.in_time" },'
    ' { name = "due", label = "Số hồ sơ đã giải quyết", source = "dossiers.finished" }]'
)
TYPED = '[{ name = "done", label = "Đã làm" }, { name = "due", label = "Phải làm" }]'


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench recalculation")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with empty_database():
        measure(options.rounds)


def set_text(areas: int = AREAS, leaves: int = LEAVES) -> str:
    """Six areas of ten criteria, or one of sixty; every third is measured, the others are typed."""
    parts = [
        'code = "do-2026"\nname = "Bộ đo"\nblock = "so"\nmax = 60\ndecision_number = "1/QĐ"\ndecided_on = 2026-01-05'
    ]
    parts += [f'[[bands]]\nlabel = "{label}"\nfrom = {edge}' for label, edge in (("Tốt", 80), ("Khá", 50), ("Yếu", 0))]
    for area in range(1, areas + 1):
        parts.append(f'[[criteria]]\ncode = "{area}"\nname = "Lĩnh vực {area}"\nmax = {leaves}')
        for leaf in range(1, leaves + 1):
            measured = leaf % 3 == 0
            by, inputs = ("system", MEASURED) if measured else ("unit", TYPED)
            parts.append(
                f'[[criteria]]\ncode = "{area}.{leaf}"\nname = "Tiêu chí {area}.{leaf}"\nmax = 1\n'
                f'rule.kind = "ratio"\nrule.nothing = "full"\nscored_by = "{by}"\ninputs = {inputs}'
            )
    return "\n".join(parts)


def measure(rounds: int) -> None:
    period, reporter = world()
    now = timezone.now()
    deeds = ("measure", "first", "again", "save", "place", "league", "replay")
    seconds: dict[str, list[float]] = {name: [] for name in deeds}
    busy: dict[str, list[float]] = {name: [] for name in seconds}
    asked: dict[str, int] = {}
    for _ in range(rounds):
        plan_for(UNITS * AREAS * LEAVES)
        Score.objects.update(points=None, computed_points=None, explanation="", self_points=None)
        Assessment.objects.update(total_points=None, percent=None, grade="")
        period.measurements.all().delete()
        work = {
            "measure": lambda: refresh_measured(period_id=period.pk, now=now),
            "first": lambda: recalculate(period_id=period.pk, now=now),
            "again": lambda: recalculate(period_id=period.pk, now=now),
            "save": lambda: _edit(reporter),
            "place": lambda: queries.live_places(period, "so"),
            "league": lambda: queries.league(period, "so", None),
            "replay": lambda: outcomes(load_replays(period, "so")),
        }
        for name, do in work.items():
            with CaptureQueriesContext(connection) as found:
                began = time.process_time()
                taken, _ = timed(do)
                busy[name].append(time.process_time() - began)
            seconds[name].append(taken)
            asked[name] = len(found)
    report(rounds, seconds, busy, asked)


def world(number: int = UNITS, text: str = "") -> tuple[Period, User]:
    """Units with a sheet whose typed rows are filled in, and roll-ups that sum to two million dossiers of a year."""
    block = Block.objects.create(code="so", name="Khối sở")
    now = timezone.now()
    rules = load_set(text=text or set_text(), by=None, now=now)
    issue_set(set_id=rules.pk, by=None, now=now)
    units = Unit.objects.bulk_create(
        Unit(code=f"U{n:03d}", name=f"Đơn vị {n}", level=Level.DEPARTMENT, block=block, valid_from=LONG_AGO)
        for n in range(number)
    )
    people = {
        role: User.objects.create_user(str(role), None, full_name=str(role))
        for role in (Role.COORDINATOR, Role.REPORTER)
    }
    for role, person in people.items():
        Membership.objects.create(user=person, unit=units[0], role=role, valid_from=LONG_AGO)
    period = Period.objects.create(
        code="do", name="Năm 2026", year=2026, kind=PeriodKind.YEAR, data_from=dt.date(2025, 12, 15),
        data_to=dt.date(2026, 12, 14), opens_at=now - dt.timedelta(days=1), self_due_at=now + dt.timedelta(days=9),
        first_due_at=now + dt.timedelta(days=19), explain_due_at=now + dt.timedelta(days=24),
        second_due_at=now + dt.timedelta(days=29),
    )  # fmt: skip
    PeriodSet.objects.create(period=period, block=block, criteria_set=rules)
    open_period(period_id=period.pk, by=people[Role.COORDINATOR], now=now)
    _roll_up(units)
    with connection.cursor() as cursor:
        cursor.execute(
            "update indicators_score s set answer = jsonb_build_object('done', (40 + s.id % 50)::text, 'due', '100')"
            " from indicators_criterion c where c.id = s.criterion_id and c.scored_by = 'unit'"
        )
    return period, people[Role.REPORTER]


def _roll_up(units: list[Unit]) -> None:
    """24 half-months per unit; in SQL-sized numbers, because the roll-up is all that scoring reads."""
    slots = [dt.date(2025, 12, 15), *(dt.date(2026, month, day) for month in range(1, 12) for day in (1, 15))]
    slots.append(dt.date(2026, 12, 1))
    each = DOSSIERS // (len(units) * len(slots))
    UnitSlot.objects.bulk_create(
        UnitSlot(unit=unit, slot=slot, received=each, early=each // 2, on_time=each // 3, late=each // 10)
        for unit in units
        for slot in slots
    )


_turn = iter(range(1, 1000))


def _edit(reporter: User) -> None:
    """One row of one sheet as its clerk saves it: points, total, index and grade follow in the same request."""
    row = Score.objects.filter(assessment__unit__code="U000", criterion__code="1.1").get()
    typed = Typed({"done": str(next(_turn) % 90), "due": "100"})
    save_row(score_id=row.pk, version=row.version, typed=typed, by=reporter, now=timezone.now())


SAID = {  # what each deed is called, and its goal
    "measure": (f"measuring every figure of every unit ({DOSSIERS:,} dossiers in the roll-up)".replace(",", "."), ""),
    "first": ("scoring every leaf and total, every row written", ""),
    "again": ("the same again, nothing written", ""),
    "save": ("one edit: points, total and grade of the sheet", ""),
    "place": ("the ranks of the block after it, from the stored totals", ""),
    "league": ("the whole table of the block", ""),
    "replay": ("the block in the sandbox", ""),
}
TOGETHER = {  # after which deed, which deeds, what they are called, and the goal
    "first": (("measure", "first"), "full recalculation: both", "≤ 2 s"),
    "place": (("save", "place"), "an edit with the ranks", "≤ 100 ms"),
}


def report(rounds: int, seconds: dict[str, list[float]], busy: dict[str, list[float]], asked: dict[str, int]) -> None:
    """`busy` is the time on the processor of this process alone, which neighbours on the machine do not lengthen."""
    lines = []
    for name, (words, goal) in SAID.items():
        lines.append(_line([name], words, goal, seconds, busy, asked))
        if name in TOGETHER:
            names, words, goal = TOGETHER[name]
            lines.append(_line(names, words, goal, seconds, busy, asked))
    _report.write(
        f"Recalculation of a period: {UNITS} units × {AREAS * LEAVES} criteria",
        f"python -m bench recalculation --rounds {rounds}",
        ["what", "median", "rounds, ms", "CPU in Python", "queries", "goal"],
        lines,
    )


def _line(
    names: Sequence[str],
    words: str,
    goal: str,
    seconds: dict[str, list[float]],
    busy: dict[str, list[float]],
    asked: dict[str, int],
) -> list[str]:
    """Deeds of one round added up; milliseconds."""
    taken = [sum(each) * 1000 for each in zip(*(seconds[name] for name in names), strict=True)]
    worked = [sum(each) * 1000 for each in zip(*(busy[name] for name in names), strict=True)]
    return [
        words,
        f"{statistics.median(taken):.0f} ms",
        " / ".join(f"{each:.0f}" for each in taken),
        f"{statistics.median(worked):.0f} ms",
        str(sum(asked[name] for name in names)),
        goal,
    ]
