"""The link with which a person sets the own password."""

import datetime as dt

import pytest
from django.core import mail
from django.core.signing import Signer
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from tests.factories import units as make
from units import actions
from units.enums import Role
from units.links import holder_of, token_of
from units.models import User
from units.tasks import mail_changed_factor, mail_password_link

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
NEW = "chiều mưa Ninh Kiều"
LOGIN = reverse("units:login")


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def lan():
    return make.user(username="lan.nguyen", email="lan@mau.gov.vn")


def link(user, by=None, now=NOW):
    return reverse("units:password_set", args=[actions.issue_link(user_id=user.pk, by=by, now=now)])


def use(client, address, password=NEW):
    return client.post(address, {"new_password1": password, "new_password2": password})


def sign_in(client, password=NEW):
    return client.post(LOGIN, {"username": "lan.nguyen", "password": password}).status_code


def test_password_set_opens_the_account_once(client, lan):
    address = link(lan)

    before = sign_in(client)
    page = client.get(address)
    done = use(client, address)
    again = [client.get(address).status_code, use(client, address, "mật khẩu thứ hai").status_code]

    assert (before, page.status_code, done.url, again) == (422, 200, LOGIN, [410, 410])
    assert sign_in(client) == 302


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("ngắn", "ngắn", "Mật khẩu quá ngắn, cần ít nhất 12 ký tự."),
        (NEW, NEW + "!", "Hai lần nhập mật khẩu không giống nhau."),
        ("lan.nguyen.2026", "lan.nguyen.2026", "Mật khẩu quá giống với tên đăng nhập."),
    ],
)
def test_password_set_says_what_to_mend_and_stays_open(client, lan, password, again, sentence):
    address = link(lan)

    response = client.post(address, {"new_password1": password, "new_password2": again})

    assert (response.status_code, response.context["form"].errors) == (422, {"new_password2": [sentence]})
    assert use(client, address).url == LOGIN


@pytest.mark.parametrize(("hours", "status"), [(71.99, 200), (72, 410)])
def test_password_set_closes_after_72_hours(client, lan, time_machine, hours, status):
    address = link(lan)
    time_machine.shift(hours * 3600)

    assert client.get(address).status_code == status


def test_password_set_closes_when_a_new_link_is_issued(client, lan):
    first, second = link(lan), link(lan)

    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


@pytest.mark.parametrize("field", [{"is_active": False}, {"left_on": dt.date(2026, 10, 5)}])
def test_password_set_closes_with_the_account(client, lan, field):
    address = link(lan)
    User.objects.filter(pk=lan.pk).update(**field)

    assert client.get(address).status_code == 410


def test_password_set_closes_when_the_account_has_become_more_than_its_issuer_may_manage(client):
    unit = make.unit()
    lan, head = make.holder(Role.REPORTER, unit), make.holder(Role.HEAD, unit)
    address = link(lan, by=head)
    before = client.get(address).status_code

    wide = {"role": Role.APPRAISER, "valid_from": NOW.date(), "by": make.coordinator(), "now": NOW}
    actions.grant(user_id=lan.pk, unit_id=unit.pk, **wide)

    assert (before, client.get(address).status_code, use(client, address).status_code) == (200, 410, 410)


def test_password_set_closes_when_its_issuer_has_lost_the_right_to(client):
    unit = make.unit()
    lan, head = make.holder(Role.REPORTER, unit), make.holder(Role.HEAD, unit)
    address = link(lan, by=head)

    actions.revoke(membership_id=head.memberships.get().pk, on=NOW.date(), by=None, now=NOW)

    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    "forge",
    [
        lambda user: f"{user.pk}.{user.link_nonce}",
        lambda user: f"{user.pk}.{user.link_nonce}~abc",
        lambda user: Signer(sep="~").sign(f"{user.pk}.{user.link_nonce}"),
        lambda user: token_of(user) + "x",
        lambda user: token_of(user).replace(f"{user.pk}.", f"{user.pk + 1}.", 1),
    ],
)
def test_links_cannot_be_forged_by_who_reads_the_table(lan, forge):
    link(lan)
    lan.refresh_from_db()

    assert (holder_of(token_of(lan), NOW), holder_of(forge(lan), NOW)) == (lan, None)


def test_issue_link_is_recorded_without_the_link(lan):
    boss = make.coordinator(full_name="Phạm Thu Hà")

    token = actions.issue_link(user_id=lan.pk, by=boss, now=NOW)

    event = AuditEvent.objects.get()
    assert (event.action, event.object_label, event.actor_name) == (
        "accounts.link_issued",
        "Nguyễn Thị Lan",
        "Phạm Thu Hà",
    )
    assert token not in event.canonical
    lan.refresh_from_db()
    assert lan.link_nonce not in event.canonical


def test_mail_carries_the_link_and_its_end(lan, settings):
    settings.PORTAL_URL, settings.SUPPORT_PHONE = "https://cchc.mau.gov.vn", "0292 111 222"
    address = link(lan)

    mail_password_link(lan.pk)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["lan@mau.gov.vn"], "Đặt mật khẩu tài khoản · Thành phố Mẫu")
    assert letter.body.count(f"https://cchc.mau.gov.vn{address}\n") == 1
    assert letter.body.count("09:30 ngày 08/10/2026") == 1
    assert letter.body.count("0292 111 222") == 1


def test_mail_is_not_sent_for_a_link_already_used(client, lan):
    use(client, link(lan))

    mail_password_link(lan.pk)

    assert mail.outbox == []


def test_mail_tells_of_a_changed_second_factor(lan):
    mail_changed_factor(lan.pk, "accounts.second_factor_off")

    assert mail.outbox[0].body.count("09:30 ngày 05/10/2026, trên tài khoản “lan.nguyen” đã có thay đổi: tắt xác") == 1


def test_password_link_is_shown_to_who_may_manage(client):
    unit = make.unit()
    hoa, lan = make.holder(Role.HEAD, unit), make.holder(Role.REPORTER, unit)
    client.force_login(hoa)

    page = client.post(reverse("units:password_link", args=[lan.pk]))

    lan.refresh_from_db()
    assert page.context["address"] == "http://testserver" + reverse("units:password_set", args=[token_of(lan)])


def test_password_link_makes_nobody_more_than_they_are(client):
    unit = make.unit()
    hoa, ha = make.holder(Role.HEAD, unit), make.holder(Role.COORDINATOR, unit)
    client.force_login(hoa)

    response = client.post(reverse("units:password_link", args=[ha.pk]))

    ha.refresh_from_db()
    assert (response.status_code, ha.link_nonce) == (403, "")
    assert response.context["sentence"] == "Chỉ Điều phối CCHC được giao, thu hồi vai trò Điều phối CCHC."


def test_issue_link_leaves_the_present_password(client):
    lan = make.user(username="lan.nguyen", password=make.PASSWORD)
    link(lan)

    assert sign_in(client, make.PASSWORD) == 302
