"""Which dates of a period may still move, by its state and by the clock; and the page on which they do."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import DatesStay, edit_period
from indicators.enums import PeriodState
from indicators.period_dates import Calendar, not_to_be_moved, out_of_order
from tests.factories import indicators as make

DAY = dt.timedelta(days=1)


def at(day):
    return dt.datetime(2026, 3, day, 10, tzinfo=dt.UTC)


MARCH = Calendar(dt.date(2025, 12, 15), dt.date(2026, 3, 14), at(15), at(18), at(21), at(24), at(27))
ORDER = ("opens_at", "self_due_at", "first_due_at", "explain_due_at", "second_due_at")


def refused(state, day, after, *, handed_in=0, closed=False):
    found = not_to_be_moved(MARCH, after, state=state, handed_in=handed_in, figures_closed=closed, now=at(day))
    return [name for name, _ in found]


@pytest.mark.parametrize(
    ("day", "stays"),
    [
        (10, []),
        (16, ["opens_at"]),
        (19, ["opens_at", "self_due_at"]),
        (28, list(ORDER)),
    ],
)
def test_what_has_passed_stays_and_what_is_to_come_moves(day, stays):
    later = replace(MARCH, **{name: getattr(MARCH, name) + DAY / 2 for name in ORDER})

    assert refused(PeriodState.OPEN, day, later) == stays
    assert refused(PeriodState.PREPARING, day, later) == []
    assert refused(PeriodState.PUBLISHED, day, later) == list(ORDER)


def test_no_moment_is_moved_into_the_past():
    assert refused(PeriodState.OPEN, 17, replace(MARCH, self_due_at=at(16))) == ["self_due_at"]


def test_the_window_stays_once_somebody_has_handed_in_or_the_figures_are_closed():
    wider = replace(MARCH, data_to=dt.date(2026, 3, 31))

    assert refused(PeriodState.OPEN, 16, wider) == []
    assert refused(PeriodState.OPEN, 16, wider, handed_in=1) == ["data_to"]
    assert refused(PeriodState.OPEN, 16, wider, closed=True) == ["data_to"]


def test_dates_out_of_order_are_all_named_at_once():
    upside_down = Calendar(dt.date(2026, 3, 2), dt.date(2026, 3, 1), at(18), at(18), at(17), at(24), None)

    assert [name for name, _ in out_of_order(upside_down)] == [
        *("data_from", "data_to", "data_to"),
        *("self_due_at", "first_due_at"),
    ]


# --- the deed and its page -------------------------------------------------------------------------------------------


def typed(period, **changes):
    moments = {name: f"{timezone.localtime(getattr(period, name)):%d/%m/%Y %H:%M}" for name in ORDER}
    days = {name: f"{getattr(period, name):%d/%m/%Y}" for name in ("data_from", "data_to")}
    return {"name": period.name, "reason": "Công văn 12/SNV", **moments, **days} | changes


def page(period):
    return f"/ky-danh-gia/{period.pk}/sua/"


@pytest.mark.django_db
def test_a_deadline_is_moved_with_its_reason_and_the_trail_says_from_and_to(client):
    scene = make.scene()
    client.force_login(scene.coordinator)
    due = scene.period.self_due_at + DAY / 4

    answer = client.post(
        page(scene.period), typed(scene.period, self_due_at=f"{timezone.localtime(due):%d/%m/%Y %H:%M}")
    )

    assert answer["Location"] == "/ky-danh-gia/"
    scene.period.refresh_from_db()
    assert abs(scene.period.self_due_at - due) < dt.timedelta(minutes=1)
    event = AuditEvent.objects.get(action="period.edit")
    assert (event.actor, event.reason) == (scene.coordinator, "Công văn 12/SNV")
    assert "self_due_at" in event.before


@pytest.mark.django_db
def test_a_window_that_moves_is_measured_anew(client):
    scene = make.scene()
    Job.objects.all().delete()
    wider = replace(scene.period.calendar, data_from=scene.period.data_from.replace(day=1))

    edit_period(
        period_id=scene.period.pk,
        name=scene.period.name,
        dates=wider,
        reason="Sửa",
        by=scene.coordinator,
        now=timezone.now(),
    )

    assert Job.objects.filter(kind="indicators.recalculate").count() == 1


@pytest.mark.django_db
def test_a_date_that_stays_says_so_beside_it_and_nothing_is_written(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    client.force_login(scene.coordinator)
    opens = f"{timezone.localtime(scene.period.opens_at - DAY):%d/%m/%Y %H:%M}"

    answer = client.post(page(scene.period), typed(scene.period, opens_at=opens, data_from="01/06/2026", reason=""))
    again = client.post(page(scene.period), typed(scene.period, opens_at=opens, data_from="01/06/2026"))

    assert dict(answer.context["form"].errors) == {
        "reason": ["Hãy ghi lý do đổi ngày: các đơn vị đang làm theo ngày cũ."]
    }
    assert (again.status_code, dict(again.context["form"].errors)) == (
        422,
        {
            "data_from": ["Đã có 1 đơn vị nộp phiếu theo khoảng số liệu này nên không đổi được."],
            "opens_at": ["Lúc mở nhập đã qua nên không đổi được."],
        },
    )
    assert not AuditEvent.objects.filter(action="period.edit").exists()


@pytest.mark.django_db
def test_only_the_coordinator_moves_dates_and_never_without_a_reason():
    scene = make.scene()
    later = replace(scene.period.calendar, second_due_at=scene.period.second_due_at + DAY)
    given = {"period_id": scene.period.pk, "name": scene.period.name, "dates": later, "now": timezone.now()}

    with pytest.raises(Refused, match="Chỉ Điều phối CCHC"):
        edit_period(**given, reason="Sửa", by=scene.appraiser)
    with pytest.raises(Refused, match="lý do"):
        edit_period(**given, reason=" ", by=scene.coordinator)
    with pytest.raises(DatesStay, match="phải sau"):
        edit_period(
            **given | {"dates": replace(later, second_due_at=later.first_due_at)}, reason="Sửa", by=scene.coordinator
        )
