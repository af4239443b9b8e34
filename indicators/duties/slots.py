"""When somebody is reminded of a duty, and who (pure; docs/adr/0020-reminders.md).

A slot is one occasion: some days before the last day, on it, and once it has passed every week for a month. A reminder
is one person × one duty with its last day × one slot, so that a deadline that moves begins anew. When a morning was
missed, the slot that was reached last is caught up and the earlier ones are not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.duties.waiting import Duty
from indicators.enums import DutyKind
from units.enums import Role
from units.policy import Person

AHEAD: Mapping[DutyKind, tuple[int, ...]] = {
    DutyKind.FILL_IN: (1, 3),
    DutyKind.MEND: (1, 3),
    DutyKind.APPROVE: (1, 3),
    DutyKind.EXPLAIN: (1, 5),
    DutyKind.TASK: (1, 7),
    DutyKind.PROGRESS: (1, 7),
    DutyKind.REMEDY: (1, 7),
    DutyKind.FIRST: (3,),
    DutyKind.SECOND: (3,),
}
"""Days before the last day on which is reminded, rising. A kind without a line has no deadline of its own."""

WEEK = 7
WEEKS = 4
"""How many times is reminded of what is overdue; afterwards it stands in the list, and nobody is written to."""

LAST_DAY = "last"
HEADS = frozenset({Role.HEAD})

ASKED_FIRST: Mapping[DutyKind, frozenset[Role]] = {
    DutyKind.APPROVE: HEADS,
    DutyKind.EXPLAIN: frozenset({Role.REPORTER, Role.HEAD}),  # reporters answer, the head sends
}
"""Who is told while there is time; for the other duties of a unit its reporters, or its head where it has none."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One reminder: to whom, of what, on which occasion; `escalated`: to the head, because the unit is late."""

    user_id: int
    duty: Duty
    slot: str
    escalated: bool = False

    @property
    def key(self) -> tuple[int, str, str, object, str]:
        """What is sent once and never again."""
        return self.user_id, self.duty.kind, self.duty.about, self.duty.due_on, self.slot


def slot_of(duty: Duty, *, wished: bool = False) -> str | None:
    """The occasion that has been reached last: "before-3", "last", "late-1" …; None: nobody is reminded today.

    `wished`: the coordinator asks for it, so that what is overdue has an occasion every week without end.
    """
    if duty.kind not in AHEAD or duty.days is None or not duty.owed:
        return None
    if duty.overdue or duty.days < 0:
        week = max(-duty.days - 1, 0) // WEEK + 1
        return f"late-{week}" if wished or week <= WEEKS else None
    if duty.days == 0:
        return LAST_DAY
    return next((f"before-{ahead}" for ahead in AHEAD[duty.kind] if duty.days <= ahead), None)


def notices(duties: Iterable[Duty], people: Iterable[Person], *, wished: bool = False) -> list[Notice]:
    """Who must be told what today, each once; `people` with the posts they hold today; `wished` as in slot_of."""
    everyone = [person for person in people if person.user_id is not None]
    by_unit: dict[int, list[Person]] = {}
    for person in everyone:
        for unit_id in {post.unit_id for post in person.posts}:
            by_unit.setdefault(unit_id, []).append(person)
    found: dict[object, Notice] = {}
    for duty in duties:
        if slot := slot_of(duty, wished=wished):
            for notice in _told(duty, slot, everyone if duty.unit_id is None else by_unit.get(duty.unit_id, [])):
                found.setdefault(notice.key, notice)
    return list(found.values())


def _told(duty: Duty, slot: str, people: Iterable[Person]) -> list[Notice]:
    """Whoever does it; of a unit first those asked for it, and its head once it is late or where nobody else is."""
    doing = [person for person in people if duty.waits_for(person)]
    if duty.unit_id is None:
        return [Notice(person.user_id or 0, duty, slot) for person in doing]
    first = ASKED_FIRST.get(duty.kind, frozenset({Role.REPORTER}))
    asked = [person for person in doing if _holds(person, duty.unit_id, first)]
    told = [Notice(person.user_id or 0, duty, slot) for person in asked]
    if slot.startswith("late") or not asked:
        heads = (person for person in doing if _holds(person, duty.unit_id, HEADS) and person not in asked)
        told += [Notice(person.user_id or 0, duty, slot, escalated=bool(asked)) for person in heads]
    return told


def _holds(person: Person, unit_id: int, roles: frozenset[Role]) -> bool:
    return any(post.unit_id == unit_id and post.role in roles for post in person.posts)
