"""Doing a job: handlers by kind, and what happens around them."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError

from cchc_portal.audit.context import Actor, acting_as
from cchc_portal.jobs import actions
from cchc_portal.jobs.actions import Progress
from cchc_portal.jobs.models import Holder, Job, grounds_of
from cchc_portal.jobs.pulse import Pulse
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.scoping import guarded

log = structlog.get_logger(__name__)

TOO_LONG = "Việc này chạy quá lâu nên đã dừng. Hãy chia nhỏ tệp hoặc thu hẹp phạm vi rồi làm lại."
UNEXPECTED = (
    "Có lỗi ngoài dự kiến, mã lỗi {code}. Hãy bấm Chạy lại; nếu vẫn không được, hãy báo mã này cho bộ phận hỗ trợ."
)
ALREADY_APPLIED = "Đã làm xong từ lần chạy trước."


class Lost(Exception):
    """The job was given to another worker meanwhile; whatever this one did must not be committed."""


class JobFailed(Exception):
    """The work cannot be done; str() is the Vietnamese sentence the person reads."""


class Run:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, job: Job) -> None:
        self.job_id: uuid.UUID = job.pk
        self.params: dict[str, Any] = job.params
        self.by: AbstractBaseUser | None = job.owner
        self.fence: int = job.fence
        self.file = self.file_name = ""
        self.grounds: list[str] = []
        self.pulse = Pulse(job.pk, job.fence)

    @property
    def code(self) -> str:
        """What a person can read out over the phone, and the log shows: job and attempt."""
        return f"{self.job_id.hex[:8]}-{self.fence}"

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Say how far the work is; cheap enough to call for every row, seen by others within a second."""
        self.pulse.progress = Progress(max(done, 0), max(total, 0), message)

    def guard(self) -> None:
        """Call once, in the last transaction of the work: what it commits then happens exactly once.

        Raises Lost when another worker has the job now; TransactionManagementError outside a transaction.
        """
        if not connection.in_atomic_block:
            raise TransactionManagementError("guard() protects the transaction it stands in: call it inside atomic().")
        if not actions.apply(job_id=self.job_id, fence=self.fence):
            raise Lost

    def attach(self, path: Path, filename: str, *, seen_by: Holder | None = None) -> None:
        """Keep a copy of the file as the job's result, offered under `filename`; replaces an earlier one.

        `seen_by` is the person whose scope the file was made in: it is given out while their posts last.
        """
        self.discard()
        self.grounds = grounds_of(seen_by) if seen_by else []
        with path.open("rb") as content:
            self.file = default_storage.save(f"jobs/{self.job_id}/{self.fence}{path.suffix}", File(content))
        self.file_name = filename

    def discard(self) -> None:
        """Forget the attached file."""
        if self.file:
            default_storage.delete(self.file)
        self.file = self.file_name = ""


Handler = Callable[[Run], str | None]
HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job; the sentence it returns is the job's closing message.

    Whoever calls it, it reads within a scope only (kit.scoping).
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = guarded()(handler)
        return HANDLERS[kind]

    return register


def run_job(job_id: uuid.UUID) -> None:
    """Do the job if it is still to be done; return quietly when another worker has it or it has ended."""
    job = actions.claim(job_id)
    if job is None:
        return
    run = Run(job)
    actor = Actor(user_id=job.owner_id, name=str(job.owner or ""), request_id=f"job:{job.pk}")
    with structlog.contextvars.bound_contextvars(job_id=str(job.pk), job_kind=job.kind), acting_as(actor):
        if job.applied_at:
            actions.finish(job_id=run.job_id, fence=run.fence, message=ALREADY_APPLIED)
        else:
            _attempt(run, HANDLERS.get(job.kind))


def _attempt(run: Run, handler: Handler | None) -> None:
    """Run the handler and write down how it ended; a file of an attempt that did not succeed is deleted."""
    held: dict[str, Any] = {"job_id": run.job_id, "fence": run.fence}
    try:
        if handler is None:
            raise LookupError("no handler of this kind is registered")
        with run.pulse:
            message = handler(run)
        result = {"file": run.file, "file_name": run.file_name, "grounds": run.grounds}
        if actions.finish(**held, message=message or "", **result):
            return
        raise Lost
    except Lost:
        log.warning("job_lost", fence=run.fence)
    except (JobFailed, Refused) as error:
        actions.refuse(**held, error=str(error))
    except SoftTimeLimitExceeded:
        log.warning("job_too_long")
        actions.fail(**held, error=TOO_LONG)
    except (OperationalError, InterfaceError):  # the database is away or busy, which passes
        log.warning("job_given_back", exc_info=True)
        connection.close_if_unusable_or_obsolete()
        actions.give_back(**held)
    except Exception:
        log.exception("job_failed", code=run.code)
        actions.fail(**held, error=UNEXPECTED.format(code=run.code))
    run.discard()
