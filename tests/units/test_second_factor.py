"""The second factor: setting it up, signing in with it, losing it; and who must have one."""

import base64
import datetime as dt
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from tests.factories import units as make
from units import actions
from units.access import has_second_factor
from units.enums import Role

pytestmark = pytest.mark.django_db
LOGIN, CODE = reverse("units:login"), reverse("mfa_authenticate")
ON, OFF = reverse("mfa_activate_totp"), reverse("mfa_deactivate_totp")
CODES, NEW_CODES = reverse("mfa_view_recovery_codes"), reverse("mfa_generate_recovery_codes")
QR = reverse("units:second_factor_qr")
NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)


def code_of(secret, at=None):
    """RFC 6238, six digits, SHA-1, 30 seconds, written out so that the library is checked by something else."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ha():
    return make.coordinator(username="ha", password=make.PASSWORD, email="ha@mau.gov.vn")


def sign_in(client, password=make.PASSWORD, next_page="/tai-khoan/"):
    return client.post(f"{LOGIN}?next={next_page}", {"username": "ha", "password": password})


def turn_on(client):
    """Sign in, set the second factor up; the secret for later codes."""
    sign_in(client)
    secret = client.get(ON).context["form"].secret
    client.post(ON, {"code": code_of(secret)})
    return secret


def logged():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_code_of_is_rfc_6238():
    assert code_of(base64.b32encode(b"12345678901234567890"), at=59) == "287082"


def test_second_factor_is_set_up_with_a_picture_and_a_first_code(client, ha, django_capture_on_commit_callbacks):
    sign_in(client)
    page = client.get(ON)
    secret = page.context["form"].secret

    wrong = client.post(ON, {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        right = client.post(ON, {"code": code_of(secret)})

    assert page.content.decode().count(f'<img class="qr" src="{QR}"') == 1
    assert wrong.context["form"].errors["code"] == [
        "Mã không đúng hoặc đã dùng rồi. Hãy chờ mã mới hiện trên điện thoại."
    ]
    assert (right.url, has_second_factor(ha)) == (CODES, True)
    assert logged() == ["accounts.signed_in", "accounts.second_factor_on"]


def test_second_factor_picture_is_a_file_the_policy_allows(client, ha):
    sign_in(client)
    missing = client.get(QR).status_code
    client.get(ON)

    picture = client.get(QR)

    assert (missing, picture.status_code, picture["Content-Type"]) == (404, 200, "image/svg+xml")
    assert picture["Content-Security-Policy"] == "default-src 'none'"
    assert (picture.content[:5], picture.content.count(b"<script")) == (b"<?xml", 0)


def test_secret_is_not_readable_in_the_table(client, ha):
    secret = turn_on(client)

    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert (secret in stored, stored[:5]) == (False, "gAAAA")


def test_sign_in_asks_for_the_code_after_the_password(client, ha, time_machine):
    secret = turn_on(client)
    time_machine.shift(60)
    browser = Client()

    first = sign_in(browser, next_page="/don-vi/")
    between = browser.get("/don-vi/").status_code
    wrong = browser.post(CODE, {"code": "000000"})
    right = browser.post(CODE, {"code": code_of(secret)})

    assert (first.url, between, wrong.status_code, right.url) == (CODE, 302, 422, "/don-vi/")
    assert browser.get("/don-vi/").status_code == 200
    assert logged()[-2:] == ["accounts.wrong_code", "accounts.signed_in"]
    assert AuditEvent.objects.latest("seq").after == '{"how":"password+mfa","sessions_ended":0}'


def test_code_works_only_once(client, ha, time_machine):
    secret = turn_on(client)
    time_machine.shift(60)
    answers = []

    for _ in range(2):
        browser = Client()
        sign_in(browser)
        answers.append(browser.post(CODE, {"code": code_of(secret)}).status_code)

    assert answers == [302, 422]


def test_a_code_stays_spent_after_the_library_forgot_it(client, ha, time_machine):
    secret = turn_on(client)
    time_machine.shift(60)
    code = code_of(secret)
    first, again = Client(), Client()
    sign_in(first)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert cache.delete(f"allauth.mfa.totp.used?user={ha.pk}&code={code}")  # as it does after 30 seconds

    sign_in(again)

    assert again.post(CODE, {"code": code}).status_code == 422


def test_the_code_of_setting_up_does_not_sign_in(client, ha):
    secret = turn_on(client)
    other = Client()
    sign_in(other)

    assert other.post(CODE, {"code": code_of(secret)}).status_code == 422


def test_five_wrong_codes_make_one_wait(client, ha, time_machine):
    secret = turn_on(client)
    time_machine.shift(60)
    browser = Client()
    sign_in(browser)

    answers = [browser.post(CODE, {"code": f"00000{number}"}) for number in range(5)]
    right = browser.post(CODE, {"code": code_of(secret)})

    assert [answer.status_code for answer in answers] == [422] * 5
    assert right.context["form"].errors["code"] == ["Đã sai quá nhiều lần. Hãy chờ 5 phút rồi thử lại."]


def test_code_page_without_a_password_leads_to_the_login(client):
    assert client.get(CODE).url == reverse("account_login")
    assert client.get(reverse("account_login")).url == LOGIN


def test_recovery_code_opens_the_account_once(client, ha):
    turn_on(client)
    codes = client.get(CODES).context["unused_codes"]
    answers = []

    for _ in range(2):
        browser = Client()
        sign_in(browser)
        answers.append(browser.post(CODE, {"code": codes[0]}).status_code)

    assert (len(codes), answers, len(client.get(CODES).context["unused_codes"])) == (10, [302, 422], 9)


def test_new_recovery_codes_replace_the_old(client, ha, django_capture_on_commit_callbacks):
    turn_on(client)
    old = client.get(CODES).context["unused_codes"]

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(NEW_CODES)
    new = client.get(CODES)

    assert (response.url, len(new.context["unused_codes"]), set(old) & set(new.context["unused_codes"])) == (
        CODES,
        10,
        set(),
    )
    assert logged()[-1] == "accounts.recovery_codes_made"


@pytest.mark.parametrize(("required", "stays"), [(True, True), (False, False)])
def test_turning_off_is_refused_where_it_is_required(client, ha, settings, required, stays):
    turn_on(client)
    settings.MFA_REQUIRED = required

    page = client.get(OFF).content.decode()
    client.post(OFF)

    assert page.count("bắt buộc xác thực hai bước nên không tắt được") == required
    assert has_second_factor(ha) == stays


def test_setting_up_asks_for_the_password_when_signing_in_was_long_ago(client, ha, time_machine):
    sign_in(client)
    time_machine.shift(301)

    response = client.get(ON)

    assert response.url == reverse("account_reauthenticate", query={"next": ON})


@pytest.mark.parametrize("role", Role)
def test_privileged_people_set_it_up_before_anything_else(client, settings, role):
    settings.MFA_REQUIRED = True
    someone = make.holder(role)
    client.force_login(someone)

    page, htmx, api = (
        client.get("/don-vi/"),
        client.get("/don-vi/", headers={"HX-Request": "true"}),
        client.get("/api/don-vi/"),
    )

    privileged = role not in {Role.REPORTER, Role.HEAD, Role.API_CLIENT}
    assert (page.status_code, htmx.status_code, api.status_code) == ((302, 403, 403) if privileged else (200,) * 3)
    assert client.get(ON).status_code == 200


def test_privileged_people_come_through_once_it_is_set_up(client, ha, settings):
    settings.MFA_REQUIRED = True
    first = sign_in(client, next_page="/don-vi/")
    redirected = client.get(first.url).url

    turn_on(client)

    assert (redirected, client.get("/don-vi/").status_code) == (ON, 200)


def test_reset_is_for_a_lost_phone_and_needs_a_second_administrator(client, ha):
    turn_on(client)
    giver, other = make.coordinator(full_name="Người thứ nhất"), make.coordinator()
    actions.issue_link(user_id=ha.pk, by=giver, now=NOW)

    with pytest.raises(Refused, match=r"ngày 05/10/2026; việc này phải do người khác làm\.$"):
        actions.reset_second_factor(user_id=ha.pk, by=giver, now=NOW)
    actions.reset_second_factor(user_id=ha.pk, by=other, now=NOW)

    assert Authenticator.objects.filter(user=ha).count() == 0
    assert logged()[-1] == "accounts.second_factor_reset"
    assert sign_in(Client()).url == "/tai-khoan/"


def test_reset_and_link_are_two_hands_whichever_comes_first(client, ha):
    turn_on(client)
    one, other = make.coordinator(), make.coordinator()
    actions.reset_second_factor(user_id=ha.pk, by=one, now=NOW)

    with pytest.raises(
        Refused, match=r"Anh/chị đã gỡ xác thực hai bước của tài khoản này .* phải do người khác làm\.$"
    ):
        actions.issue_link(user_id=ha.pk, by=one, now=NOW)

    assert actions.issue_link(user_id=ha.pk, by=other, now=NOW)
    assert actions.issue_link(
        user_id=ha.pk, by=one, now=database_now() + dt.timedelta(hours=72)
    )  # the trail keeps its clock


def test_confirming_again_accepts_password_or_code(client, ha, time_machine):
    secret = turn_on(client)
    page, answers = reverse("units:account_create"), []

    for path, field, value in (
        ("account_reauthenticate", "password", lambda: make.PASSWORD),
        ("mfa_reauthenticate", "code", lambda: code_of(secret)),
    ):
        time_machine.shift(301)
        answers.append(client.get(page).status_code)
        client.post(f"{reverse(path)}?next={page}", {field: value()})
        answers.append(client.get(page).status_code)

    assert answers == [302, 200, 302, 200]


def test_what_was_posted_is_carried_over_the_confirmation(client, ha, time_machine):
    sign_in(client)
    lan = make.user()
    time_machine.shift(301)

    asked = client.post(reverse("units:account_lock", args=[lan.pk]), {"reason": "Nghi lộ mật khẩu"})
    client.post(asked.url, {"password": make.PASSWORD})

    lan.refresh_from_db()
    assert lan.is_active is False


def test_secrets_stay_readable_when_the_key_is_changed(client, ha, settings, time_machine):
    secret = turn_on(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-this-test-only-0123456789-0123456789"
    cache.clear()
    time_machine.shift(60)
    browser = Client()
    sign_in(browser)

    assert browser.post(CODE, {"code": code_of(secret)}).status_code == 302
