"""Who may open which page, asked anew with every request."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories import units as make
from units.access import person_of
from units.enums import Role
from units.models import Membership

pytestmark = pytest.mark.django_db


def address(name):
    return reverse(f"units:{name}", args=[make.unit().pk] if name == "membership_grant" else [])


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("reorganisation_new", "Điều phối CCHC"),
        ("membership_grant", "Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống"),
        ("account_create", "Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống"),
    ],
)
def test_role_required_says_for_whom_the_page_is(client, name, whom):
    client.force_login(make.holder(Role.REPORTER))

    response = client.post(address(name), {})

    assert (response.status_code, response.context["sentence"]) == (403, f"Trang này dành cho {whom}.")


def test_revoked_role_is_denied_with_the_next_request(client):
    lan = make.coordinator()
    client.force_login(lan)
    page = reverse("units:account_create")
    before = client.get(page).status_code

    Membership.objects.filter(user=lan).update(valid_to=dt.date(2025, 12, 31))

    assert (before, client.get(page).status_code) == (200, 403)


def test_blocked_account_is_out_with_the_next_request(client):
    lan = make.coordinator()
    client.force_login(lan)
    page = reverse("units:unit_list")
    before = client.get(page).status_code

    lan.is_active = False
    lan.save()

    assert (before, client.get(page).status_code) == (200, 302)


def test_request_person_counts_the_day_of_the_province(client, time_machine):
    post = make.post(role=Role.COORDINATOR, valid_from=dt.date(2026, 10, 6))
    client.force_login(post.user)
    statuses = []

    for moment in ("2026-10-05T16:59:00+00:00", "2026-10-05T17:01:00+00:00"):  # 23:59 and 00:01 in the province
        time_machine.move_to(dt.datetime.fromisoformat(moment), tick=False)
        client.force_login(post.user)
        statuses.append(client.get(reverse("units:account_create")).status_code)

    assert statuses == [403, 200]


def test_person_of_an_anonymous_visitor_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        person = person_of(AnonymousUser(), dt.date(2026, 10, 5))

    assert (person.user_id, person.posts) == (None, ())
