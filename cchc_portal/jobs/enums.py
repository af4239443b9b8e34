"""The states of a job."""

from django.db.models import TextChoices


class JobState(TextChoices):
    QUEUED = "queued", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Xong"
    FAILED = "failed", "Không thành công"


ACTIVE = (JobState.QUEUED, JobState.RUNNING)
ENDED = (JobState.DONE, JobState.FAILED)

LOOKS = {
    JobState.QUEUED: ("dot", "plain"),
    JobState.RUNNING: ("half", "info"),
    JobState.DONE: ("check", "ok"),
    JobState.FAILED: ("err", "err"),
}
"""Icon and tone beside the word."""
