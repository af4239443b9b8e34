"""A new account and its first password."""

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from tests.factories import units as make
from units.models import User

pytestmark = pytest.mark.django_db
PAGE = reverse("units:account_create")


def create(client, **given):
    client.force_login(make.coordinator())
    return client.post(PAGE, {"username": "minh.tran", "full_name": "Trần Văn Minh", "email": ""} | given)


def test_account_create_shows_a_password_that_works_once(client):
    response = create(client)

    password = response.context["password"]
    assert response.content.decode().count(password) == 1
    assert authenticate(username="minh.tran", password=password) == User.objects.get(username="minh.tran")
    assert client.get(PAGE).content.decode().count(password) == 0


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"username": "minh trần"}, "username", "Chỉ dùng chữ không dấu, số và các dấu . _ -"),
        ({"username": "lan.nguyen"}, "__all__", "Tên đăng nhập “lan.nguyen” đã có người dùng."),
        ({"full_name": " "}, "full_name", "Chưa ghi mục này."),
        ({"email": "x"}, "email", "Địa chỉ thư điện tử chưa đúng, ví dụ lan@mau.gov.vn."),
    ],
)
def test_account_create_says_what_to_mend(client, given, field, sentence):
    make.user(username="lan.nguyen")

    response = create(client, **given)

    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
