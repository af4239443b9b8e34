"""A new account, its first post and its link."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.factories import units as make
from units.enums import AccountState, Role
from units.links import token_of
from units.models import User

pytestmark = pytest.mark.django_db
PAGE = reverse("units:account_create")


def create(client, by=None, **given):
    client.force_login(by or make.coordinator())
    return client.post(PAGE, {"username": "minh.tran", "full_name": "Trần Văn Minh", "email": ""} | given)


def test_account_create_shows_a_link_once(client):
    unit = make.unit("Sở Y tế")

    response = create(client, unit=unit.pk, role="reporter")

    minh = User.objects.get(username="minh.tran")
    link = response.context["address"]
    assert response.content.decode().count(link) == 1
    assert link.endswith(reverse("units:password_set", args=[token_of(minh)]))
    assert client.get(PAGE).content.decode().count("dat-mat-khau") == 0
    assert [str(post) for post in minh.memberships.all()] == ["Trần Văn Minh · Cán bộ đầu mối · Sở Y tế"]


def test_account_create_gives_no_password(client):
    create(client)

    minh = User.objects.get(username="minh.tran")
    assert (minh.has_usable_password(), minh.state(localdate())) == (False, AccountState.WAITING)


def test_account_create_by_a_head_is_for_the_own_unit(client):
    own, other = make.unit("Sở Y tế"), make.unit("Sở Công Thương")
    make.unit("Trung tâm Y tế", parent=own)
    hoa = make.holder(Role.HEAD, own)

    client.force_login(hoa)
    form = client.get(PAGE).context["form"]
    refused = [create(client, hoa), create(client, hoa, unit=other.pk, role="reporter")]
    refused.append(create(client, hoa, unit=own.pk, role="head"))
    done = create(client, hoa, unit=own.pk, role="reporter")

    assert [unit.name for unit in form.fields["unit"].queryset] == ["Sở Y tế"]
    assert [value for value, _ in form.fields["role"].choices] == ["", "reporter"]
    assert [response.context["form"].errors for response in refused] == [
        {"__all__": ["Hãy chọn vai trò của người này ở đơn vị của anh/chị."]},
        {"unit": ["Hãy chọn một mục trong danh sách."]},
        {"role": ["Hãy chọn một mục trong danh sách."]},
    ]
    assert (done.status_code, User.objects.filter(username="minh.tran").count()) == (200, 1)


def test_account_create_asks_for_the_password_again_after_five_minutes(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 10, 5, 5, 0, tzinfo=dt.UTC))
    boss = make.coordinator(password=make.PASSWORD, username="ha")
    client.post(reverse("units:login"), {"username": "ha", "password": make.PASSWORD})
    soon = client.get(PAGE).status_code

    time_machine.shift(dt.timedelta(minutes=5, seconds=1))
    later = client.get(PAGE)
    again = reverse("account_reauthenticate", query={"next": PAGE})
    wrong = client.post(later.url, {"password": "sai"})
    right = client.post(later.url, {"password": make.PASSWORD})

    assert (soon, later.status_code, later.url) == (200, 302, again)
    assert wrong.context["form"].errors == {"password": ["Mật khẩu không đúng."]}
    assert (right.url, client.get(PAGE).status_code, boss.sessions.count()) == (PAGE, 200, 1)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"username": "minh trần"}, "username", "Chỉ dùng chữ không dấu, số và các dấu . _ -"),
        ({"username": "lan.nguyen"}, "__all__", "Tên đăng nhập “lan.nguyen” đã có người dùng."),
        ({"full_name": " "}, "full_name", "Chưa ghi mục này."),
        ({"email": "x"}, "email", "Địa chỉ thư điện tử chưa đúng, ví dụ lan@mau.gov.vn."),
        ({"role": "head"}, "unit", "Đơn vị và vai trò phải chọn cùng nhau."),
    ],
)
def test_account_create_says_what_to_mend(client, given, field, sentence):
    make.user(username="lan.nguyen")

    response = create(client, **given)

    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})
