"""A broker in memory, and handlers that last as long as their test."""

import pytest
from kombu.transport.memory import Channel

from cchc_portal.celery import app
from cchc_portal.jobs.work import HANDLERS, handles


class Bell:
    """What was rung so far: (task name, arguments), oldest first; reading it empties it."""

    def __call__(self):
        heard = []
        with app.connection_for_read() as connection:
            queue = connection.default_channel
            while message := queue.basic_get("celery", no_ack=True):
                heard.append((message.headers["task"], *message.decode()[0]))
        return heard

    def at(self, url):
        app.conf["broker_url"] = url


@pytest.fixture(autouse=True)
def bell():
    before = app.conf.broker_url
    app.conf["broker_url"] = "memory://"
    yield Bell()
    app.conf["broker_url"] = before
    Channel.queues.clear()


@pytest.fixture
def handler():
    """Decorator that registers a handler of kind "test.work" for this test only."""
    yield handles("test.work")
    HANDLERS.pop("test.work", None)


@pytest.fixture
def files(settings, tmp_path):
    """A folder of the test's own for everything a job keeps."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return tmp_path
