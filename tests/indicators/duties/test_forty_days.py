"""Who was told what on forty mornings, worked out by hand and compared.

Thursday 1 October to Monday 9 November 2026, seven o'clock every morning. Sở Tài chính has a clerk (Lan) and a head
(Hùng); Sở Y tế has only its head (Mai); Hà judges both. Old has left, and is told nothing. The machine was off on the
9th and the 29th of October.
"""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

import pytest
import time_machine

from indicators.actions.assessments import extend, submit
from indicators.actions.reminders import remind
from indicators.actions.rounds import explain_row, finish_first, send_explanations
from indicators.enums import Stance
from indicators.models import Delivery, Reminder
from tests.factories import indicators as make
from tests.factories import plans, units, works
from units.enums import Role
from units.models import User

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = dt.timedelta(days=1)
FIRST_DAY, OFF = dt.date(2026, 10, 1), {dt.date(2026, 10, 9), dt.date(2026, 10, 29)}


def at(month, day, hour=10):
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


OCTOBER = {
    # the clerk's task, due on the 10th: a week before; its eve was missed; the day; then every week, with the head
    3: [("Lan", "task", "before-7")],
    10: [("Lan", "task", "last")],
    11: [("Hùng", "task", "late-1", "head"), ("Lan", "task", "late-1")],
    # the sheets, due on Tuesday the 20th at 17:00: on the 17th at seven there are more than three days left
    18: [
        ("Hùng", "task", "late-2", "head"),
        ("Lan", "fill_in", "before-3"),
        ("Lan", "task", "late-2"),
        ("Mai", "fill_in", "before-3"),  # hands in at nine
    ],
    19: [("Lan", "fill_in", "before-1")],
    20: [("Lan", "fill_in", "last")],
    21: [("Hùng", "fill_in", "late-1", "head"), ("Lan", "fill_in", "late-1")],
    # leave until the 26th was given on the 22nd; Mai's task is due on the 30th and done on the 28th
    23: [("Mai", "task", "before-7")],
    24: [("Lan", "fill_in", "before-3")],  # hands in at ten
    25: [("Hùng", "task", "late-3", "head"), ("Lan", "task", "late-3")],  # done on the 26th
    # the finding due on 5 November and the first appraisal due on the 1st were reached on the 29th, when nothing ran
    30: [("Hà", "first", "before-3"), ("Mai", "remedy", "before-7")],
}
NOVEMBER = {
    # judged on 31 October; the finding was given until the 12th on the 1st; the unit answers on the 6th at nine
    1: [("Hùng", "explain", "before-5"), ("Lan", "explain", "before-5")],
    5: [
        ("Hùng", "explain", "before-1"),
        ("Lan", "explain", "before-1"),
        ("Mai", "remedy", "before-7"),
    ],
    6: [("Hùng", "explain", "last"), ("Lan", "explain", "last")],
    # the disputed row, due on the 10th at 17:00
    7: [("Hà", "second", "before-3")],
}
BY_HAND = {
    dt.date(2026, month, day): told for month, days in ((10, OCTOBER), (11, NOVEMBER)) for day, told in days.items()
}


@pytest.fixture
def story():
    """What happens between the mornings: {moment: deed}."""
    with time_machine.travel(at(10, 1, 6), tick=False):
        stc = make.scene(
            "Sở Tài chính",
            opens_at=at(10, 1, 0),
            self_due_at=at(10, 20, 17),
            first_due_at=at(11, 1, 17),
            explain_due_at=at(11, 6, 17),
            second_due_at=at(11, 10, 17),
        )
        syt = make.scene("Sở Y tế", within=stc)
        for each in (stc, syt):
            make.measure(each)
            each.fill()
    names = {stc.reporter: "Lan", stc.head: "Hùng", syt.head: "Mai", stc.appraiser: "Hà"}
    for user, name in names.items():
        User.objects.filter(pk=user.pk).update(full_name=name)
    syt.reporter.memberships.update(valid_to=dt.date(2026, 9, 30))
    units.post(units.user("Old", left_on=dt.date(2026, 9, 1)), stc.unit, Role.REPORTER)
    late = plans.make_task(stc.unit, "1", year=2026, due_on=dt.date(2026, 10, 10))
    early = plans.make_task(syt.unit, "2", year=2026, due_on=dt.date(2026, 10, 30))
    held = works.inspection(syt.unit, held_on=dt.date(2026, 9, 15))
    finding = works.finding(held, due_on=dt.date(2026, 11, 5))

    def put(row, **facts):
        return lambda now: type(row).objects.filter(pk=row.pk).update(**facts)

    def judge(now):
        with time_machine.travel(now, tick=False):
            for each in (stc, syt):
                each.appraise_all()
            stc.appraise("2.1", "0.50", "Thiếu hồ sơ")
        for each in (stc, syt):
            finish_first(assessment_id=each.assessment_id, by=stc.appraiser, now=now)

    def answer(now):
        said = {"stance": Stance.DISPUTED, "text": "Có đủ hồ sơ, trang 3"}
        explain_row(score_id=stc.score("2.1").pk, by=stc.reporter, now=now, **said)
        send_explanations(assessment_id=stc.assessment_id, by=stc.head, now=now)

    leave = {"until": dt.date(2026, 10, 26), "reason": "Mất điện", "by": stc.coordinator}
    return {
        at(10, 18, 9): lambda now: submit(assessment_id=syt.assessment_id, by=syt.head, now=now),
        at(10, 22): lambda now: extend(assessment_id=stc.assessment_id, now=now, **leave),
        at(10, 24): lambda now: submit(assessment_id=stc.assessment_id, by=stc.head, now=now),
        at(10, 26): put(late, finished_on=dt.date(2026, 10, 26)),
        at(10, 28): put(early, finished_on=dt.date(2026, 10, 28)),
        at(10, 31): judge,
        at(11, 1): put(finding, due_on=dt.date(2026, 11, 12)),
        at(11, 6, 9): answer,
    }


@pytest.mark.django_db
def test_forty_mornings(story):
    for day in (FIRST_DAY + after * DAY for after in range(40)):
        morning = dt.datetime.combine(day, dt.time(7), ZONE)
        if day not in OFF:
            remind(now=morning)
        for moment in (each for each in story if each.astimezone(ZONE).date() == day):
            story[moment](moment)

    found = defaultdict(list)
    for one in Reminder.objects.select_related("user").order_by("pk"):
        head = ("head",) if one.escalated else ()
        found[one.made_at.astimezone(ZONE).date()].append((one.user.full_name, one.kind, one.slot, *head))
    assert {day: sorted(told) for day, told in found.items()} == BY_HAND


@pytest.mark.django_db
def test_one_letter_a_day_with_all_that_is_new_and_none_without_an_address(story):
    User.objects.filter(full_name="Lan").update(email="lan@mau.gov.vn")

    for hour in (7, 8):
        remind(now=at(10, 18, hour))

    (letter,) = Delivery.objects.all()
    assert [(each.kind, each.slot) for each in letter.reminders.order_by("kind")] == [
        ("fill_in", "before-3"),
        ("task", "late-2"),
    ]
