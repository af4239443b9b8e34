import socket
import time

import pytest
from django.db import transaction
from kombu.transport.memory import Channel

from cchc_portal.celery import app
from cchc_portal.kit.later import later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def broker():
    before = app.conf.broker_url
    app.conf["broker_url"] = "memory://"
    yield
    app.conf["broker_url"] = before
    Channel.queues.clear()


def heard():
    with app.connection_for_read() as connection:
        message = connection.default_channel.basic_get("celery", no_ack=True)
    return message and (message.headers["task"], *message.decode()[0])


def test_later_waits_for_the_commit():
    with transaction.atomic():
        later("jobs.reconcile", "a", 7)
        before = heard()

    assert before is None
    assert heard() == ("jobs.reconcile", "a", 7)


def test_later_forgets_what_was_rolled_back():
    with transaction.atomic():
        later("jobs.reconcile")
        transaction.set_rollback(True)

    assert heard() is None


@pytest.fixture(params=["no socket", "refused", "silent"])
def dead_broker(request):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if request.param == "silent":
            deaf.listen()
        port = deaf.getsockname()[1]
        app.conf["broker_url"] = (
            "redis+socket:///nowhere/redis.sock" if request.param == "no socket" else f"redis://127.0.0.1:{port}/0"
        )
        yield


def test_later_costs_less_than_3_seconds_when_the_broker_is_dead(dead_broker):
    start = time.monotonic()

    with transaction.atomic():
        later("jobs.reconcile")

    assert time.monotonic() - start < 3
