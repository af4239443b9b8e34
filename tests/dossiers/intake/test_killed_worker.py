"""A worker that dies at any moment of an import, and one that reads a full year: all or nothing, within its memory."""

import datetime as dt
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.files.base import File

from cchc_portal.jobs.actions import reconcile, start
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from dossiers.actions import rebuild_rollup, receive_upload
from dossiers.enums import UploadState
from dossiers.models import Dossier, Upload
from tests import workers
from tests.factories.dossiers import a_calendar, a_row, a_unit, a_workbook

pytestmark = pytest.mark.django_db(transaction=True)

POINTS, ROWS, SEED = 20, 3_000, 2026
PATIENCE = 300  # seconds until a job that was left behind has ended
A_YEAR, MOST_MIB = 186_916, 600


@pytest.fixture(autouse=True)
def kept_files(settings):
    """As the worker has them: the folder of the whole session."""
    settings.STORAGES = portal.STORAGES


def received(path: Path) -> Upload:
    with path.open("rb") as content:
        upload, _ = receive_upload(file=File(content), name=path.name, unit=a_unit(), by=None, again=True)
    return upload


def a_file(folder: Path, mark: str, rows: int = ROWS) -> Path:
    return a_workbook(folder, [a_row(f"{mark}-{serial:06d}") for serial in range(rows)], f"{mark}.xlsx")


def ask(kind: str, upload: Upload, **params: object) -> Job:
    return start(
        f"dossiers.{kind}", key=f"{kind}:{upload.pk}", params={"upload_id": upload.pk, **params}, by=None, label=kind
    )


def carry_on(upload: Upload, until: Callable[[Upload], bool]) -> float:
    """Confirm as soon as the comparison is there, as a person would; seconds until the condition holds."""
    began = time.monotonic()
    while True:
        upload.refresh_from_db()
        if upload.state == UploadState.CHECKED and not Job.objects.active().filter(key=f"write:{upload.pk}").exists():
            ask("write", upload, shown=upload.checks)
        if until(upload) or time.monotonic() - began > PATIENCE:
            return time.monotonic() - began
        time.sleep(0.02)


def leave_for_dead() -> None:
    """What a minute without a sign of life does."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    Job.objects.filter(state=JobState.RUNNING).update(lease_until=past)
    Job.objects.filter(state=JobState.QUEUED).update(created_at=past - dt.timedelta(minutes=1))
    reconcile()


class Killed:
    """A worker that dies again and again, and what it leaves of each file."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.worker = workers.started(logs / "first.log")

    def at(self, moment: Callable[[Upload], bool], mark: str, logs_as: str) -> None:
        """Send a file, kill at the moment; nothing or all of it is there, and then all of it."""
        upload = received(a_file(self.logs, mark))
        ask("check", upload)
        carry_on(upload, moment)
        self.worker.kill()
        self.worker.wait()

        here = Dossier.objects.filter(code__startswith=mark).count()
        upload.refresh_from_db()
        assert here == (ROWS if upload.state == UploadState.LOADED else 0), mark

        self.worker = workers.started(self.logs / f"{logs_as}.log")
        leave_for_dead()
        carry_on(upload, lambda upload: upload.state == UploadState.LOADED and not Job.objects.active().exists())
        assert upload.state == UploadState.LOADED, Job.objects.values_list("state", "error", "message")
        assert Dossier.objects.filter(code__startswith=mark).count() == ROWS, mark


def runs(kind: str) -> Callable[[Upload], bool]:
    """While that job is at work on the file; a machine too fast to be caught at it has loaded the file already."""

    def asked(upload: Upload) -> bool:
        running = Job.objects.filter(key=f"{kind}:{upload.pk}", state=JobState.RUNNING)
        return running.exists() or upload.state == UploadState.LOADED

    return asked


def test_a_worker_killed_while_it_reads_and_while_it_writes_leaves_all_or_nothing(tmp_path):
    """Two moments for every day; the twenty of the next test are for `make deep`."""
    a_calendar()
    killed = Killed(tmp_path)
    try:
        killed.at(runs("check"), "R", "second")
        killed.at(runs("write"), "W", "third")
    finally:
        workers.stop(killed.worker)
    assert rebuild_rollup() == []


@pytest.mark.deep
def test_a_worker_killed_at_twenty_moments_leaves_all_or_nothing(tmp_path):
    a_calendar()
    chance = random.Random(SEED)
    killed = Killed(tmp_path)
    try:
        whole = received(a_file(tmp_path, "K00"))
        ask("check", whole)
        length = carry_on(whole, lambda upload: upload.state == UploadState.LOADED)
        for point in range(1, POINTS + 1):
            moment = time.monotonic() + chance.uniform(0, length)
            killed.at(lambda upload, moment=moment: time.monotonic() >= moment, f"K{point:02d}", str(point))
    finally:
        workers.stop(killed.worker)
    assert rebuild_rollup() == []


@pytest.mark.deep
def test_a_worker_stays_within_600_megabytes_for_a_full_year(tmp_path):
    a_calendar()
    worker = workers.started(tmp_path / "worker.log")
    try:
        upload = received(a_file(tmp_path, "Y", A_YEAR))
        ask("check", upload)
        carry_on(upload, lambda upload: upload.state == UploadState.LOADED)
        status = Path(f"/proc/{worker.pid}/status").read_text()
    finally:
        workers.stop(worker)

    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    assert upload.added == A_YEAR
    assert peak < MOST_MIB
