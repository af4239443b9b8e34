"""Ask a worker for something once the transaction is in: the bell, never the truth."""

from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

IMPATIENCE = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 2}
"""Seconds a request may lose to a broker that is down or hangs."""


def later(name: str, *args: Any) -> None:
    """Send the Celery task `name` after commit, with arguments that survive JSON.

    A broker that is down costs at most three seconds and a line in the log: the request is already saved and
    must answer so. Whoever needs the task to happen keeps a row that says so (see jobs).
    """

    def send() -> None:
        try:
            _send(name, args)
        except OperationalError as error:  # of kombu: the broker is away
            log.warning("task_not_sent", task=name, args=args, error=str(error))

    transaction.on_commit(send, robust=True)


def _send(name: str, args: tuple[Any, ...]) -> None:
    options = {**current_app.conf.broker_transport_options, **IMPATIENCE}
    # a connection of its own: a pooled one may have died with the broker, and would retry for ever
    with current_app.connection_for_write(transport_options=options) as connection:
        current_app.send_task(name, args, connection=connection, retry=False)
