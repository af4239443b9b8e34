"""Months of totals: drafts may contradict themselves, locked months stand in the statistics once, never twice."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from dossiers import facts
from dossiers.actions import rebuild_rollup
from dossiers.models import Dossier, MonthlyCount
from dossiers.statistics import figures as statistics
from dossiers.statistics.cells import Cell
from dossiers.statistics.figures import ENTERED, Row
from dossiers.statistics.ii06 import Line, broken
from dossiers.statistics.months.actions import Contradicted, lock_month, save_month, unlock_month
from dossiers.statistics.months.lines import TYPED, line_of
from dossiers.statistics.windows import Window, reporting_month
from tests.factories.dossiers import a_person, a_unit
from tests.factories.statistics import a_dossier
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db
D = dt.date
MARCH, APRIL, MAY = D(2025, 3, 1), D(2025, 4, 1), D(2025, 5, 1)
FIRST = Line(online=5, other=3, carried=2, early=4, on_time=1, late=1, pending_in_time=3, pending_overdue=1)
SECOND = Line(online=6, other=0, carried=4, early=5, on_time=2, late=1, pending_in_time=2, pending_overdue=0)


def figures(line):
    return dict(zip(TYPED, (getattr(line, name) for name in Line.__dataclass_fields__), strict=True))


def typed(unit, month, line):
    return save_month(unit_id=unit.pk, month=month, figures=figures(line), seen="", by=None, now=database_now())


def locked(unit, month, line):
    typed(unit, month, line)
    return lock_month(unit_id=unit.pk, month=month, by=None, now=database_now())


def form(window, units=None):
    return {row.name: row for row in statistics.form_by_unit(units or Unit.objects.all(), window)}


def test_a_draft_counts_nowhere():
    unit = a_unit()
    typed(unit, MARCH, FIRST)

    assert list(form(reporting_month(MARCH))) == ["Tổng số"]
    assert rebuild_rollup() == []


def test_locked_months_are_in_the_form_and_in_the_facts():
    unit = a_unit()
    locked(unit, MARCH, FIRST)
    locked(unit, APRIL, SECOND)

    march, april = (form(reporting_month(month))[unit.name] for month in (MARCH, APRIL))
    both = form(Window(D(2025, 2, 15), D(2025, 4, 14)))[unit.name]

    assert (march.line, april.line, march.manual) == (FIRST, SECOND, True)
    assert both.line == Line(11, 3, 2, 9, 3, 2, 2, 0)
    counted = facts.counts([unit.pk], D(2025, 2, 15), D(2025, 4, 14))[unit.pk]
    assert (counted.received, counted.received_online, counted.finished, counted.late) == (14, 11, 14, 2)
    assert facts.by_hand([unit.pk], D(2025, 2, 15), D(2025, 4, 14)) == {unit.pk}
    assert (facts.stock([unit.pk], D(2025, 4, 15)), facts.overdue([unit.pk], D(2025, 3, 15))) == (
        {unit.pk: 2},
        {unit.pk: 1},
    )
    assert rebuild_rollup() == []


def test_totals_stand_in_place_of_the_dossiers_of_their_month():
    unit, other = a_unit(), a_unit()
    in_march, in_may = D(2025, 2, 20), D(2025, 4, 20)
    Dossier.objects.bulk_create([a_dossier(each, day) for each in (unit, other) for day in (in_march, in_may)])
    rebuild_rollup()
    locked(unit, MARCH, Line(online=9, pending_in_time=9))

    window = reporting_month(MARCH)
    shown = form(window)

    assert (shown[unit.name].line.online, shown[unit.name].manual) == (9, True)
    assert (shown[other.name].line.taken_on, shown[other.name].manual) == (1, False)
    assert statistics.number(Cell.RECEIVED, Row(Unit.objects.filter(pk=unit.pk)), window) == 9
    assert form(reporting_month(MAY))[unit.name].line == Line(other=1, carried=9, pending_in_time=10)
    assert rebuild_rollup() == []


def test_the_list_of_a_figure_leaves_out_the_dossiers_of_a_month_of_totals_and_says_so(client):
    unit = a_unit()
    Dossier.objects.bulk_create([a_dossier(unit, day) for day in (D(2025, 2, 20), D(2025, 4, 20))])
    rebuild_rollup()
    locked(unit, MARCH, Line(online=9, pending_in_time=9))
    client.force_login(a_person((Role.REPORTER, unit)))
    window = {"start": D(2025, 2, 15), "end": D(2025, 5, 14)}

    register, figure = (
        client.get(reverse("dossiers:dossier_list"), window | asked) for asked in ({}, {"figure": "received"})
    )

    assert facts.counts([unit.pk], *window.values())[unit.pk].received == 9 + 1
    assert (register.context["page"].paginator.count, figure.context["page"].paginator.count) == (2, 1)
    assert "1 đơn vị nhập theo tổng số tháng" in figure.content.decode()
    assert "tổng số tháng" not in register.content.decode()


def test_totals_are_a_line_of_their_own_among_the_fields():
    unit = a_unit()
    locked(unit, MARCH, FIRST)

    rows = statistics.form_by_area(Unit.objects.all(), reporting_month(MARCH))

    assert [(row.name, row.line.taken_on, row.manual) for row in rows] == [
        ("Sở, ban, ngành", 10, True),
        (ENTERED, 10, True),
        ("Tổng số", 10, True),
    ]


def test_locking_names_every_contradiction_at_once():
    unit = a_unit()
    locked(unit, MARCH, FIRST)
    typed(unit, APRIL, Line(online=7, carried=3, early=1))

    with pytest.raises(Contradicted) as refused:
        lock_month(unit_id=unit.pk, month=APRIL, by=None, now=database_now())

    assert refused.value.sentences == [
        "Cột 3 phải bằng cột 7 + cột 11: đang là 10 và 1.",
        "Cột 6 “Từ kỳ trước” phải bằng số đang giải quyết khi hết tháng trước: đang là 3 và 4.",
    ]
    assert MonthlyCount.objects.locked().count() == 1


def test_the_database_keeps_a_contradiction_from_being_locked():
    count = typed(a_unit(), MARCH, Line(online=1))

    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyCount.objects.filter(pk=count.pk).update(locked_at=database_now())


def test_months_are_locked_one_after_the_other_and_opened_from_the_last():
    unit = a_unit()
    locked(unit, MARCH, FIRST)
    typed(unit, MAY, SECOND)
    with pytest.raises(Refused, match="tháng khóa gần nhất là tháng 03/2025"):
        lock_month(unit_id=unit.pk, month=MAY, by=None, now=database_now())
    locked(unit, APRIL, SECOND)

    with pytest.raises(Refused, match="Chỉ mở khóa được tháng khóa gần nhất"):
        unlock_month(unit_id=unit.pk, month=MARCH, reason="Sai số", by=None)
    unlock_month(unit_id=unit.pk, month=APRIL, reason="Sai số", by=None)

    assert list(form(reporting_month(APRIL))[unit.name].line.values)[:4] == [4, 0, 0, 4]
    assert [
        event.action for event in AuditEvent.objects.filter(action__startswith="dossiers.month").order_by("pk")
    ] == [
        *("dossiers.month_saved", "dossiers.month_locked", "dossiers.month_saved", "dossiers.month_saved"),
        *("dossiers.month_locked", "dossiers.month_unlocked"),
    ]
    with pytest.raises(Refused, match="chưa khóa"):
        unlock_month(unit_id=unit.pk, month=APRIL, reason="Sai số", by=None)


def test_a_draft_is_changed_only_by_who_saw_it():
    unit = a_unit()
    first = typed(unit, MARCH, FIRST)
    with pytest.raises(Refused, match="đã có bản nháp"):
        typed(unit, MARCH, SECOND)
    given = {"unit_id": unit.pk, "month": MARCH, "figures": figures(SECOND), "by": None, "now": database_now()}

    save_month(**given, seen=first.changed_at.isoformat())

    with pytest.raises(Refused, match="vừa được người khác sửa"):
        save_month(**given, seen="2020-01-01T00:00:00+00:00")
    lock_month(unit_id=unit.pk, month=MARCH, by=None, now=database_now())
    with pytest.raises(Refused, match="đã khóa"):
        save_month(**given, seen="")
    with pytest.raises(Refused, match="không có bản nháp"):
        lock_month(unit_id=unit.pk, month=MARCH, by=None, now=database_now())


def test_a_clerk_types_a_month_and_locks_it(client):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    choices = client.get(reverse("dossiers:month_new")).context["chosen"].fields["month"].choices
    day = choices[-1][0]
    post = {"unit": unit.pk, "month": day} | figures(FIRST) | {"early": "1.000", "received_online": "1.001"}

    client.post(reverse("dossiers:month_new"), post)
    count = MonthlyCount.objects.get()
    page = client.get(reverse("dossiers:month_detail", args=[count.pk]))
    listed = client.get(reverse("dossiers:month_list")).content.decode()
    client.post(reverse("dossiers:month_lock", args=[count.pk]))

    assert (count.received_online, count.early) == (1001, 1000)
    assert page.context["wrong"] == []
    assert "Bản nháp" in listed
    count.refresh_from_db()
    assert count.locked_at is not None
    assert "Mở khóa tháng này" in client.get(reverse("dossiers:month_detail", args=[count.pk])).content.decode()
    client.post(reverse("dossiers:month_unlock", args=[count.pk]), {"reason": ""}, follow=True)
    count.refresh_from_db()
    assert count.locked_at is not None
    client.post(reverse("dossiers:month_unlock", args=[count.pk]), {"reason": "Gõ nhầm"})
    count.refresh_from_db()
    assert count.locked_at is None


def test_what_is_typed_wrongly_is_kept_and_explained(client):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    count = typed(unit, MARCH, Line(online=7))
    address = reverse("dossiers:month_detail", args=[count.pk])

    wrong = client.post(address, {"seen": count.changed_at.isoformat(), "received_online": "bảy", "early": "-3"})
    stale = client.post(address, {"seen": "x", "received_online": "8"})
    refused = client.post(reverse("dossiers:month_lock", args=[count.pk]), follow=True)

    assert wrong.status_code == stale.status_code == 422
    assert 'value="bảy"' in wrong.content.decode()
    assert "Phải là số nguyên từ 0 đến 10.000.000." in wrong.content.decode()
    assert "vừa được người khác sửa" in stale.content.decode()
    assert "Chưa khóa được. Cột 3 phải bằng cột 7 + cột 11: đang là 7 và 0." in refused.content.decode()
    assert "Bản nháp, chưa khớp" in client.get(reverse("dossiers:month_list")).content.decode()


def test_others_see_a_month_but_do_not_touch_it(client):
    count = typed(a_unit(), MARCH, FIRST)
    client.force_login(a_person((Role.LEADER, a_unit())))

    assert client.get(reverse("dossiers:month_detail", args=[count.pk])).status_code == 200
    assert client.post(reverse("dossiers:month_lock", args=[count.pk])).status_code == 403
    assert client.post(reverse("dossiers:month_detail", args=[count.pk]), figures(SECOND)).status_code == 403
    client.force_login(a_person((Role.REPORTER, a_unit())))
    assert client.post(reverse("dossiers:month_lock", args=[count.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_month_list_asks_the_same_of_one_and_of_three(client, number, django_assert_max_num_queries):
    for _ in range(number):
        typed(a_unit(), MARCH, FIRST)
    client.force_login(a_person((Role.LEADER, a_unit())))
    client.get(reverse("dossiers:month_list"))

    with django_assert_max_num_queries(7):
        client.get(reverse("dossiers:month_list"))


def test_line_of_a_month_is_a_line_of_the_form():
    assert line_of(typed(a_unit(), MARCH, FIRST)) == FIRST
    assert broken(FIRST) == broken(SECOND) == []
