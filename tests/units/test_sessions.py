"""Signed-in browsers: how long they last, how many there are, and how they are ended from elsewhere."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import units as make
from units import actions
from units.enums import Role
from units.models import Session
from units.tasks import forget_sessions

pytestmark = pytest.mark.django_db
LOGIN, PAGE = reverse("units:login"), reverse("units:account")
STATE, EXTEND = reverse("units:session_state"), reverse("units:session_extend")
NOON = dt.datetime(2026, 10, 5, 5, 0, tzinfo=dt.UTC)
MINUTE = 60
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def lan():
    return make.holder(Role.REPORTER, username="lan", password=make.PASSWORD)


def browser(username="lan", address="10.0.0.1"):
    client = Client(REMOTE_ADDR=address)
    client.post(f"{LOGIN}?next={PAGE}", {"username": username, "password": make.PASSWORD})
    return client


def is_in(client):
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("role", "minutes"), [(Role.REPORTER, 60), (Role.HEAD, 60), (Role.APPRAISER, 30)])
def test_session_ends_when_idle_and_sooner_for_the_privileged(client, time_machine, role, minutes):
    client.force_login(make.holder(role))

    time_machine.shift(minutes * MINUTE - 1)
    last_second = is_in(client)
    time_machine.shift(minutes * MINUTE)

    assert (last_second, is_in(client)) == (True, False)


def test_session_ends_after_twelve_hours_whatever_is_clicked(client, lan, time_machine):
    client.force_login(lan)

    for _ in range(23):
        time_machine.shift(31 * MINUTE)
        assert is_in(client)
    time_machine.shift(7 * MINUTE)

    assert is_in(client) is False


def test_session_state_tells_the_seconds_and_is_no_click(client, lan, time_machine):
    client.force_login(lan)

    found = []
    for _ in range(3):
        time_machine.shift(20 * MINUTE - 1)
        found.append(client.get(STATE, headers=JSON).json())
    time_machine.shift(3)
    over = client.get(STATE, headers=JSON)

    assert found == [{"seconds": seconds, "extendable": True} for seconds in (2401, 1202, 3)]
    assert (over.status_code, over.json()) == (401, {"detail": "Chưa đăng nhập hoặc phiên làm việc đã hết."})


def test_session_extend_is_as_good_as_a_click(client, lan, time_machine):
    client.force_login(lan)
    time_machine.shift(59 * MINUTE)

    answer = client.post(EXTEND, headers=JSON)
    time_machine.shift(59 * MINUTE)

    assert (answer.json(), is_in(client)) == ({"seconds": 3600, "extendable": True}, True)


def test_session_extend_stops_where_the_whole_session_ends(client, lan, time_machine):
    client.force_login(lan)
    for _ in range(13):
        time_machine.shift(55 * MINUTE)
        client.post(EXTEND)

    assert client.post(EXTEND).json() == {"seconds": 5 * MINUTE, "extendable": False}


def test_pages_carry_the_clock_of_the_session(client, lan):
    client.force_login(lan)

    page = client.get(PAGE).content.decode()

    assert page.count('data-seconds="3600" data-warning="300"') == 1
    assert page.count("js/session.js") == 1
    assert Client().get(LOGIN).content.decode().count("js/session.js") == 0


def test_the_fourth_browser_ends_the_oldest(lan, time_machine):
    browsers = []
    for _ in range(4):
        browsers.append(browser())
        time_machine.shift(MINUTE)

    assert [is_in(client) for client in browsers] == [False, True, True, True]
    assert lan.sessions.count() == 3


def test_sign_in_forgets_expired_sessions(lan, time_machine):
    browser()
    time_machine.shift(13 * 60 * MINUTE)
    browser()

    assert lan.sessions.count() == 1


def test_forget_sessions_takes_only_what_has_ended(lan, time_machine):
    browser()
    time_machine.shift(11 * 60 * MINUTE)
    browser()
    time_machine.shift(2 * 60 * MINUTE)

    forget_sessions()

    assert [session.started_at for session in Session.objects.all()] == [NOON + dt.timedelta(hours=11)]


def test_session_row_knows_its_person_and_address(lan):
    browser(address="10.0.0.9")

    session = Session.objects.get()
    assert (session.user, session.address, session.started_at) == (lan, "10.0.0.9", NOON)


def test_sessions_end_elsewhere_keeps_this_one(lan, django_capture_on_commit_callbacks):
    here, there = browser(), browser(address="10.0.0.2")

    with django_capture_on_commit_callbacks(execute=True):
        response = here.post(reverse("units:sessions_end"))

    assert (response.url, is_in(here), is_in(there)) == (PAGE, True, False)


CHANGES = {
    "a role given": lambda lan: actions.grant(
        user_id=lan.pk, unit_id=make.unit().pk, role=Role.HEAD, valid_from=NOON.date(), by=None, now=NOON
    ),
    "a role taken": lambda lan: actions.revoke(
        membership_id=lan.memberships.get().pk, on=NOON.date(), by=None, now=NOON
    ),
    "the account locked": lambda lan: actions.lock_account(user_id=lan.pk, reason="Nghi lộ", by=None, now=NOON),
    "a departure": lambda lan: actions.leave(user_id=lan.pk, on=NOON.date(), reason="Nghỉ", by=None, now=NOON),
    "the second factor reset": lambda lan: actions.reset_second_factor(user_id=lan.pk, by=None, now=NOON),
    "a password set by link": lambda lan: actions.set_password(
        token=actions.issue_link(user_id=lan.pk, by=None, now=NOON), password="chiều mưa Ninh Kiều", now=NOON
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_a_person_ends_their_sessions(lan, change, django_capture_on_commit_callbacks):
    client = browser()

    with django_capture_on_commit_callbacks(execute=True):
        change(lan)

    assert (is_in(client), lan.sessions.count()) == (False, 0)


def test_a_role_given_for_tomorrow_disturbs_nobody_today(lan, django_capture_on_commit_callbacks):
    client = browser()

    with django_capture_on_commit_callbacks(execute=True):
        tomorrow = NOON.date() + dt.timedelta(days=1)
        actions.grant(user_id=lan.pk, unit_id=make.unit().pk, role=Role.HEAD, valid_from=tomorrow, by=None, now=NOON)

    assert is_in(client) is True


def test_an_ended_session_is_gone_from_the_cache_too(lan, django_capture_on_commit_callbacks):
    browser()
    key = f"units.sessions{lan.sessions.get().pk}"
    before = cache.get(key) is not None

    with django_capture_on_commit_callbacks(execute=True):
        actions.lock_account(user_id=lan.pk, reason="Nghi lộ", by=None, now=NOON)

    assert (before, cache.get(key)) == (True, None)
