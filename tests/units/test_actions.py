"""Deeds on units and people: what they change, refuse and record."""

import datetime as dt
import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from tests.factories import units as make
from tests.jobs.threads import at_once
from units import actions
from units.enums import Level, Role
from units.models import Block, Membership, Unit, User

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)  # 09:30 in the province
TODAY = dt.date(2026, 10, 5)
TOMORROW = dt.date(2026, 10, 6)


def row(code, name="Sở Tài chính", **fields):
    given = {"name": name, "level": Level.DEPARTMENT, "valid_from": make.BEGINNING} | fields
    return actions.UnitRow(code, given)


def recorded():
    """(action, object, actor) of every link, oldest first."""
    return list(AuditEvent.objects.order_by("seq").values_list("action", "object_label", "actor_name"))


def load(*rows, by=None):
    return actions.load_units(rows=rows, by=by, now=NOW)


def test_load_units_opens_parents_before_children():
    loaded = load(row("STC", parent="UB"), row("UB", "UBND thành phố", parent=None))

    assert (loaded.new, loaded.changed, loaded.same) == (["UB", "STC"], [], [])
    assert Unit.objects.get(code="STC").parent.code == "UB"
    assert recorded() == [
        ("units.opened", "UBND thành phố", "Hệ thống"),
        ("units.opened", "Sở Tài chính", "Hệ thống"),
    ]


def test_load_units_twice_changes_nothing():
    rows = [row("UB", parent=None, block="Khối sở", ranked=False), row("STC", parent="UB", valid_to=TODAY)]
    load(*rows)
    events = len(recorded())

    loaded = load(*rows)

    assert (loaded.new, loaded.changed, loaded.same) == ([], [], ["UB", "STC"])
    assert len(recorded()) == events


def test_load_units_keeps_what_the_list_does_not_say():
    unit = make.unit("Sở Tài chính", code="STC", block=make.block(), ranked=False, short_name="STC")

    loaded = load(row("STC", "Sở Tài chính và Kế hoạch"))

    unit.refresh_from_db()
    assert loaded.changed == ["STC"]
    assert (unit.name, unit.block, unit.ranked, unit.short_name) == (
        "Sở Tài chính và Kế hoạch",
        make.block(),
        False,
        "STC",
    )
    event = AuditEvent.objects.get()
    assert (json.loads(event.before)["name"], json.loads(event.after)["name"], event.unit_id) == (
        "Sở Tài chính",
        "Sở Tài chính và Kế hoạch",
        unit.pk,
    )


def test_load_units_creates_a_block_it_does_not_know():
    make.block("so", "Khối sở", position=4)

    load(
        row("A", block="so"),
        row("B", block="KHỐI SỞ"),
        row("C", block="Khối xã, phường"),
        row("D", block="khoi-xa-phuong"),
    )

    assert list(Block.objects.values_list("code", "name", "position")) == [
        ("so", "Khối sở", 4),
        ("khoi-xa-phuong", "Khối xã, phường", 5),
    ]
    assert list(Unit.objects.order_by("code").values_list("block__code", flat=True)) == [
        "so",
        "so",
        "khoi-xa-phuong",
        "khoi-xa-phuong",
    ]


def test_load_units_gives_a_block_another_code_when_its_own_is_taken():
    make.block("khoi-so-ban-nganh-cu", "Khối cũ", position=1)

    load(row("A", block="Khối sở, ban, ngành cũ và mới"))

    assert Unit.objects.get().block.code == "khoi-2"


def test_load_units_refuses_a_ring_through_stored_parents():
    top = make.unit(code="A")
    make.unit(code="B", parent=top)

    with pytest.raises(Refused, match=r"^Vòng cấp trên: A → B → A\.$"):
        load(row("A", parent="B"))

    assert recorded() == []


def test_load_units_asks_who():
    with pytest.raises(Refused, match=r"^Chỉ Điều phối CCHC được thành lập, sắp xếp và đóng đơn vị\.$"):
        load(row("A"), by=make.holder(Role.APPRAISER))


def create(username, by=None):
    return actions.create_account(
        username=username, full_name=" Trần  Văn Minh ", password=make.PASSWORD, by=by, now=NOW
    )


def test_create_account_is_tidy_and_recorded():
    minh = create("  Minh.Tran ")

    assert (minh.username, minh.full_name, minh.check_password(make.PASSWORD)) == ("minh.tran", "Trần Văn Minh", True)
    assert recorded() == [("accounts.created", "Trần Văn Minh", "Hệ thống")]
    assert make.PASSWORD not in AuditEvent.objects.get().canonical


def test_create_account_refuses_a_name_in_use():
    make.user(username="minh.tran")

    with pytest.raises(Refused, match=r"^Tên đăng nhập “minh\.tran” đã có người dùng\.$"):
        create("Minh.Tran")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEAD, Role.COORDINATOR, Role.SYSADMIN}))
def test_create_account_grant_and_revoke_are_for_those_who_may_give(role):
    by, post = make.holder(role), make.post()
    calls = [
        lambda: create("moi", by=by),
        lambda: grant(post.user, post.unit, by=by),
        lambda: revoke(post, by=by),
    ]

    for call in calls:
        with pytest.raises(Refused, match=r"^Chỉ Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống được "):
            call()
    assert recorded() == []


def test_change_password_is_for_the_owner():
    lan, minh = make.user(), make.user("Minh")

    with pytest.raises(Refused, match=r"^Chỉ chủ tài khoản được đổi mật khẩu của mình\.$"):
        actions.change_password(user_id=lan.pk, password=make.PASSWORD, by=minh, now=NOW)


def test_change_password_refuses_a_weak_one():
    lan = make.user()

    with pytest.raises(ValidationError):
        actions.change_password(user_id=lan.pk, password="ngan", by=lan, now=NOW)


def test_change_password_is_recorded_without_the_password():
    lan = make.user()

    actions.change_password(user_id=lan.pk, password=make.PASSWORD, by=lan, now=NOW)

    lan.refresh_from_db()
    assert lan.check_password(make.PASSWORD) is True
    assert recorded() == [("accounts.password_changed", "Nguyễn Thị Lan", "Nguyễn Thị Lan")]
    assert make.PASSWORD not in AuditEvent.objects.get().canonical


def grant(user, unit, role=Role.REPORTER, *, valid_from=TODAY, valid_to=None, by=None):
    return actions.grant(
        user_id=user.pk, unit_id=unit.pk, role=role, valid_from=valid_from, valid_to=valid_to, by=by, now=NOW
    )


def test_grant_gives_a_post_and_records_it():
    lan, unit, by = make.user(), make.unit("Sở Y tế"), make.coordinator(full_name="Điều phối")

    post = grant(lan, unit, Role.HEAD, valid_to=dt.date(2026, 12, 31), by=by)

    assert (post.role, post.valid_from, post.valid_to) == (Role.HEAD, TODAY, dt.date(2026, 12, 31))
    assert recorded() == [("posts.granted", "Nguyễn Thị Lan · Lãnh đạo đơn vị · Sở Y tế", "Điều phối")]


def test_grant_again_after_the_end_is_a_new_post():
    old = make.post(valid_to=dt.date(2026, 10, 4))

    grant(old.user, old.unit)

    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (TODAY, None, "Nguyễn Thị Lan đã giữ vai trò Cán bộ đầu mối ở Sở Y tế từ 01/10/2026."),
        (
            dt.date(2026, 9, 1),
            dt.date(2026, 10, 1),
            "Nguyễn Thị Lan đã giữ vai trò Cán bộ đầu mối ở Sở Y tế từ 01/10/2026.",
        ),
        (TODAY, dt.date(2026, 10, 4), "Ngày kết thúc 04/10/2026 trước ngày bắt đầu 05/10/2026."),
        (dt.date(2019, 12, 31), dt.date(2020, 6, 1), "Sở Y tế không hoạt động vào ngày 31/12/2019."),
    ],
)
def test_grant_refuses(first, last, sentence):
    lan, unit = make.user(), make.unit("Sở Y tế")
    make.post(lan, unit, valid_from=dt.date(2026, 10, 1))

    with pytest.raises(Refused) as refusal:
        grant(lan, unit, valid_from=first, valid_to=last)

    assert str(refusal.value) == sentence


def revoke(post, on=TODAY, by=None):
    actions.revoke(membership_id=post.pk, on=on, by=by, now=NOW)


def test_revoke_ends_the_day_before():
    post = make.post()

    revoke(post)

    post.refresh_from_db()
    assert post.valid_to == dt.date(2026, 10, 4)
    assert [action for action, *_ in recorded()] == ["posts.revoked"]


@pytest.mark.parametrize("first", [TODAY, TOMORROW])
def test_revoke_before_the_first_day_deletes_and_still_records(first):
    post = make.post(valid_from=first)

    revoke(post)

    event = AuditEvent.objects.get()
    assert Membership.objects.count() == 0
    assert (event.action, event.object_id, event.after) == ("posts.revoked", str(post.pk), None)


@pytest.mark.parametrize(
    ("on", "valid_to", "sentence"),
    [
        (dt.date(2026, 10, 4), None, "Không thu hồi lùi ngày; ngày sớm nhất là hôm nay."),
        (TODAY, dt.date(2026, 10, 4), "Vai trò này đã kết thúc ngày 04/10/2026."),
    ],
)
def test_revoke_refuses(on, valid_to, sentence):
    post = make.post(valid_to=valid_to)

    with pytest.raises(Refused) as refusal:
        revoke(post, on)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("other", "may_end"),
    [
        (None, False),
        ({}, True),
        ({"valid_from": TOMORROW}, False),
        ({"valid_to": dt.date(2026, 12, 31)}, False),
        ({"role": Role.APPRAISER}, False),
    ],
)
def test_revoke_never_leaves_the_province_without_a_coordinator(other, may_end):
    last = make.post(role=Role.COORDINATOR)
    if other is not None:
        make.post(**({"role": Role.COORDINATOR} | other))

    if may_end:
        revoke(last, by=last.user)
    else:
        with pytest.raises(Refused, match="cuối cùng của tỉnh"):
            revoke(last, by=last.user)

    last.refresh_from_db()
    assert (last.valid_to is not None) == may_end


def test_revoke_does_not_count_a_coordinator_who_cannot_sign_in():
    last = make.post(role=Role.COORDINATOR)
    make.post(make.user(is_active=False), role=Role.COORDINATOR)

    with pytest.raises(Refused, match="cuối cùng của tỉnh"):
        revoke(last)


@pytest.mark.django_db(transaction=True)
def test_revoke_lets_only_one_of_two_coordinators_remove_the_other():
    posts = [make.post(role=Role.COORDINATOR) for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def remove(post, by):
        try:
            start.wait()
            revoke(post, by=by)
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=(post, other.user)) for post, other in zip(posts, posts[::-1], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_create_account_clicked_ten_times_at_once_makes_one():
    def click():
        try:
            return actions.create_account(username="Lan", full_name="Nguyễn Thị Lan", by=None, now=NOW).username
        except Refused as refusal:
            return str(refusal)

    made = at_once(10, click)

    assert sorted(set(made)) == ["Tên đăng nhập “lan” đã có người dùng.", "lan"]
    assert (made.count("lan"), User.objects.count()) == (1, 1)
