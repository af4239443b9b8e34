"""Who may open which page, asked anew with every request."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.factories import units as make
from units.access import person_of
from units.enums import PROVINCE_WIDE, Role
from units.models import Membership
from units.urls import urlpatterns

pytestmark = pytest.mark.django_db
NOBODY = "nobody"  # signed in, no post
OF_ONE = {"password_link", "account_lock", "account_unlock", "second_factor_reset"}

EVERYONE = [NOBODY, *Role]
MANAGERS = [Role.HEAD, Role.COORDINATOR, Role.SYSADMIN]
FAR = [Role.COORDINATOR, Role.SYSADMIN]  # who look after people of every unit
LIST = [*PROVINCE_WIDE, Role.SYSADMIN]  # who know of every unit


def row(others, *groups, anonymous=302):
    """Status by role: what the groups say, later ones over earlier ones, and `others` for the rest."""
    found = {"": anonymous} | dict.fromkeys(EVERYONE, others)
    for roles, status in groups:
        found |= dict.fromkeys(roles, status)
    return found


# URL name → status of a GET by role, for a unit, post or person that reporter and head have nothing to do with
MATRIX = {
    "login": row(302, anonymous=200),
    "password_set": row(410, anonymous=410),
    **dict.fromkeys(("login_done", "session_state", "account", "password_change", "unit_list"), row(200)),
    "unit_export": row(200),
    **dict.fromkeys(("logout", "session_extend", "sessions_end"), row(405)),
    "second_factor_qr": row(404),
    "unit_list_api": row(200, anonymous=401),
    "unit_detail": row(404, (LIST, 200)),
    **dict.fromkeys(("person_list",), row(403, ([*MANAGERS, Role.AUDITOR], 200))),
    "person_detail": row(403, (FAR, 200), ([Role.AUDITOR], 200), ([Role.HEAD], 404)),
    **dict.fromkeys(("account_create", "people_import"), row(403, (MANAGERS, 200))),
    **dict.fromkeys(
        ("membership_grant", "membership_revoke", "person_grant", "person_transfer", "person_leave", "account_lock"),
        row(403, (FAR, 200), ([Role.HEAD], 404)),
    ),
    **dict.fromkeys(("password_link", "account_unlock", "second_factor_reset"), row(405)),
    "membership_delegate": row(404, (FAR, 200), ([Role.AUDITOR], 403)),
    **dict.fromkeys(
        (
            "unit_import",
            "reorganisation_list",
            "reorganisation_new",
            "reorganisation_detail",
            "reorganisation_confirm",
            "reorganisation_withdraw",
        ),
        row(403, ([Role.COORDINATOR], 200)),
    ),
    "reorganisation_receivers": row(403, ([Role.COORDINATOR], 405)),
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
    if name in {"membership_revoke", "membership_delegate"}:
        return reverse(f"units:{name}", args=[make.post(role=Role.HEAD).pk])
    if (name.startswith("person_") and name != "person_list") or name in OF_ONE:
        return reverse(f"units:{name}", args=[make.post().user_id])
    if name == "password_set":
        return reverse(f"units:{name}", args=["khong-co"])
    return reverse(f"units:{name}")


def test_every_address_has_its_row():
    assert {pattern.name for pattern in urlpatterns} == set(MATRIX)


@pytest.mark.parametrize(("name", "who", "status"), CASES)
def test_page_opens_by_role(client, settings, name, who, status):
    settings.LOGIN_REDIRECT_URL = "/don-vi/"
    sign_in(client, who)

    response = client.get(address(name))

    assert response.status_code == status


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("reorganisation_new", "Điều phối CCHC"),
        ("membership_grant", "Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống"),
        ("account_create", "Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống"),
    ],
)
def test_role_required_says_for_whom_the_page_is(client, name, whom):
    sign_in(client, Role.REPORTER)

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
