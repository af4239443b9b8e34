"""Moving, lending and ending posts: what it changes, refuses and records."""

import datetime as dt
import json

import pytest

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from tests.factories import units as make
from units import actions
from units.access import person_of
from units.enums import AccountState, Role
from units.models import Membership

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)
TODAY, TOMORROW, FRIDAY = dt.date(2026, 10, 5), dt.date(2026, 10, 6), dt.date(2026, 10, 9)


def posts(user):
    lines = user.memberships.order_by("valid_from", "pk").select_related("unit")
    return [(line.unit.name, Role(line.role), line.valid_from, line.valid_to) for line in lines]


def logged():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


# --- giving -----------------------------------------------------------------------------------------------------


def test_grant_by_a_head_is_for_reporters_of_the_own_unit():
    own = make.unit()
    below = make.unit(parent=own)
    hoa, lan = make.holder(Role.HEAD, own), make.user()

    def give(unit, role):
        actions.grant(user_id=lan.pk, unit_id=unit.pk, role=role, valid_from=TODAY, by=hoa, now=NOW)

    for unit, role in ((below, Role.REPORTER), (make.unit(), Role.REPORTER), (own, Role.HEAD), (own, Role.APPRAISER)):
        with pytest.raises(Refused):
            give(unit, role)
    give(own, Role.REPORTER)

    assert posts(lan) == [(own.name, Role.REPORTER, TODAY, None)]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SYSADMIN])
def test_grant_never_gives_to_oneself(role):
    boss = make.holder(role)

    with pytest.raises(Refused, match=r"^Không ai tự giao vai trò cho chính mình\."):
        actions.grant(user_id=boss.pk, unit_id=make.unit().pk, role=Role.REPORTER, valid_from=TODAY, by=boss, now=NOW)


@pytest.mark.parametrize(
    ("held", "wanted", "refused"),
    [
        (Role.REPORTER, Role.HEAD, False),
        (Role.REPORTER, Role.AUDITOR, True),
        (Role.SYSADMIN, Role.REPORTER, True),
        (Role.AUDITOR, Role.AUDITOR, False),  # in another unit
    ],
)
def test_grant_keeps_watchers_apart(held, wanted, refused):
    lan = make.holder(held)
    before = posts(lan)

    def give():
        actions.grant(user_id=lan.pk, unit_id=make.unit().pk, role=wanted, valid_from=TODAY, by=None, now=NOW)

    if refused:
        with pytest.raises(Refused, match="không kiêm vai trò khác"):
            give()
    else:
        give()

    assert len(posts(lan)) - len(before) == (not refused)


def test_revoke_of_a_system_administrator_leaves_one():
    last = make.post(role=Role.SYSADMIN)

    with pytest.raises(Refused, match=r"^Đây là Quản trị hệ thống cuối cùng của tỉnh"):
        actions.revoke(membership_id=last.pk, on=TODAY, by=None, now=NOW)


def test_revoke_of_a_post_that_is_gone_is_refused_in_words():
    post = make.post(valid_from=TODAY)
    actions.revoke(membership_id=post.pk, on=TODAY, by=None, now=NOW)  # it would not have lasted a day

    with pytest.raises(Refused, match=r"^Vai trò này vừa được thu hồi\.$"):
        actions.revoke(membership_id=post.pk, on=TODAY, by=None, now=NOW)


# --- moving -----------------------------------------------------------------------------------------------------


@pytest.fixture
def move():
    old, new = make.unit("Sở cũ"), make.unit("Sở mới")
    lan = make.user()
    make.post(lan, old, Role.REPORTER)
    make.post(lan, old, Role.HEAD)
    make.post(lan, make.unit("Sở khác"), Role.REPORTER)

    def transfer(by=None, on=FRIDAY, roles=(Role.REPORTER,), to=new):
        actions.transfer(user_id=lan.pk, from_unit_id=old.pk, to_unit_id=to.pk, roles=roles, on=on, by=by, now=NOW)

    return lan, old, transfer


def test_transfer_ends_all_there_and_begins_here(move):
    lan, _, transfer = move

    transfer()

    thursday = FRIDAY - dt.timedelta(days=1)
    assert sorted(posts(lan), key=lambda post: post[0]) == [
        ("Sở cũ", Role.REPORTER, make.BEGINNING, thursday),
        ("Sở cũ", Role.HEAD, make.BEGINNING, thursday),
        ("Sở khác", Role.REPORTER, make.BEGINNING, None),
        ("Sở mới", Role.REPORTER, FRIDAY, None),
    ]
    assert logged() == ["posts.revoked", "posts.revoked", "posts.granted"]


def test_transfer_may_leave_the_new_role_for_later(move):
    lan, _, transfer = move

    transfer(roles=())

    assert person_of(lan, FRIDAY).main_unit == "Sở khác"


def test_transfer_is_all_or_nothing(move):
    lan, old, transfer = move
    before = posts(lan)

    with pytest.raises(Refused):
        transfer(by=make.holder(Role.HEAD, old))  # may take the reporter's post, not the head's, and give nothing there

    assert (posts(lan), logged()) == (before, [])


def test_transfer_refuses_the_same_unit_and_strangers(move):
    _, old, transfer = move

    with pytest.raises(Refused, match=r"^Đơn vị mới phải khác"):
        transfer(to=old)
    with pytest.raises(Refused, match=r"^Người này không giữ vai trò nào"):
        actions.transfer(
            user_id=make.user().pk, from_unit_id=old.pk, to_unit_id=make.unit().pk, roles=(), on=TODAY, by=None, now=NOW
        )


def test_leave_ends_every_post_and_closes_the_account_on_the_day(move):
    lan, *_ = move
    lan.set_password(make.PASSWORD)
    lan.save()

    actions.leave(user_id=lan.pk, on=FRIDAY, reason="QĐ 12/QĐ-SNV", by=None, now=NOW)

    lan.refresh_from_db()
    thursday = FRIDAY - dt.timedelta(days=1)
    assert {last for *_, last in posts(lan)} == {thursday}
    assert (lan.state(thursday), lan.state(FRIDAY)) == (AccountState.ACTIVE, AccountState.LEFT)
    event = AuditEvent.objects.get()
    assert (event.action, event.reason, json.loads(event.after)["left_on"]) == (
        "accounts.left",
        "QĐ 12/QĐ-SNV",
        "2026-10-09",
    )


def test_leave_is_never_in_the_past():
    with pytest.raises(Refused, match=r"^Không ghi nghỉ lùi ngày"):
        actions.leave(user_id=make.user().pk, on=dt.date(2026, 10, 4), reason="Nghỉ", by=None, now=NOW)


@pytest.mark.parametrize("deed", ["leave", "lock_account"])
def test_the_last_coordinator_neither_leaves_nor_is_locked_out(deed):
    ha = make.coordinator()
    more = {"on": TODAY} if deed == "leave" else {}

    with pytest.raises(Refused, match=r"^Đây là Điều phối CCHC cuối cùng của tỉnh"):
        getattr(actions, deed)(user_id=ha.pk, reason="Nghỉ", by=None, now=NOW, **more)


def test_lock_and_unlock_are_recorded_with_the_reason():
    lan = make.user()

    actions.lock_account(user_id=lan.pk, reason="Nghi lộ mật khẩu", by=None, now=NOW)
    actions.unlock_account(user_id=lan.pk, by=None, now=NOW)

    lan.refresh_from_db()
    assert lan.is_active is True
    assert list(AuditEvent.objects.order_by("seq").values_list("action", "reason")) == [
        ("accounts.locked", "Nghi lộ mật khẩu"),
        ("accounts.unlocked", ""),
    ]


# --- lending ----------------------------------------------------------------------------------------------------


@pytest.fixture
def lend():
    unit = make.unit("Sở Y tế")
    hoa, lan = make.user("Trần Văn Hòa"), make.user("Nguyễn Thị Lan")
    post = make.post(hoa, unit, Role.HEAD)
    make.post(lan, unit, Role.REPORTER)

    def delegate(by=hoa, to=lan, first=TODAY, last=FRIDAY, what=post):
        return actions.delegate(
            membership_id=what.pk,
            substitute_id=to.pk,
            valid_from=first,
            valid_to=last,
            document="Giấy ủy quyền 3/UQ",
            by=by,
            now=NOW,
        )

    return post, lan, delegate


def test_delegate_lends_the_post_for_a_time(lend):
    post, lan, delegate = lend

    delegate()

    there = person_of(lan, FRIDAY)
    assert there.roles_in(post.unit_id) == {Role.REPORTER, Role.HEAD}
    assert there.headline == "Sở Y tế · Cán bộ đầu mối, Lãnh đạo đơn vị (thay mặt Trần Văn Hòa)"
    assert person_of(lan, FRIDAY + dt.timedelta(days=1)).roles_in(post.unit_id) == {Role.REPORTER}
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.reason) == ("posts.delegated", "Trần Văn Hòa", "Giấy ủy quyền 3/UQ")


def test_delegate_ends_with_the_post_it_stands_for(lend):
    post, lan, delegate = lend
    acting = delegate()
    make.holder(Role.HEAD, post.unit)

    actions.revoke(membership_id=post.pk, on=TOMORROW, by=None, now=NOW)

    acting.refresh_from_db()
    assert (acting.valid_to, person_of(lan, TOMORROW).has(Role.HEAD)) == (TODAY, False)


def test_delegate_not_yet_begun_is_gone_with_the_post(lend):
    post, _, delegate = lend
    acting = delegate(first=FRIDAY, last=FRIDAY)

    actions.revoke(membership_id=post.pk, on=TOMORROW, by=None, now=NOW)

    assert Membership.objects.filter(pk=acting.pk).count() == 0


def test_delegate_is_taken_back_by_whose_post_it_is(lend):
    post, lan, delegate = lend
    acting = delegate()

    actions.revoke(membership_id=acting.pk, on=TOMORROW, by=post.user, now=NOW)

    assert person_of(lan, TOMORROW).has(Role.HEAD) is False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda post, lan: {"first": dt.date(2026, 10, 4)}, "Không ủy quyền lùi ngày; ngày sớm nhất là hôm nay."),
        (lambda post, lan: {"last": dt.date(2026, 10, 4)}, "Ngày kết thúc 04/10/2026 trước ngày bắt đầu 05/10/2026."),
        (lambda post, lan: {"to": post.user}, "Người thay mặt phải là người khác."),
        (lambda post, lan: {"to": make.user()}, "Người thay mặt phải đang giữ một vai trò ở Sở Y tế."),
        (
            lambda post, lan: {"to": make.holder(Role.REPORTER)},
            "Người thay mặt phải đang giữ một vai trò ở Sở Y tế.",
        ),
        (
            lambda post, lan: {"to": make.holder(Role.REPORTER, post.unit, is_active=False)},
            "Người thay mặt phải đang giữ một vai trò ở Sở Y tế.",
        ),
        (
            lambda post, lan: {"to": make.holder(Role.SYSADMIN, post.unit)},
            "Người này đang giữ vai trò Quản trị hệ thống, là vai trò không kiêm vai trò khác.",
        ),
        (
            lambda post, lan: {"what": make.post(post.user, post.unit, Role.COUNCIL, valid_to=TODAY)},
            "Thời gian ủy quyền phải nằm trong thời gian giữ vai trò.",
        ),
        (
            lambda post, lan: {"by": lan},
            "Chỉ người đang giữ vai trò hoặc Điều phối CCHC hoặc Quản trị hệ thống được ủy quyền.",
        ),
    ],
)
def test_delegate_refuses(lend, change, sentence):
    post, lan, delegate = lend

    with pytest.raises(Refused) as refusal:
        delegate(**change(post, lan))

    assert (str(refusal.value), logged()) == (sentence, [])


def test_delegate_names_one_substitute_at_a_time(lend):
    post, _, delegate = lend
    delegate()

    with pytest.raises(Refused, match=r"^Nguyễn Thị Lan đã thay mặt từ 05/10/2026 đến 09/10/2026\.$"):
        delegate(to=make.holder(Role.REPORTER, post.unit), first=FRIDAY, last=FRIDAY)


def test_delegate_is_not_handed_on(lend):
    post, lan, delegate = lend
    acting = delegate()

    with pytest.raises(Refused, match=r"^Người thay mặt không ủy quyền tiếp được\.$"):
        delegate(by=lan, to=make.holder(Role.REPORTER, post.unit), what=acting)
