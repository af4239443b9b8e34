"""Reorganisations carried out: what changes, what stays, what is refused."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.refusals import Refused, Stale
from tests.factories import units as make
from units import actions
from units.enums import Change, Role, Stage
from units.models import Membership, Reorganisation, Unit, UnitLineage
from units.previews import preview
from units.tasks import reorganise_due

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 1)  # before make.NOW
LATER = dt.date(2026, 11, 1)
ON_THE_DAY = dt.datetime(2026, 10, 31, 17, 5, tzinfo=dt.UTC)  # five past midnight in the province


@pytest.fixture
def province():
    """UBND, two communes with a person each, and a coordinator who belongs to neither."""
    top = make.unit("UBND tỉnh", code="UB")
    communes = [make.unit(name, code=code, parent=top) for name, code in (("Xã A", "A"), ("Xã B", "B"))]
    for commune in communes:
        make.post(make.user(f"Người {commune.code}"), commune)
    make.coordinator(top)
    return top, *communes


def held(**where):
    return sorted(
        (post.user.full_name, post.unit.code, post.valid_from, post.valid_to)
        for post in Membership.objects.filter(**where).select_related("user", "unit")
    )


def test_merge_into_a_new_unit(province):
    top, a, b = province
    make.unit("Trạm A", code="TA", parent=a)

    done = make.reorganised([a, b], new=[make.new_unit("C", "Xã C", parent_id=top.pk, official_code="H59.C")])

    new = Unit.objects.get(code="C")
    assert (done.stage, new.valid_from, new.parent, new.official_code) == (Stage.DONE, DAY, top, "H59.C")
    assert list(Unit.objects.filter(code__in="AB").order_by("code").values_list("name", "valid_to")) == [
        ("Xã A", dt.date(2026, 9, 30)),
        ("Xã B", dt.date(2026, 9, 30)),
    ]
    assert sorted(map(str, UnitLineage.objects.all())) == ["Xã A sáp nhập vào Xã C", "Xã B sáp nhập vào Xã C"]
    assert Unit.objects.get(code="TA").parent == new
    assert held(role=Role.REPORTER) == [
        ("Người A", "A", make.BEGINNING, dt.date(2026, 9, 30)),
        ("Người A", "C", DAY, None),
        ("Người B", "B", make.BEGINNING, dt.date(2026, 9, 30)),
        ("Người B", "C", DAY, None),
    ]
    assert list(AuditEvent.objects.order_by("seq").values_list("action", flat=True)) == [
        "units.reorganisation_drafted",
        "units.reorganisation_confirmed",
        "units.closed",
        "units.closed",
        "units.opened",
        "units.reorganised",
    ]


def test_split_gives_each_thing_to_its_receiver(province):
    top, a, _ = province
    other = make.post(make.user("Người thứ hai"), a)
    draft = make.drafted(
        [a], change=Change.SPLIT, new=[make.new_unit("C", parent_id=top.pk), make.new_unit("D", parent_id=top.pk)]
    )
    chosen = {f"accounts:{other.pk}": 2}
    actions.choose_receivers(reorganisation_id=draft.pk, receivers=chosen, by=None, now=make.NOW)
    draft.refresh_from_db()

    make.confirmed(draft)

    assert held(valid_from=DAY) == [("Người A", "C", DAY, None), ("Người thứ hai", "D", DAY, None)]
    assert sorted(map(str, UnitLineage.objects.all())) == ["Xã A tách thành Xã C", "Xã A tách thành Xã D"]


def test_rename_keeps_the_identifier_and_the_old_name(province):
    top, a, _ = province
    Unit.objects.filter(pk=a.pk).update(official_code="H59.1")

    make.reorganised(
        [a],
        change=Change.RENAME,
        new=[make.new_unit("A2", "Phường A", parent_id=top.pk, official_code="H59.1")],
    )

    assert list(Unit.objects.filter(official_code="H59.1").order_by("pk").values_list("name", "valid_to")) == [
        ("Xã A", dt.date(2026, 9, 30)),
        ("Phường A", None),
    ]


def test_dissolve_without_receiver_ends_the_posts(province):
    _, a, _ = province

    make.reorganised([a], change=Change.DISSOLVE)

    assert held(unit=a) == [("Người A", "A", make.BEGINNING, dt.date(2026, 9, 30))]
    assert [str(link) for link in UnitLineage.objects.all()] == ["Xã A giải thể"]


def test_dissolve_without_receiver_waits_until_someone_takes_the_units_below(province):
    _, a, _ = province
    make.unit("Trạm A", parent=a)
    draft = make.drafted([a], change=Change.DISSOLVE)

    with pytest.raises(Refused) as refusal:
        make.confirmed(draft)

    assert str(refusal.value) == "Chưa có đơn vị nhận bàn giao đơn vị trực thuộc. Hãy thêm đơn vị nhận."
    assert Unit.objects.get(pk=a.pk).valid_to is None


def test_preview_is_what_happens_and_what_is_kept(province):
    _, a, b = province
    make.unit("Trạm A", parent=a)
    draft = make.drafted([a], existing=[b])
    before = preview(draft)

    done = make.confirmed(draft)

    assert before.obstacles == ()
    assert preview(done).effects == before.effects
    assert [(group.what, group.count) for group in before.groups if group.count] == [("units", 1), ("accounts", 1)]
    kept = json.loads(AuditEvent.objects.get(action="units.reorganised").canonical)["after"]
    assert kept == done.effects


def test_nothing_is_deleted_and_nobody_else_changes(province):
    top, a, b = province
    rows = [Unit.objects.count(), Membership.objects.count()]
    others = held(unit__in=[top, b])

    make.reorganised([a], existing=[b])

    assert [Unit.objects.count(), Membership.objects.count()] == [rows[0], rows[1] + 1]
    assert held(unit__in=[top, b], valid_from__lt=DAY) == others


@pytest.mark.parametrize(
    ("first", "last", "after"),
    [
        (make.BEGINNING, dt.date(2026, 9, 30), [("A", make.BEGINNING, dt.date(2026, 9, 30))]),
        (
            make.BEGINNING,
            dt.date(2026, 12, 31),
            [("A", make.BEGINNING, dt.date(2026, 9, 30)), ("B", DAY, dt.date(2026, 12, 31))],
        ),
        (dt.date(2026, 12, 1), None, [("B", dt.date(2026, 12, 1), None)]),
    ],
    ids=["ended before", "ends later", "has not begun"],
)
def test_posts_go_on_for_as_long_as_they_would_have(province, first, last, after):
    _, a, b = province
    minh = make.user("Minh")
    make.post(minh, a, Role.HEAD, valid_from=first, valid_to=last)

    make.reorganised([a], existing=[b])

    assert [row[1:] for row in held(user=minh)] == after


def test_posts_held_in_both_units_become_one(province):
    top, a, b = province
    minh = make.user("Minh")
    make.post(minh, a, Role.HEAD, valid_to=dt.date(2026, 12, 31))
    make.post(minh, b, Role.HEAD)

    make.reorganised([a, b], new=[make.new_unit("C", parent_id=top.pk)])

    assert [row[1:] for row in held(user=minh, valid_from=DAY)] == [("C", DAY, None)]


def test_a_substitute_goes_on_standing_in_for_the_same_person(province):
    _, a, b = province
    head, until = make.post(make.user("Lãnh đạo A"), a, Role.HEAD), dt.date(2026, 10, 31)
    acting = make.post(make.user("Thay mặt"), a, Role.HEAD, valid_from=dt.date(2026, 9, 15), valid_to=until)
    acting.acting_for = head
    acting.save()

    done = make.reorganised([a], existing=[b])

    now_acting = Membership.objects.get(user=acting.user, unit=b)
    assert (now_acting.valid_from, now_acting.valid_to) == (DAY, until)
    assert now_acting.acting_for == Membership.objects.get(user=head.user, unit=b)
    assert "Thay mặt · Lãnh đạo đơn vị (thay mặt Lãnh đạo A)" in [move["label"] for move in done.effects["moves"]]


def test_the_province_keeps_a_coordinator(province):
    _, a, _ = province
    Membership.objects.filter(role=Role.COORDINATOR).update(unit=a)
    draft = make.drafted([a], change=Change.DISSOLVE)

    with pytest.raises(Refused) as refusal:
        make.confirmed(draft)

    assert str(refusal.value) == "Sau sắp xếp này tỉnh không còn Điều phối CCHC; hãy giao vai trò này trước."
    draft.refresh_from_db()
    assert (draft.stage, Unit.objects.get(pk=a.pk).valid_to) == (Stage.DRAFT, None)


def test_nothing_happens_before_the_day_and_everything_on_it_once(province, django_capture_on_commit_callbacks):
    _, a, b = province
    waiting = make.reorganised([a], existing=[b], effective_on=LATER)
    facts = held()

    actions.carry_out(reorganisation_id=waiting.pk, now=make.NOW)
    early = (Reorganisation.objects.get().stage, Unit.objects.get(pk=a.pk).valid_to, held())
    actions.carry_out(reorganisation_id=waiting.pk, now=ON_THE_DAY)
    done = (Reorganisation.objects.get().stage, Unit.objects.get(pk=a.pk).valid_to, held())
    actions.carry_out(reorganisation_id=waiting.pk, now=ON_THE_DAY + dt.timedelta(days=3))

    assert early == (Stage.SCHEDULED, None, facts)
    assert done[:2] == (Stage.DONE, dt.date(2026, 10, 31))
    assert (held(), UnitLineage.objects.count()) == (done[2], 1)


def test_the_beat_starts_one_job_per_reorganisation_that_is_due(province):
    _, a, b = province
    waiting = make.reorganised([a], existing=[b], effective_on=LATER)
    Reorganisation.objects.filter(pk=waiting.pk).update(effective_on=dt.date(2026, 1, 1))

    reorganise_due()
    reorganise_due()

    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.message == "Sáp nhập, hợp nhất theo 45/NQ-HĐND: đã thực hiện."
    assert Unit.objects.get(pk=a.pk).valid_to == dt.date(2025, 12, 31)


def test_withdrawn_before_its_day_nothing_ever_happens(province):
    _, a, b = province
    waiting = make.reorganised([a], existing=[b], effective_on=LATER)
    facts = held()

    actions.withdraw_reorganisation(reorganisation_id=waiting.pk, reason="Hoãn theo CV 12", by=None, now=make.NOW)
    actions.carry_out(reorganisation_id=waiting.pk, now=ON_THE_DAY)

    kept = Reorganisation.objects.get()
    assert (kept.stage, kept.withdrawn_reason, kept.effects) == (Stage.WITHDRAWN, "Hoãn theo CV 12", None)
    assert (Unit.objects.get(pk=a.pk).valid_to, held(), UnitLineage.objects.count()) == (None, facts, 0)


def test_withdraw_refuses_what_is_done_or_without_reason(province):
    _, a, b = province
    waiting = make.reorganised([a], existing=[b], effective_on=LATER)

    with pytest.raises(Refused, match=r"^Hãy ghi lý do rút\.$"):
        actions.withdraw_reorganisation(reorganisation_id=waiting.pk, reason=" ", by=None, now=make.NOW)
    actions.carry_out(reorganisation_id=waiting.pk, now=ON_THE_DAY)
    with pytest.raises(Refused, match=r"^Sắp xếp này đã ở trạng thái “Đã thực hiện” từ 01/11/2026\.$"):
        actions.withdraw_reorganisation(reorganisation_id=waiting.pk, reason="Muộn", by=None, now=ON_THE_DAY)


def test_confirm_wants_the_effects_that_were_seen(province):
    _, a, b = province
    draft = make.drafted([a], existing=[b])
    seen = preview(draft).seal
    make.post(make.user("Người mới"), a)

    with pytest.raises(Stale):
        actions.confirm_reorganisation(reorganisation_id=draft.pk, seen=seen, by=None, now=make.NOW)


def test_confirm_refuses_a_unit_that_waits_in_another(province):
    _, a, b = province
    make.reorganised([a], existing=[b], effective_on=LATER)

    with pytest.raises(Refused) as refusal:
        make.reorganised([a], change=Change.DISSOLVE, effective_on=LATER)

    assert str(refusal.value) == "Xã A đã có trong một sắp xếp khác đang chờ đến ngày."


def test_carry_out_refuses_when_the_world_has_changed(province):
    top, a, b = province
    waiting = make.reorganised([a], existing=[b], effective_on=LATER)
    make.reorganised([b], change=Change.RENAME, new=[make.new_unit("B2", parent_id=top.pk)])

    with pytest.raises(Refused) as refusal:
        actions.carry_out(reorganisation_id=waiting.pk, now=ON_THE_DAY)

    assert str(refusal.value) == "Xã B không hoạt động vào ngày 01/11/2026."
    assert Unit.objects.get(pk=a.pk).valid_to is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_reorganisations_are_for_coordinators(province, role):
    _, a, b = province
    by, draft = make.holder(role), make.drafted([a], existing=[b])
    asked = {"reorganisation_id": draft.pk, "by": by, "now": make.NOW}
    deeds = (
        lambda: make.drafted([a], existing=[b], by=by),
        lambda: actions.choose_receivers(receivers={}, **asked),
        lambda: actions.confirm_reorganisation(seen="", **asked),
        lambda: actions.withdraw_reorganisation(reason="x", **asked),
    )

    for deed in deeds:
        with pytest.raises(Refused, match=r"^Chỉ Điều phối CCHC được thành lập, sắp xếp và đóng đơn vị\.$"):
            deed()


def test_the_database_itself_refuses_a_ring(province):
    top, a, _ = province
    below = make.unit(parent=a)

    for parent in (a, below):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=top.pk).update(parent=parent)
