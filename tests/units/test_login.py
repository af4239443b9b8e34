"""Signing in and out."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import units as make
from units.enums import Role

pytestmark = pytest.mark.django_db
LOGIN = reverse("units:login")
NEUTRAL = "Tên đăng nhập hoặc mật khẩu không đúng."


@pytest.fixture
def lan():
    return make.user(username="lan.nguyen", password=make.PASSWORD)


def sign_in(client, username="lan.nguyen", password=make.PASSWORD, query="?next=/don-vi/"):
    return client.post(LOGIN + query, {"username": username, "password": password})


@pytest.mark.parametrize("username", ["lan.nguyen", "Lan.Nguyen", " lan.nguyen "])
def test_login_goes_where_the_person_was_going(client, lan, username):
    response = sign_in(client, username)

    assert (response.status_code, response.url) == (302, "/don-vi/")
    assert client.session["_auth_user_id"] == str(lan.pk)


@pytest.mark.parametrize(
    ("username", "password"), [("lan.nguyen", "sai"), ("không.có", make.PASSWORD), ("nghi.viec", make.PASSWORD)]
)
def test_login_fails_with_one_neutral_sentence(client, lan, username, password):
    make.user(username="nghi.viec", password=make.PASSWORD, is_active=False)

    response = sign_in(client, username, password)

    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [NEUTRAL])
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_login_never_leaves_the_site(client, lan, settings, elsewhere):
    settings.LOGIN_REDIRECT_URL = "/nha/"

    assert sign_in(client, query=f"?next={elsewhere}").url == "/nha/"


def test_login_changes_the_session_and_the_csrf_token(lan):
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value

    response = client.post(
        LOGIN + "?next=/don-vi/", {"username": "lan.nguyen", "password": make.PASSWORD, "csrfmiddlewaretoken": token}
    )

    assert response.status_code == 302
    assert client.cookies["csrftoken"].value != token
    assert client.cookies["csrftoken"]["httponly"] == ""  # the entry grid reads it anew for every request
    assert client.cookies["sessionid"]["httponly"] is True


def test_login_in_a_popup_ends_with_what_to_do_next(client, lan):
    response = sign_in(client, query="?popup=1")
    page = client.get(response.url)

    assert response.url == reverse("units:login_done")
    assert page.content.decode().count("Đã đăng nhập lại. Đóng cửa sổ này và bấm Lưu.") == 1


def test_login_in_a_popup_is_done_when_another_window_did_it(client, lan):
    client.force_login(lan)

    assert client.get(f"{LOGIN}?popup=1").url == reverse("units:login_done")


def test_login_names_province_and_support(client, settings):
    settings.PROVINCE_AUTHORITY, settings.SUPPORT_PHONE = "UBND tỉnh Mẫu", "0292 111 222"

    page = client.get(LOGIN).content.decode()

    assert page.count("UBND tỉnh Mẫu · Theo dõi") == 1
    assert page.count("bộ phận hỗ trợ 0292 111 222") == 1


def test_login_lets_password_managers_work(client):
    page = client.get(LOGIN).content.decode()

    assert (page.count('autocomplete="username"'), page.count('autocomplete="current-password"')) == (1, 1)


@pytest.mark.parametrize(("shown", "names"), [(True, ["demo.dieuphoi"]), (False, [])])
def test_login_shows_demo_accounts_only_when_set(client, settings, shown, names):
    settings.DEMO_ACCOUNTS, settings.DEMO_PASSWORD = shown, "mat-khau-thu"
    make.holder(Role.COORDINATOR, make.unit("Sở Nội vụ"), username="demo.dieuphoi")
    make.coordinator(username="that.nguoi")

    response = client.get(LOGIN)

    assert [account.username for account in response.context["demo_accounts"]] == names
    assert ("mat-khau-thu" in response.content.decode()) == shown
    assert response.content.decode().count("Điều phối CCHC · Sở Nội vụ") == shown


def test_a_demo_account_signs_in_with_one_button(client, settings):
    settings.DEMO_ACCOUNTS, settings.DEMO_PASSWORD = True, make.PASSWORD
    user = make.coordinator(username="demo.dieuphoi", password=make.PASSWORD)
    page = client.get(LOGIN).content.decode()
    assert f'<input type="hidden" name="password" value="{make.PASSWORD}">' in page
    assert '<button class="btn sm" name="username" value="demo.dieuphoi">' in page

    client.post(LOGIN, {"username": "demo.dieuphoi", "password": make.PASSWORD})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_logout_is_a_post(client, lan):
    client.force_login(lan)

    response = client.post(reverse("units:logout"))

    assert (response.status_code, response.url, "_auth_user_id" in client.session) == (302, LOGIN, False)


def test_logout_wipes_what_the_browser_has_kept(client, lan):
    client.force_login(lan)

    assert client.post(reverse("units:logout"))["Clear-Site-Data"] == '"cache"'
