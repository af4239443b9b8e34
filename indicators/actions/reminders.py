"""Deeds of reminding: tell whoever owes, promise the letters of the day, note what was read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.jobs.actions import start
from cchc_portal.jobs.models import Job
from indicators.actions.deliveries import request_delivery
from indicators.actions.moving import refuse_unless
from indicators.duties.everyone import duties_of_all, people_on
from indicators.duties.sheets import sheet_duties
from indicators.duties.slots import Notice, notices
from indicators.enums import UNSENT, ReminderChannel
from indicators.models import Assessment, Delivery, Reminder
from units.access import person_of
from units.enums import Role
from units.models import Unit, User

REMIND = "indicators.remind"
CAUGHT_UP = dt.timedelta(days=2)
"""How old a reminder may be to go into a letter: what an earlier run of the day, or a missed morning, left behind."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one run has added: reminders, and letters or messages that carry them."""

    reminders: int
    deliveries: int


@dataclass(frozen=True, slots=True)
class Nudged:
    """One unit the coordinator wished to remind: who was told just now; `already`: all of them had been before."""

    unit: str
    people: list[str]
    already: bool


def said_of(nudged: Iterable[Nudged]) -> list[str]:
    """Who was reminded and who was not, in at most three sentences."""
    told = [f"{each.unit} ({', '.join(each.people)})" for each in nudged if each.people]
    already = [each.unit for each in nudged if each.already]
    nobody = [each.unit for each in nudged if not each.people and not each.already]
    sentences = [
        (told, "Đã nhắc {}."),
        (already, "Đã được nhắc trong dịp này rồi nên không nhắc lại: {}."),
        (nobody, "Không nhắc được vì không còn nợ phiếu, hoặc chưa có ai nhận được lời nhắc: {}."),
    ]
    return [sentence.format("; ".join(units)) for units, sentence in sentences if units]


def request_reminders(*, on: dt.date) -> Job:
    """Queue the reminders of the day; a second request while they are made is the same job."""
    params = {"on": on.isoformat()}
    return start(REMIND, key=f"{REMIND}:{on}", params=params, by=None, label=f"Nhắc việc ngày {on:%d/%m/%Y}")


@transaction.atomic
def remind(*, now: dt.datetime) -> Reminded:
    """Tell everybody who owes something what they owe, once per occasion; promise one letter per person and day.

    Safe to run at any time and twice at once: what exists already is left alone (reminded_once, delivered_once_a_day).
    """
    people = people_on(now)
    made = _tell(notices(duties_of_all(people, now), people), now)
    deliveries = _promise({person.user_id for person in people}, now)
    if made or deliveries:
        after = {"reminders": len(made), "deliveries": deliveries}
        trail.record("reminders.made", None, after=after)
    return Reminded(len(made), deliveries)


@transaction.atomic
def remind_units(*, period_id: int, unit_ids: Collection[int], by: User, now: dt.datetime) -> list[Nudged]:
    """Remind these units of the sheets they owe, at once instead of next morning; what was said, unit by unit.

    The occasions are those of the morning, so nobody is told twice of the same one, whoever tells first; what is long
    overdue has one every week. Raises Refused where the caller is no coordinator or no unit is named.
    """
    refuse_unless(person_of(by, localdate(now)).has(Role.COORDINATOR), "Chỉ Điều phối CCHC được nhắc các đơn vị.")
    refuse_unless(bool(unit_ids), "Hãy đánh dấu ít nhất một đơn vị để nhắc.")
    unsent = Assessment.objects.filter(period=period_id, unit__in=unit_ids, state__in=UNSENT)
    people, duties = people_on(now), sheet_duties(unsent, now)
    found = notices(duties, people, wished=True)
    told = {each.key for each in _tell(found, now)}
    _promise({notice.user_id for notice in found if notice.key in told}, now)
    request_delivery()
    names = dict(User.objects.filter(pk__in={notice.user_id for notice in found}).values_list("pk", "full_name"))
    units = Unit.objects.filter(pk__in=unit_ids).order_by("sort_name", "pk")
    nudged = [_nudged(unit, found, told, names) for unit in units]
    people_told = [f"{name} ({each.unit})" for each in nudged for name in each.people]
    if people_told:
        trail.record("reminders.wished", None, by=by, after={"told": people_told}, period_id=period_id)
    return nudged


def _nudged(unit: Unit, found: Iterable[Notice], told: Collection[object], names: Mapping[int, str]) -> Nudged:
    mine = [notice for notice in found if notice.duty.unit_id == unit.pk]
    people = [names[notice.user_id] for notice in mine if notice.key in told]
    return Nudged(unit.name, people, already=bool(mine) and not people)


def _tell(found: Collection[Notice], now: dt.datetime) -> list[Reminder]:
    """The reminders that were not there yet, now there."""
    Reminder.objects.bulk_create([_row(notice, now) for notice in _new(found)], ignore_conflicts=True)
    abouts = {notice.duty.about for notice in found}
    return list(Reminder.objects.filter(made_at=now, about__in=abouts).order_by("pk"))


def _new(found: Collection[Notice]) -> Iterable[Notice]:
    """Those not yet told."""
    users = {notice.user_id for notice in found}
    rows = Reminder.objects.filter(user__in=users, due_on__in={notice.duty.due_on for notice in found})
    told = set(rows.order_by("pk").values_list("user_id", "kind", "about", "due_on", "slot"))
    return (notice for notice in found if notice.key not in told)


def _row(notice: Notice, now: dt.datetime) -> Reminder:
    duty = notice.duty
    return Reminder(
        user_id=notice.user_id,
        kind=duty.kind,
        about=duty.about,
        due_on=duty.due_on,
        slot=notice.slot,
        escalated=notice.escalated,
        title=duty.title[:400],
        sentence=duty.sentence[:1500],
        left=duty.left,
        url=duty.url,
        made_at=now,
    )


def _promise(user_ids: Collection[int | None], now: dt.datetime) -> int:
    """One letter and one message for each person who wants them and has something new; how many were promised."""
    promised = 0
    for channel, wants in _channels():
        carried = Delivery.reminders.through.objects.filter(delivery__channel=channel).values("reminder")
        fresh = Reminder.objects.filter(wants, user__in=user_ids, made_at__gt=now - CAUGHT_UP).exclude(pk__in=carried)
        by_user: defaultdict[int, list[int]] = defaultdict(list)
        for pk, user_id in fresh.order_by("pk").values_list("pk", "user_id"):
            by_user[user_id].append(pk)
        promised += _deliveries(channel, by_user, now)
    return promised


def _channels() -> Iterable[tuple[ReminderChannel, Q]]:
    yield ReminderChannel.MAIL, Q(user__reminded_by_mail=True) & ~Q(user__email="")
    if settings.REMINDER_WEBHOOK_URL:
        yield ReminderChannel.MESSAGE, Q(user__reminded_by_message=True)


def _deliveries(channel: ReminderChannel, by_user: dict[int, list[int]], now: dt.datetime) -> int:
    """Rows only where the day has none: what comes later on the same day goes into the letter of the next."""
    today = localdate(now)
    rows = [Delivery(user_id=user_id, channel=channel, on=today, next_try_at=now) for user_id in by_user]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Delivery.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk", "user_id")
    through = Delivery.reminders.through
    links = [through(delivery_id=pk, reminder_id=each) for pk, user_id in mine for each in by_user[user_id]]
    through.objects.bulk_create(links)
    return len(mine)


@transaction.atomic
def mark_read(*, user: User, now: dt.datetime, reminder_id: int | None = None) -> int:
    """The person has read one reminder, or all of them; how many were unread."""
    mine = Reminder.objects.filter(user=user).unread()
    return (mine if reminder_id is None else mine.filter(pk=reminder_id)).update(read_at=now)
