"""Everything that changes a job. Time is the database's, so that workers need not agree on theirs."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job, JobQuerySet
from cchc_portal.kit.later import later
from cchc_portal.kit.refusals import Refused

LEASE = dt.timedelta(seconds=60)
UNHEARD = dt.timedelta(seconds=30)  # a queued job this old may have lost its ring
MOST_ATTEMPTS = 3
MOST_RINGS = 200  # per call, so that a long queue is not doubled every minute

GAVE_UP = (
    "Máy chủ bị ngắt hoặc quá bận 3 lần liền nên việc này đã dừng. "
    "Hãy bấm Chạy lại; nếu vẫn không được, hãy báo bộ phận hỗ trợ."
)
WILL_TRY_AGAIN = "Máy chủ đang bận, việc này sẽ tự chạy lại trong ít phút."
RUNS_ELSEWHERE = "Việc này đang chạy ở một lượt khác; hãy xem trang Tiến trình."


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many, and a line of what is being done; total 0 means: not known."""

    done: int = 0
    total: int = 0
    message: str = ""


@transaction.atomic
def start(kind: str, *, key: str, params: Mapping[str, Any], by: AbstractBaseUser | None, label: str) -> Job:
    """Queue the work, or return the active job with this key: a second click is harmless, even at the same moment.

    `params` survive JSON (ids, dates as text). Two different pieces of work need two keys; a result that is one
    person's own (an export) has the person in its key. Only the owner sees the job's page.
    """
    job = Job(kind=kind, key=key, params=dict(params), owner=by, label=label[:300])
    active = None
    while active is None:  # again only if the active one ended between the two statements
        Job.objects.bulk_create([job], ignore_conflicts=True)
        active = Job.objects.active().filter(key=key).first()
    if active.pk == job.pk:
        ring(active.pk)
    return active


def ring(job_id: uuid.UUID) -> None:
    """Tell the workers, after commit; a lost ring is repeated by reconcile()."""
    later("jobs.run", str(job_id))


@transaction.atomic
def claim(job_id: uuid.UUID) -> Job | None:
    """Take the job for LEASE; None when another worker has it, it has ended, or it was tried too often."""
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MOST_ATTEMPTS).update(
        state=JobState.RUNNING,
        lease_until=Now() + LEASE,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", Now()),
    )
    return Job.objects.select_related("owner").get(pk=job_id) if taken else None


def heartbeat(*, job_id: uuid.UUID, fence: int, progress: Progress) -> bool:
    """Prolong the lease and show the progress; False when the job is no longer this worker's."""
    return bool(
        _held(job_id, fence).update(
            lease_until=Now() + LEASE,
            done=progress.done,
            total=progress.total,
            message=progress.message[:500],
        )
    )


def apply(*, job_id: uuid.UUID, fence: int) -> bool:
    """Note, in the transaction of the work itself, that it is done; False when the job is another worker's now.

    The row stays locked until that transaction ends, so nobody can claim the job in between.
    """
    return bool(_held(job_id, fence).update(applied_at=Now()))


def finish(
    *,
    job_id: uuid.UUID,
    fence: int,
    message: str = "",
    file: str = "",
    file_name: str = "",
    grounds: Sequence[str] = (),
) -> bool:
    """Done; False when the job is no longer this worker's."""
    return bool(
        _held(job_id, fence).update(
            state=JobState.DONE,
            lease_until=None,
            finished_at=Now(),
            done=F("total"),
            message=message[:500],
            file=file,
            file_name=file_name,
            grounds=list(grounds),
        )
    )


def fail(*, job_id: uuid.UUID, fence: int, error: str) -> bool:
    """Ended by a fault, told in the sentence; False when the job is no longer this worker's.

    What the work had committed before the fault stays noted: a retry will not do it twice.
    """
    return bool(_held(job_id, fence).update(**_failed(error)))


def refuse(*, job_id: uuid.UUID, fence: int, error: str) -> bool:
    """Ended because the work itself says why it cannot be done; False when the job is no longer this worker's.

    What it committed is the account of that (an upload marked as refused), so a retry does the work again.
    """
    return bool(_held(job_id, fence).update(**_failed(error), applied_at=None))


def give_back(*, job_id: uuid.UUID, fence: int) -> bool:
    """Queue it again: what stopped it may be over in a minute. After the last attempt it fails."""
    held = _held(job_id, fence)
    if held.filter(attempts__gte=MOST_ATTEMPTS).update(**_failed(GAVE_UP)):
        return True
    return bool(held.update(state=JobState.QUEUED, lease_until=None, message=WILL_TRY_AGAIN))


@transaction.atomic
def retry(*, job_id: uuid.UUID) -> Job:
    """Queue a failed job once more; any other is left alone. Raises Refused while its key has an active job."""
    try:
        with transaction.atomic():
            again = Job.objects.filter(pk=job_id, state=JobState.FAILED).update(
                state=JobState.QUEUED,
                error="",
                message="",
                done=0,
                attempts=0,
                started_at=None,
                finished_at=None,
            )
    except IntegrityError as error:  # job_active_once_per_key
        raise Refused(RUNS_ELSEWHERE) from error
    if again:
        ring(job_id)
    return Job.objects.get(pk=job_id)


def reconcile() -> int:
    """Ring again for jobs nobody seems to work on; give up those tried too often. Returns how many it rang for.

    Safe to run at any time and twice at once: a claim is taken once, however often the bell rings.
    """
    Job.objects.abandoned().filter(attempts__gte=MOST_ATTEMPTS).update(**_failed(GAVE_UP))
    waiting = Q(state=JobState.QUEUED, created_at__lt=Now() - UNHEARD) | Q(
        state=JobState.RUNNING, lease_until__lt=Now()
    )
    job_ids = list(Job.objects.filter(waiting).order_by("created_at", "id").values_list("pk", flat=True)[:MOST_RINGS])
    for job_id in job_ids:
        ring(job_id)
    return len(job_ids)


def _held(job_id: uuid.UUID, fence: int) -> JobQuerySet:
    return Job.objects.filter(pk=job_id, fence=fence, state=JobState.RUNNING)


def _failed(error: str) -> dict[str, Any]:
    return {"state": JobState.FAILED, "lease_until": None, "finished_at": Now(), "error": error}
