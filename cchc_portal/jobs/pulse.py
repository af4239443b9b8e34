"""The sign of life of a running job, from a thread with a database connection of its own.

The work is often one long transaction; what its own connection writes nobody sees until the end.
"""

import threading
import time
import uuid
from types import TracebackType

import structlog
from django.db import Error, connection

from cchc_portal.jobs.actions import Progress, heartbeat

TICK = 0.5  # seconds between two looks; progress is written at most this often
BEAT = 15.0  # seconds without progress after which the lease is prolonged all the same

log = structlog.get_logger(__name__)


class Pulse:
    """While the block runs, keeps the lease alive and publishes the latest progress.

    with Pulse(job.pk, job.fence) as pulse:
        pulse.progress = Progress(120, 5000, "Đang đọc tệp")
    """

    def __init__(self, job_id: uuid.UUID, fence: int) -> None:
        self.progress = Progress()
        self._job_id, self._fence = job_id, fence
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{job_id}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        published, last = self.progress, time.monotonic()
        try:
            while not self._over.wait(TICK):
                current = self.progress
                if current is not published or time.monotonic() - last >= BEAT:
                    self._beat(current)
                    published, last = current, time.monotonic()
        finally:
            connection.close()

    def _beat(self, progress: Progress) -> None:
        try:
            heartbeat(job_id=self._job_id, fence=self._fence, progress=progress)
        except Error as error:  # the row is locked by the work's last transaction, or the database is away for a moment
            log.info("no_heartbeat", job_id=str(self._job_id), error=str(error))
            connection.close_if_unusable_or_obsolete()
