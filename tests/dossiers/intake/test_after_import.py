"""A file of dossiers that is written rings for those who count dossiers; one that is only looked at does not."""

import pytest
from kombu.transport.memory import Channel

from cchc_portal.celery import app
from tests.factories import dossiers as make

pytestmark = pytest.mark.django_db


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
    return message and message.headers["task"]


def test_a_written_file_rings_for_the_recalculation(tmp_path, django_capture_on_commit_callbacks):
    make.a_calendar()
    unit, book = make.a_unit(), make.a_workbook(tmp_path, make.rows(1))

    with django_capture_on_commit_callbacks(execute=True):
        make.loaded(book, unit)

    assert heard() == "indicators.recalculate_open_periods"


def test_a_file_that_waits_to_be_looked_at_rings_for_nobody(tmp_path, django_capture_on_commit_callbacks):
    make.a_calendar()
    unit, book = make.a_unit(), make.a_workbook(tmp_path, make.rows(1))

    with django_capture_on_commit_callbacks(execute=True):
        make.received(book, unit)

    assert heard() != "indicators.recalculate_open_periods"
