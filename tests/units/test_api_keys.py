"""Programs come in by a key: issued once, digested, dated, bound to addresses, revoked at once."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from tests.factories import units as make
from units import actions
from units.enums import Role
from units.keys import LONGEST, digest, fresh, within
from units.models import ApiKey, Membership, User

pytestmark = pytest.mark.django_db
API = reverse("units:unit_list_api")


@pytest.fixture
def program() -> User:
    return make.holder(Role.API_CLIENT, make.unit("Sở Y tế", code="SYT"), full_name="Một cửa điện tử")


def issued(program: User, *, addresses: tuple[str, ...] = (), days: int = 30, by: User | None = None) -> str:
    moment = now()
    expires_on = localdate(moment) + dt.timedelta(days=days)
    return actions.issue_key(
        account_id=program.pk, name="Máy chủ chính", addresses=addresses, expires_on=expires_on, by=by, now=moment
    )


def ask(key: str, address: str = "10.1.2.3", path: str = API, method: str = "get"):
    return getattr(Client(enforce_csrf_checks=True), method)(
        path, headers={"Authorization": f"Bearer {key}"}, REMOTE_ADDR=address
    )


def test_a_key_reads_what_its_account_may_read(program: User) -> None:
    make.unit("Sở Tài chính", code="STC")

    answer = ask(issued(program))

    assert [unit["code"] for unit in answer.json()] == ["SYT"]
    assert (ApiKey.objects.get().last_used_on, answer.cookies) == (localdate(), {})


def test_a_key_opens_no_page_and_writes_nothing(program: User) -> None:
    key = issued(program)

    assert ask(key, path="/don-vi/").status_code == 302
    assert ask(key, method="post").status_code == 405


def test_a_key_that_is_not_good_is_refused_and_its_bearer_is_nobody(program: User) -> None:
    good = issued(program)
    selector, stranger = fresh()

    for key in ("", "x", stranger, good[:-1] + ("a" if good[-1] != "a" else "b"), ApiKey.objects.get().digest):
        assert ask(key).status_code == 401, key
    assert ApiKey.objects.filter(selector=selector).count() == 0


def test_a_session_does_not_help_where_the_key_is_bad(client: Client, program: User) -> None:
    client.force_login(make.coordinator())

    assert client.get(API, headers={"Authorization": "Bearer cchc_x"}).status_code == 401


def test_a_key_ends_with_its_last_day(program: User, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 10, 5, 5, tzinfo=dt.UTC))
    key = issued(program, days=1)

    time_machine.move_to(dt.datetime(2026, 10, 6, 16, 59, tzinfo=dt.UTC))  # 23:59 in the province
    assert ask(key).status_code == 200
    time_machine.move_to(dt.datetime(2026, 10, 6, 17, 0, tzinfo=dt.UTC))
    assert ask(key).status_code == 401


@pytest.mark.parametrize(("address", "status"), [("10.1.2.3", 200), ("10.1.4.77", 200), ("10.1.5.1", 401), ("", 401)])
def test_a_key_is_bound_to_its_addresses(program: User, address: str, status: int) -> None:
    key = issued(program, addresses=("10.1.2.3", "10.1.4.0/24"))

    assert ask(key, address).status_code == status


def test_within_knows_no_address_that_is_none() -> None:
    assert not within("abc", ["0.0.0.0/0"])
    assert not within("::1", ["0.0.0.0/0"])


def test_revoked_locked_departed_or_without_its_post_the_next_request_is_denied(program: User) -> None:
    key = issued(program)

    actions.revoke_key(key_id=ApiKey.objects.get().pk, by=None, now=now())
    assert ask(key).status_code == 401

    key = issued(program)
    actions.lock_account(user_id=program.pk, reason="Lộ khóa", by=None, now=now())
    assert ask(key).status_code == 401
    actions.unlock_account(user_id=program.pk, by=None, now=now())
    assert ask(key).status_code == 200

    actions.revoke(membership_id=Membership.objects.get(user=program).pk, on=localdate(), by=None, now=now())
    assert ask(key).json() == []


def test_the_table_makes_no_key(program: User) -> None:
    key = issued(program)

    (row,) = ApiKey.objects.values()
    assert key not in str(row)
    assert row["digest"] == digest(key)
    assert key not in "".join(AuditEvent.objects.values_list("canonical", flat=True))
    assert AuditEvent.objects.latest("seq").action == "keys.issued"


@pytest.mark.parametrize("days", [-1, LONGEST + 1])
def test_a_key_lasts_from_today_to_180_days(program: User, days: int) -> None:
    with pytest.raises(Refused, match="nhiều nhất 180 ngày"):
        issued(program, days=days)


def test_a_key_is_for_programs_and_issued_by_who_manages_them(program: User) -> None:
    with pytest.raises(Refused, match=r"Chỉ tài khoản giữ vai trò Phần mềm kết nối \(API\)"):
        issued(make.holder(Role.REPORTER))
    with pytest.raises(Refused, match="Chỉ Quản trị hệ thống"):
        issued(program, by=make.coordinator())

    assert issued(program, by=make.holder(Role.SYSADMIN))


def test_programs_have_no_password_and_no_way_to_sign_in(program: User) -> None:
    with pytest.raises(Refused, match="Phần mềm kết nối không có mật khẩu"):
        actions.issue_link(user_id=program.pk, by=None, now=now())
    program.set_password(make.PASSWORD)
    program.save()

    answer = Client().post(reverse("units:login"), {"username": program.username, "password": make.PASSWORD})

    assert (answer.status_code, program.sessions.count()) == (422, 0)


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make.holder(Role.SYSADMIN))
    return client


def test_key_issue_shows_the_key_once(admin: Client, program: User) -> None:
    form = {"name": "Máy chủ", "addresses": "10.1.2.3, 10.1.4.0/24", "expires_on": f"{localdate():%d/%m/%Y}"}

    shown = admin.post(reverse("units:key_issue", args=[program.pk]), form)

    assert ask(shown.context["key"]).status_code == 200
    page = admin.get(reverse("units:person_detail", args=[program.pk])).content.decode()
    assert shown.context["key"] not in page
    assert ApiKey.objects.get().selector in page
    assert "Cấp liên kết đặt mật khẩu" not in page


def test_key_issue_says_what_to_mend(admin: Client, program: User) -> None:
    form = {"name": "Máy chủ", "addresses": "10.1.2, 10.1.4.0/24, abc", "expires_on": "31/12/2099"}

    wrong = admin.post(reverse("units:key_issue", args=[program.pk]), form)
    late = admin.post(reverse("units:key_issue", args=[program.pk]), form | {"addresses": ""})

    assert wrong.context["form"].errors["addresses"] == ["Không phải địa chỉ mạng: 10.1.2, abc."]
    assert late.context["form"].non_field_errors() == ["Khóa kết nối dùng được từ hôm nay và nhiều nhất 180 ngày."]
    assert (wrong.status_code, late.status_code, ApiKey.objects.count()) == (422, 422, 0)


def test_key_revoke_closes_it(admin: Client, program: User) -> None:
    key, row = issued(program), ApiKey.objects.get()

    gone = admin.post(reverse("units:key_revoke", args=[program.pk, row.pk]), follow=True)

    assert "Đã thu hồi khóa kết nối Máy chủ chính." in gone.content.decode()
    assert ask(key).status_code == 401


def test_key_revoke_of_another_account_is_not_found(admin: Client, program: User) -> None:
    issued(program)
    other = make.holder(Role.API_CLIENT)

    assert admin.post(reverse("units:key_revoke", args=[other.pk, ApiKey.objects.get().pk])).status_code == 404


def test_a_new_account_of_a_program_leads_to_its_key(admin: Client) -> None:
    unit = make.unit()
    form = {"username": "mot.cua", "full_name": "Một cửa điện tử", "unit": unit.pk, "role": "api_client"}

    answer = admin.post(reverse("units:account_create"), form)

    assert answer.url == reverse("units:key_issue", args=[User.objects.get(username="mot.cua").pk])
