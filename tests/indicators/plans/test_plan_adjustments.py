"""Adjustments of an issued plan: from their decision on, with the old wording kept and the past as it was."""

import datetime as dt

import pytest
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.numbers import show_percent
from cchc_portal.kit.refusals import Refused
from indicators.actions.plans import Decision, write_tasks
from indicators.enums import PlanState
from indicators.models import Task
from indicators.plans.outcomes import tally
from tests.factories.plans import make_plan, make_task
from tests.indicators.plans.documents import ADJUSTED, NOW, TODAY, read_back
from tests.indicators.plans.test_plan_detail import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.fixture
def adjusted(unit, coordinator):
    """Three tasks of which the decision of 1 August moves one, drops one, keeps one, and adds a fourth."""
    plan = make_plan()
    for number in ("1", "2", "3"):
        make_task(unit, number, plan=plan, due_on=dt.date(2023, 6, 30))
    rows, _ = read_back(plan)
    moved = rows[0].__class__(
        **{**{n: getattr(rows[0], n) for n in rows[0].__slots__}, "due_on": dt.date(2023, 12, 15)}
    )
    added = rows[0].__class__(**{**{n: getattr(rows[0], n) for n in rows[0].__slots__}, "number": "4"})
    write_tasks(
        plan_id=plan.pk, rows=[moved, rows[2], added], decision=ADJUSTED, drops_missing=True, by=coordinator, now=NOW
    )
    plan.refresh_from_db()
    return plan


def outcomes(day: dt.date) -> dict[str, str]:
    return {task.number: task.outcome.value for task in Task.objects.order_by("number").as_of(day)}


def test_an_adjustment_counts_from_its_decision_and_leaves_the_past_as_it_was(adjusted):
    assert outcomes(dt.date(2023, 7, 31)) == {"1": "overdue", "2": "overdue", "3": "overdue"}
    assert outcomes(dt.date(2023, 8, 1)) == {"1": "in_progress", "3": "overdue", "4": "overdue"}


def test_an_adjustment_keeps_the_old_wording_and_its_document(client, adjusted):
    page = text(client.get(reverse("indicators:task_detail", args=[Task.objects.get(number="1").pk])))

    assert adjusted.state == PlanState.ADJUSTED
    assert "Sửa theo 99/QĐ-UBND ngày 01/08/2023 (Chủ tịch Trần Văn A): Lùi thời hạn sang quý IV" in page
    assert "Thời gian hoàn thành: 30/06/2023 → 15/12/2023" in page
    document = text(client.get(reverse("indicators:plan_document", args=[adjusted.pk])))
    assert "Đưa ra khỏi kế hoạch: nhiệm vụ 2. Nhiệm vụ 2" in document
    assert "Bổ sung: nhiệm vụ 4." in document
    assert AuditEvent.objects.filter(action="plan.adjust").count() == 1


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (("98/QĐ-UBND", dt.date(2023, 7, 1)), "Ngày quyết định 01/07/2023 sớm hơn văn bản trước đó (01/08/2023)."),
        (("98/QĐ-UBND", dt.date(2023, 9, 2)), "Ngày quyết định 02/09/2023 còn ở phía trước."),
        (
            ("99/QĐ-UBND", dt.date(2023, 8, 9)),
            "Kế hoạch đã được điều chỉnh theo số 99/QĐ-UBND; mỗi văn bản ghi một lần.",
        ),
    ],
)
def test_adjustments_follow_one_another(adjusted, coordinator, decision, sentence):
    with pytest.raises(Refused) as refusal:
        write_tasks(
            plan_id=adjusted.pk,
            rows=[],
            drops_missing=True,
            decision=Decision(*decision, "Chủ tịch", "Bỏ hết"),
            by=coordinator,
            now=NOW,
        )

    assert str(refusal.value) == sentence


def test_42_of_68_stays_42_of_68_after_everything_that_came_later(unit, coordinator):
    plan, mid_year = make_plan(), dt.date(2023, 6, 30)
    for number in range(68):
        done = number < 42
        make_task(
            unit, str(number), plan=plan, due_on=dt.date(2023, 6, 15) if done else dt.date(2023, 9, 30),
            finished_on=dt.date(2023, 6, 10) if done else None,
        )  # fmt: skip
    rows, _ = read_back(plan)
    late = [row for row in rows if int(row.number) >= 42][:20]
    write_tasks(
        plan_id=plan.pk, rows=[row for row in rows if row not in late], decision=ADJUSTED, drops_missing=True,
        by=coordinator, now=NOW,
    )  # fmt: skip
    plan.tasks.filter(number="50").update(finished_on=dt.date(2023, 8, 20))

    counts = tally(task.outcome for task in plan.tasks.as_of(mid_year))

    assert (counts.done, counts.assigned, show_percent(counts.done_percent)) == (42, 68, "61,76%")
    assert tally(task.outcome for task in plan.tasks.as_of(TODAY)).assigned == 48
