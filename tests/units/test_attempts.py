"""Guessing passwords: 1.000 guesses succeed 0 times, and nobody else is locked out by them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from tests.factories import units as make
from units import attempts

LOGIN = reverse("units:login") + "?next=/don-vi/"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
NOON = dt.datetime(2026, 10, 5, 5, 0, tzinfo=dt.UTC)
PAUSED = "Đã sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc gọi bộ phận hỗ trợ."


@pytest.fixture
def lan():
    return make.user(username="lan", password=make.PASSWORD)


def sign_in(password=make.PASSWORD, username="lan", address="10.0.0.1", browser=None):
    """The answer to one try, in a browser of its own unless one is given."""
    return (browser or Client()).post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address)


def sentences(response):
    return response.context["form"].non_field_errors()


def actions():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("guesses", "addresses"),
    [(200, ["10.0.0.1"]), (1000, [f"10.0.{number // 5}.9" for number in range(1000)])],
    ids=["200 from one", "1000 from 200"],
)
@pytest.mark.django_db
def test_a_thousand_guesses_succeed_never(client, settings, lan, guesses, addresses):
    settings.DEMO_ACCOUNTS = False  # a shorter page
    minh = make.user(username="minh", password=make.PASSWORD)
    names = ["lan", "Lan", "LAN ", " lan"]

    statuses = {
        sign_in(f"đoán {number}", names[number % 4], addresses[number % len(addresses)], client).status_code
        for number in range(guesses)
    }
    right_too_late = sign_in(address=addresses[0])
    neighbour = sign_in(username="minh", address=addresses[0])

    assert statuses <= {422, 429}
    assert sentences(right_too_late) == [PAUSED]
    assert (neighbour.status_code, minh.sessions.count(), lan.sessions.count()) == (302, 1, 0)
    assert actions().count("accounts.sign_in_failed") <= attempts.LIMIT
    assert actions()[-1] == "accounts.signed_in"


@pytest.mark.django_db
def test_the_fifth_failure_locks_name_and_address_for_a_quarter_of_an_hour(lan, time_machine):
    time_machine.move_to(NOON)
    wrong = [sign_in("sai") for _ in range(5)]
    locked, elsewhere = sign_in(), sign_in(address="10.0.0.2")
    time_machine.shift(15 * 60 + 1)
    later = sign_in()

    assert [(each.status_code, *sentences(each)) for each in wrong] == [(422, WRONG)] * 4 + [(429, PAUSED)]
    assert (locked.status_code, sentences(locked)) == (429, [PAUSED])
    assert (elsewhere.status_code, later.status_code) == (302, 302)
    assert actions() == ["accounts.sign_in_failed"] * 4 + ["accounts.locked_out"] + ["accounts.signed_in"] * 2


@pytest.mark.django_db
def test_success_wipes_the_failures_before_it(lan):
    answers = [sign_in("sai").status_code for _ in range(4)] + [sign_in().status_code]
    answers += [sign_in("sai").status_code for _ in range(4)] + [sign_in().status_code]

    assert answers == [422] * 4 + [302] + [422] * 4 + [302]


@pytest.mark.django_db
def test_the_usual_desk_may_go_on_while_strangers_wait(lan):
    sign_in(address="10.0.0.7")  # the usual desk
    for number in range(attempts.LIMIT):
        sign_in("sai", address=f"10.1.0.{number}")

    stranger, desk = sign_in(address="10.2.0.1"), sign_in(address="10.0.0.7")

    assert (stranger.status_code, sentences(stranger), desk.status_code) == (422, [PAUSED], 302)


@pytest.mark.django_db
def test_failures_of_no_account_leave_no_name_behind(lan):
    sign_in(username="con trâu vàng 2026", password="x")

    event = AuditEvent.objects.get()
    assert (event.action, event.object_label, event.ip) == ("accounts.sign_in_failed", "", "10.0.0.1")
    assert "con tr" not in event.canonical


@pytest.mark.parametrize(("call", "answer"), [(attempts.exhausted, False), (attempts.failed, None)])
def test_attempts_let_people_in_when_the_cache_is_away(settings, call, answer):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///khong/co.sock"}
    }

    assert call("lan") is answer
