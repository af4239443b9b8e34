"""Who may open which page, asked anew with every request."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories import units as make
from units.access import person_of
from units.enums import Role
from units.models import Membership
from units.urls import urlpatterns

pytestmark = pytest.mark.django_db
NOBODY = "nobody"  # signed in, no post

# URL name → status by role, for a unit (or a post) that reporter and head do not belong to
MATRIX = {
    "login": {"": 200, NOBODY: 302} | dict.fromkeys(Role, 302),
    "login_done": {"": 302, NOBODY: 200} | dict.fromkeys(Role, 200),
    "logout": {"": 302, NOBODY: 405} | dict.fromkeys(Role, 405),
    "password_change": {"": 302, NOBODY: 200} | dict.fromkeys(Role, 200),
    "unit_list": {"": 302, NOBODY: 200} | dict.fromkeys(Role, 200),
    "unit_list_api": {"": 401, NOBODY: 200} | dict.fromkeys(Role, 200),
    "unit_detail": {"": 302, NOBODY: 404, Role.REPORTER: 404, Role.HEAD: 404}
    | dict.fromkeys((Role.APPRAISER, Role.COORDINATOR, Role.LEADER), 200),
    **{
        name: {"": 302, NOBODY: 403} | dict.fromkeys(Role, 403) | {Role.COORDINATOR: 200}
        for name in (
            "unit_import",
            "reorganisation_list",
            "reorganisation_new",
            "reorganisation_detail",
            "reorganisation_confirm",
            "reorganisation_withdraw",
            "membership_grant",
            "membership_revoke",
            "account_create",
        )
    },
    "unit_export": {"": 302, NOBODY: 200} | dict.fromkeys(Role, 200),
    "reorganisation_receivers": {"": 302, NOBODY: 403} | dict.fromkeys(Role, 403) | {Role.COORDINATOR: 405},
}
CASES = [(name, who, status) for name, row in MATRIX.items() for who, status in row.items()]


def sign_in(client, who):
    if who:
        client.force_login(make.user() if who == NOBODY else make.holder(who))


def address(name):
    if name.startswith("reorganisation_") and name not in {"reorganisation_list", "reorganisation_new"}:
        return reverse(f"units:{name}", args=[make.drafted([make.unit()], existing=[make.unit()]).pk])
    if name in {"unit_detail", "membership_grant"}:
        return reverse(f"units:{name}", args=[make.unit().pk])
    if name == "membership_revoke":
        return reverse(f"units:{name}", args=[make.post().pk])
    return reverse(f"units:{name}")


def test_every_address_has_its_row():
    assert {pattern.name for pattern in urlpatterns} == set(MATRIX)


@pytest.mark.parametrize(("name", "who", "status"), CASES)
def test_page_opens_by_role(client, settings, name, who, status):
    settings.LOGIN_REDIRECT_URL = "/don-vi/"
    sign_in(client, who)

    response = client.get(address(name))

    assert response.status_code == status


@pytest.mark.parametrize("name", ["reorganisation_new", "membership_grant", "membership_revoke", "account_create"])
def test_role_required_says_for_whom_the_page_is(client, name):
    sign_in(client, Role.HEAD)

    response = client.post(address(name), {})

    assert (response.status_code, response.context["sentence"]) == (403, "Trang này dành cho Điều phối CCHC.")


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
