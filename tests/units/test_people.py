"""The list of people, one person's page, and what can be done from it."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from tests.asserts import same_query_count
from tests.factories import units as make
from units import actions
from units.access import person_of
from units.enums import AccountState, Role
from units.models import User

pytestmark = pytest.mark.django_db
LIST = reverse("units:person_list")
NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)
TODAY = "05/10/2026"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def boss(client):
    boss = make.coordinator(full_name="Phạm Thu Hà", username="ha")
    client.force_login(boss)
    return boss


def names(response):
    return [someone.full_name for someone, _ in response.context["lines"]]


def page(name, someone):
    return reverse(f"units:{name}", args=[someone.pk])


def test_person_list_is_by_given_name(client, boss):
    for name in ("Nguyễn Thị Lan", "Đỗ Văn Đạt", "Trần Văn Dũng", "Lê An", "Bùi Văn Lan"):
        make.user(name)

    assert names(client.get(LIST)) == [
        "Lê An",
        "Trần Văn Dũng",
        "Đỗ Văn Đạt",
        "Phạm Thu Hà",
        "Bùi Văn Lan",
        "Nguyễn Thị Lan",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dat do", ["Đỗ Văn Đạt"]),
        ("q=ĐẠT", ["Đỗ Văn Đạt"]),
        ("q=lan.n", ["Nguyễn Thị Lan"]),
        ("q=khong-co", []),
        ("role=head", ["Đỗ Văn Đạt"]),
        ("role=king", []),
        ("state=locked", ["Lê Văn Minh"]),
        ("state=waiting", ["Phạm Thu Hà", "Nguyễn Thị Lan"]),
        ("state=left", []),
        ("state=active", ["Đỗ Văn Đạt"]),
    ],
)
def test_person_list_is_narrowed(client, boss, query, found):
    make.post(make.user("Nguyễn Thị Lan", username="lan.nguyen"), role=Role.REPORTER)
    make.post(make.user("Đỗ Văn Đạt", password=make.PASSWORD), role=Role.HEAD)
    make.user("Lê Văn Minh", is_active=False)

    assert names(client.get(f"{LIST}?{query}")) == found


def test_person_list_is_narrowed_by_unit_and_role_together(client, boss):
    here, there = make.unit(), make.unit()
    lan, dat = make.user("Lan"), make.user("Đạt")
    make.post(lan, here, Role.HEAD)
    make.post(lan, there, Role.REPORTER)
    make.post(dat, there, Role.HEAD)

    assert names(client.get(f"{LIST}?unit={there.pk}&role=head")) == ["Đạt"]


def test_person_list_of_a_head_is_the_own_unit(client):
    own = make.unit()
    below = make.unit(parent=own)
    hoa = make.holder(Role.HEAD, own, full_name="Hòa")
    make.post(make.user("Lan"), own)
    make.post(make.user("Cũ"), own, valid_to=dt.date(2025, 1, 1))
    make.post(make.user("Dưới"), below)
    make.post(make.user("Xa"))
    make.user("Không vai trò")
    client.force_login(hoa)

    assert names(client.get(LIST)) == ["Cũ", "Hòa", "Lan"]


def test_person_list_asks_the_same_for_any_number(client, boss):
    make.post(make.user())

    same_query_count(lambda: client.get(LIST), lambda: [make.post(make.user()), make.post(make.user())])


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, AccountState.WAITING),
        ({"password": make.PASSWORD}, AccountState.ACTIVE),
        ({"password": make.PASSWORD, "left_on": dt.date(2026, 10, 6)}, AccountState.ACTIVE),
        ({"password": make.PASSWORD, "left_on": dt.date(2026, 10, 5)}, AccountState.LEFT),
        ({"left_on": dt.date(2026, 10, 5), "is_active": False}, AccountState.LEFT),
        ({"password": make.PASSWORD, "is_active": False}, AccountState.LOCKED),
    ],
)
def test_state_is_one_and_the_same_in_lists(fields, state):
    lan = make.user(**fields)
    day = dt.date(2026, 10, 5)

    assert lan.state(day) == state
    assert [each for each in AccountState if lan in User.objects.in_state(each, day)] == [state]


@pytest.mark.parametrize(
    ("valid_to", "state"),
    [
        (None, AccountState.PROGRAM),
        (dt.date(2026, 10, 5), AccountState.PROGRAM),
        (dt.date(2026, 10, 4), AccountState.WAITING),
    ],
)
def test_a_program_waits_for_no_password_while_it_has_its_post(valid_to, state):
    program = make.user("Một cửa điện tử")
    make.post(program, role=Role.API_CLIENT, valid_to=valid_to)
    day = dt.date(2026, 10, 5)

    assert program.state(day) == state
    assert [each for each in AccountState if program in User.objects.in_state(each, day)] == [state]


def test_person_list_and_detail_call_a_program_a_program(client, boss):
    program = make.holder(Role.API_CLIENT, full_name="Một cửa điện tử")

    listed = client.get(LIST, {"state": "program"})
    detail = client.get(reverse("units:person_detail", args=[program.pk]))

    assert names(listed) == ["Một cửa điện tử"]
    for page in (listed, detail):
        assert '<span class="tag plain">Tài khoản phần mềm</span>' in page.content.decode()
        assert "Chưa đặt mật khẩu</span>" not in page.content.decode()


def test_person_detail_shows_posts_and_what_may_be_done(client, boss):
    unit = make.unit("Sở Y tế")
    hoa = make.user("Trần Văn Hòa", username="hoa")
    make.post(hoa, unit, Role.HEAD)
    make.post(hoa, unit, Role.REPORTER, valid_to=dt.date(2025, 1, 1))

    response = client.get(page("person_detail", hoa))

    assert [(str(post), *may) for post, *may in response.context["posts"]] == [
        ("Trần Văn Hòa · Lãnh đạo đơn vị · Sở Y tế", True, True),
        ("Trần Văn Hòa · Cán bộ đầu mối · Sở Y tế", False, False),
    ]
    assert response.content.decode().count("Cấp liên kết đặt mật khẩu") == 1


def test_person_detail_offers_nothing_for_whom_one_may_not_manage(client):
    client.force_login(make.holder(Role.SYSADMIN))
    lan = make.holder(Role.LEADER)

    response = client.get(page("person_detail", lan))

    assert response.context["refused"] == "Chỉ Điều phối CCHC được giao, thu hồi vai trò Lãnh đạo UBND."
    assert response.content.decode().count("Cấp liên kết đặt mật khẩu") == 0


def test_person_detail_asks_the_same_for_any_number(client, boss):
    lan = make.user()
    make.post(lan)

    same_query_count(
        lambda: client.get(page("person_detail", lan)), lambda: [make.post(lan), make.post(lan, role=Role.HEAD)]
    )


def test_person_grant_gives_in_a_unit_chosen_there(client, boss):
    unit, lan = make.unit(), make.user()

    response = client.post(
        page("person_grant", lan), {"unit": unit.pk, "role": "head", "valid_from": TODAY, "valid_to": ""}
    )

    assert (response.url, lan.memberships.get().role) == (page("person_detail", lan), Role.HEAD)


def test_person_transfer_moves(client, boss):
    post, unit = make.post(), make.unit()
    lan = post.user
    given = {"from_unit": post.unit_id, "to_unit": unit.pk, "on": TODAY}

    response = client.post(page("person_transfer", lan), given | {"roles": ["reporter", "head"]})

    assert response.url == page("person_detail", lan)
    assert {(line.unit_id, line.role) for line in lan.memberships.filter(valid_to=None)} == {
        (unit.pk, Role.REPORTER),
        (unit.pk, Role.HEAD),
    }


def test_person_transfer_shows_the_refusal_above_the_form(client, boss):
    post = make.post()
    given = {"from_unit": post.unit_id, "to_unit": post.unit_id, "on": TODAY}

    response = client.post(page("person_transfer", post.user), given)

    assert response.context["form"].non_field_errors() == ["Đơn vị mới phải khác đơn vị đang công tác."]


def test_person_leave_and_account_lock_ask_why(client, boss):
    lan = make.user()

    asked = [client.post(page(name, lan), {"on": TODAY}) for name in ("person_leave", "account_lock")]
    locked = client.post(page("account_lock", lan), {"reason": "Nghi lộ"})
    left = client.post(page("person_leave", lan), {"on": TODAY, "reason": "Nghỉ hưu"})

    lan.refresh_from_db()
    assert [response.context["form"].errors for response in asked] == [{"reason": ["Chưa ghi mục này."]}] * 2
    assert (locked.url, left.url) == (page("person_detail", lan),) * 2
    assert (lan.is_active, lan.left_on) == (False, dt.date(2026, 10, 5))


def test_account_unlock_and_second_factor_reset_are_posts(client, boss):
    lan = make.user(is_active=False, left_on=dt.date(2026, 1, 1))

    answers = [client.post(page(name, lan)) for name in ("account_unlock", "second_factor_reset")]

    lan.refresh_from_db()
    assert [response.url for response in answers] == [page("person_detail", lan)] * 2
    assert (lan.is_active, lan.left_on) == (True, None)


def test_membership_delegate_from_the_own_account(client):
    unit = make.unit()
    hoa, lan = make.user("Hòa"), make.user("Lan")
    post = make.post(hoa, unit, Role.HEAD)
    make.post(lan, unit)
    client.force_login(hoa)
    address = reverse("units:membership_delegate", args=[post.pk])

    offered = list(client.get(address).context["form"].fields["substitute"].queryset)
    done = client.post(address, {"substitute": lan.pk, "valid_from": TODAY, "valid_to": "09/10/2026"})
    client.force_login(lan)
    account = client.get(reverse("units:account")).content.decode()

    assert (offered, done.url) == ([lan], reverse("units:account"))
    assert account.count("thay mặt Hòa") == 3  # the head of the page, wide and narrow, and the list of posts


@pytest.fixture
def lent(client):
    """A post of Hòa's, lent to Lan until Friday; Hòa is signed in."""

    def lend(role):
        unit = make.unit()
        hoa, lan = make.user("Hòa"), make.user("Lan")
        post = make.post(hoa, unit, role)
        make.post(lan, unit)
        days = {"valid_from": dt.date(2026, 10, 5), "valid_to": dt.date(2026, 10, 9)}
        acting = actions.delegate(
            membership_id=post.pk, substitute_id=lan.pk, **days, document="", by=hoa, now=timezone.now()
        )
        client.force_login(hoa)
        return lan, acting

    return lend


@pytest.mark.parametrize("role", [Role.HEAD, Role.LEADER, Role.COUNCIL])
def test_delegation_end_gives_the_post_back_before_the_time_is_over(client, lent, role):
    lan, acting = lent(role)
    button = re.search(r'href="([^"]+)">Kết thúc sớm', client.get(reverse("units:account")).content.decode())

    offered = client.get(button[1]).context["form"]["on"].value()
    done = client.post(button[1], {"on": TODAY}, follow=True)

    assert offered == dt.date(2026, 10, 5)
    assert "Lan thôi thay mặt anh/chị." in done.content.decode()
    assert "Kết thúc sớm" not in done.content.decode()
    assert not person_of(lan, dt.date(2026, 10, 5)).has(role)
    event = AuditEvent.objects.get(action="posts.revoked")
    assert (event.actor_name, event.unit_id) == ("Hòa", acting.unit_id)


def test_delegation_end_is_for_whoever_lent_the_post_and_nobody_else(client, lent):
    lan, acting = lent(Role.HEAD)
    address = reverse("units:delegation_end", args=[acting.pk])
    others = [lan, make.coordinator(), make.holder(Role.SYSADMIN), make.holder(Role.HEAD, acting.unit)]

    answers = []
    for other in others:
        client.force_login(other)
        answers += [client.get(address).status_code, client.post(address, {"on": TODAY}).status_code]

    assert answers == [404] * 8
    assert person_of(lan, dt.date(2026, 10, 5)).has(Role.HEAD)


def test_delegation_end_refuses_the_past_and_what_is_over(client, lent):
    _, acting = lent(Role.HEAD)
    address = reverse("units:delegation_end", args=[acting.pk])

    past, unread, over = (client.post(address, {"on": on}) for on in ("04/10/2026", "mai", "12/10/2026"))

    assert [each.status_code for each in (past, unread, over)] == [422] * 3
    assert past.context["form"].non_field_errors() == ["Không thu hồi lùi ngày; ngày sớm nhất là hôm nay."]
    assert over.context["form"].non_field_errors() == ["Vai trò này đã kết thúc ngày 09/10/2026."]


def test_account_asks_as_often_for_1_substitute_as_for_3(client, lent):
    _, acting = lent(Role.HEAD)

    def more():
        for day in (12, 13):
            substitute = make.user("Mai")
            make.post(substitute, acting.unit)
            days = dict.fromkeys(("valid_from", "valid_to"), dt.date(2026, 10, day))
            actions.delegate(
                membership_id=acting.acting_for_id, substitute_id=substitute.pk, **days, document="", by=None,
                now=timezone.now(),
            )  # fmt: skip

    same_query_count(lambda: client.get(reverse("units:account")), more)


def test_account_shows_posts_sessions_and_the_latest_sign_ins(client):
    make.post(make.user("Lan", username="lan", password=make.PASSWORD), make.unit("Sở Y tế"))
    for password in ("sai", make.PASSWORD):
        client.post(reverse("units:login"), {"username": "lan", "password": password})

    response = client.get(reverse("units:account"))

    assert [(each.what, each.alarming, each.address) for each in response.context["sign_ins"]] == [
        ("Đăng nhập", False, "127.0.0.1"),
        ("Sai mật khẩu", True, "127.0.0.1"),
    ]
    assert response.content.decode().count("máy này") == 1


def test_account_is_one_click_away(client, boss):
    assert client.get(LIST).content.decode().count(f'href="{reverse("units:account")}"') == 2
