"""One's own password."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import units as make

pytestmark = pytest.mark.django_db
PAGE = reverse("units:password_change")
NEW = "chiều mưa Ninh Kiều"


@pytest.fixture
def lan(client):
    lan = make.user("Nguyễn Thị Lan", username="lan.nguyen", password=make.PASSWORD)
    client.force_login(lan)
    return lan


def change(client, old=make.PASSWORD, new=NEW, again=NEW):
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": again})


def test_password_change_keeps_this_session_and_ends_the_others(client, lan):
    other = Client()
    other.force_login(lan)

    response = change(client)

    lan.refresh_from_db()
    assert (response.status_code, response.url, lan.check_password(NEW)) == (302, reverse("units:account"), True)
    assert (client.get(PAGE).status_code, other.get(PAGE).status_code) == (200, 302)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"old": "sai"}, "old_password", "Mật khẩu hiện tại không đúng."),
        ({"again": NEW + "!"}, "new_password2", "Hai lần nhập mật khẩu mới không giống nhau."),
        ({"new": "ngắn", "again": "ngắn"}, "new_password2", "Mật khẩu quá ngắn, cần ít nhất 12 ký tự."),
        (
            {"new": "password1234", "again": "password1234"},
            "new_password2",
            "Mật khẩu này quá phổ biến.",
        ),
        (
            {"new": "lan.nguyen.2026", "again": "lan.nguyen.2026"},
            "new_password2",
            "Mật khẩu quá giống với tên đăng nhập.",
        ),
    ],
)
def test_password_change_says_what_to_mend(client, lan, given, field, sentence):
    response = change(client, **given)

    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
    lan.refresh_from_db()
    assert lan.check_password(make.PASSWORD) is True
