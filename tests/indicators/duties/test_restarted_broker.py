"""Two real schedulers and two real workers around a broker that is stopped, killed and robbed of its memory."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.utils import timezone

from cchc_portal.embedded.processes import tagged
from cchc_portal.embedded.valkey import Valkey
from cchc_portal.jobs.actions import UNHEARD
from cchc_portal.jobs.models import Job
from indicators.models import Delivery, Reminder
from indicators.plans.quarters import quarter_of
from tests import workers
from tests.factories import plans, units
from units.enums import Role

PATIENCE = 120  # seconds

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey of this test alone: nobody else's queue stands still while it is away."""
    server = Valkey.at(tmp_path)
    server.start()
    yield server
    server.stop()


def owes(name: str) -> None:
    """A unit with two tasks due today and a clerk with an address."""
    unit, today = units.unit(name), timezone.localdate()
    units.holder(Role.REPORTER, unit, email=f"{unit.code}@mau.gov.vn".lower())
    for number in ("1", "2"):
        task = plans.make_task(unit, number, year=today.year, due_on=today)
        said = {"progress": "Đang làm", "reported_by": units.user(), "reported_at": timezone.now()}
        task.reports.create(quarter=quarter_of(today), **said)


def wait_for(what: Callable[[], bool], logs: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        said = [f"{log.name}:\n{log.read_text(errors='replace')[-1500:]}" for log in logs.glob("*.log")]
        assert time.monotonic() < deadline, "\n".join(said)
        Job.objects.update(created_at=timezone.now() - 2 * UNHEARD)  # a bell nobody heard rings again at once
        time.sleep(0.1)


def kill(server: Valkey) -> None:
    (process,) = tagged("valkey-server", server.tag)
    process.kill()
    process.wait()


def letters(folder: Path) -> list[str]:
    """To whom letters went, one entry for each."""
    lines = [line for file in folder.glob("mail/*.log") for line in file.read_text().splitlines()]
    return sorted(line.removeprefix("To: ") for line in lines if line.startswith("To: "))


def sent() -> int:
    return Delivery.objects.filter(state="sent").count()


def test_two_schedulers_and_a_restarted_broker_send_each_reminder_once(broker: Valkey, tmp_path: Path) -> None:
    stores = {
        "REDIS_URL": broker.url,
        "CACHE_URL": broker.url.replace("redis+socket://", "unix://"),
        "VAR_DIR": str(tmp_path),
    }
    with ExitStack() as running:
        owes("Sở Tài chính")
        for name in ("first", "second"):
            beat = workers.scheduler("tests.indicators.duties.ringing", tmp_path / f"{name}-beat.log", **stores)
            running.callback(workers.stop, beat)

        # Both have rung and nobody has heard it; the broker is stopped with it and comes back.
        broker.stop()
        assert Reminder.objects.count() == 0
        broker.start()
        for name in ("first", "second"):
            running.callback(workers.stop, workers.started(tmp_path / f"{name}-worker.log", **stores))
        wait_for(lambda: sent() == 1, tmp_path)

        # Killed in the middle of their work, it keeps what it wrote down; killed again, it has lost everything.
        owes("Sở Y tế")
        kill(broker)
        broker.start()
        wait_for(lambda: sent() == 2, tmp_path)
        kill(broker)
        shutil.rmtree(broker.data / "appendonlydir")
        owes("Sở Xây dựng")
        broker.start()
        wait_for(lambda: sent() == 3, tmp_path)

    assert Reminder.objects.count() == 6
    assert Delivery.objects.count() == 3
    assert letters(tmp_path) == sorted(f"{unit.code}@mau.gov.vn".lower() for unit in units.Unit.objects.all())
