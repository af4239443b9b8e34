"""The pause after repeated failures."""

import pytest
from django.urls import reverse

from tests.factories import units as make
from units import attempts

LOGIN = reverse("units:login") + "?next=/don-vi/"
PAUSED = "Đã sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc gọi bộ phận hỗ trợ."


def fail(times, username="lan", address="10.0.0.1"):
    for _ in range(times):
        attempts.failed(username, address)


def test_attempts_are_counted_by_name_and_address():
    fail(attempts.LIMIT, "Lan")

    asked = [("lan", "10.0.0.1"), ("lan", "10.0.0.2"), ("minh", "10.0.0.1")]

    assert [attempts.exhausted(*who) for who in asked] == [True, False, False]


def test_attempts_start_anew_after_success():
    fail(attempts.LIMIT - 1)
    attempts.succeeded("lan", "10.0.0.1")
    fail(attempts.LIMIT - 1)

    assert attempts.exhausted("lan", "10.0.0.1") is False


@pytest.mark.parametrize("calls", ["exhausted", "failed", "succeeded"])
def test_attempts_let_people_in_when_the_cache_is_away(settings, calls):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///khong/co.sock"}
    }

    assert not getattr(attempts, calls)("lan", "10.0.0.1")


@pytest.mark.django_db
def test_login_pauses_after_repeated_failures_even_with_the_right_password(client):
    make.user(username="lan", password=make.PASSWORD)
    fail(attempts.LIMIT - 1, "lan", "127.0.0.1")

    sentences = [
        client.post(LOGIN, {"username": "lan", "password": password}).context["form"].non_field_errors()
        for password in ("sai", make.PASSWORD)
    ]

    assert sentences == [["Tên đăng nhập hoặc mật khẩu không đúng."], [PAUSED]]
