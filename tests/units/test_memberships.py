"""Granting and revoking posts from their pages."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import units as make
from units.enums import Role
from units.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = make.coordinator(full_name="Lê Điều Phối")
    client.force_login(boss)
    return boss


def grant(client, unit, user, **given):
    data = {"user": user.pk, "role": "head", "valid_from": "05/10/2026", "valid_to": ""}
    return client.post(reverse("units:membership_grant", args=[unit.pk]), data | given)


def revoke(client, post, on):
    return client.post(reverse("units:membership_revoke", args=[post.pk]), {"on": on})


def test_membership_grant_gives_the_post(client, boss):
    unit, lan = make.unit(), make.user()

    response = grant(client, unit, lan, valid_to="31/12/2026")

    post = lan.memberships.get()
    assert response.url == reverse("units:unit_detail", args=[unit.pk])
    assert (post.unit, post.role, post.valid_from, post.valid_to) == (
        unit,
        Role.HEAD,
        dt.date(2026, 10, 5),
        dt.date(2026, 12, 31),
    )


def test_membership_grant_shows_the_refusal_above_the_form(client, boss):
    unit, lan = make.unit("Sở Y tế"), make.user()
    make.post(lan, unit, Role.HEAD)

    response = grant(client, unit, lan)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Nguyễn Thị Lan đã giữ vai trò Lãnh đạo đơn vị ở Sở Y tế từ 01/01/2020."
    ]


def test_membership_grant_ties_each_error_to_its_field(client, boss):
    response = grant(client, make.unit(), make.user(is_active=False), role="king", valid_from="x")

    html = response.content.decode()
    assert set(response.context["form"].errors) == {"user", "role", "valid_from"}
    for name in ("user", "role", "valid_from"):
        assert html.count(f'<a href="#id_{name}">') == 1
        assert html.count(f'id="id_{name}_error"') == 1
    assert (html.count('aria-invalid="true"'), html.count('role="alert"')) == (3, 1)


def test_membership_revoke_ends_the_post(client, boss, time_machine):
    time_machine.move_to(dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC), tick=False)
    client.force_login(boss)
    post = make.post()

    response = revoke(client, post, "05/10/2026")

    post.refresh_from_db()
    assert (response.url, post.valid_to) == (
        reverse("units:person_detail", args=[post.user_id]),
        dt.date(2026, 10, 4),
    )


def test_membership_revoke_refuses_to_remove_the_last_coordinator(client, boss):
    post = Membership.objects.get(user=boss)

    response = revoke(client, post, "31/12/2099")

    assert (response.status_code, Membership.objects.get(pk=post.pk).valid_to) == (422, None)
    assert response.context["form"].non_field_errors() == [
        "Đây là Điều phối CCHC cuối cùng của tỉnh; hãy giao vai trò này cho người khác trước."
    ]
