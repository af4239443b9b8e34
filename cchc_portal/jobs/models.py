"""Long work as rows: what was asked for, how far it is, how it ended."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cchc_portal.jobs.enums import ACTIVE, ENDED, LOOKS, JobState
from cchc_portal.kit.scoping import GuardedQuerySet


class Holder(Protocol):
    """A person as the ground floor knows one: posts with a role and a unit."""

    posts: Iterable[Any]


def grounds_of(person: Holder) -> list[str]:
    """The person's posts as texts, "reporter@12"."""
    return sorted(f"{post.role}@{post.unit_id}" for post in person.posts)


class JobQuerySet(GuardedQuerySet["Job"]):
    def visible_to(self, user: AbstractBaseUser, *, wide: bool = False) -> JobQuerySet:
        """The user's own jobs; `wide` is for a caller who has asked whether this user may see everyone's.

        Jobs of the system itself have no owner, and a stranger without account does not own them either.
        """
        return self.scoped(Q() if wide else Q(owner__isnull=False, owner_id=user.pk))

    def active(self) -> JobQuerySet:
        return self.filter(state__in=ACTIVE)

    def abandoned(self) -> JobQuerySet:
        """Claimed by a worker that has given no sign of life since (its lease ran out)."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=Now())


class Job(models.Model):
    """One piece of work outside the request. The row is the truth; a Celery message only rings for it.

    `fence` grows with every claim: a worker that lost its lease holds an old number and may change nothing more.
    `applied_at` is set in the transaction of the work itself (Run.guard), so that work is never done twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    label = models.CharField("việc", max_length=300)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tổng số", default=0)  # 0: not known yet
    message = models.CharField("diễn biến", max_length=500, blank=True, default="")
    error = models.TextField("lý do không thành công", blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    file = models.FileField(upload_to="jobs/", max_length=200, blank=True, default="")
    file_name = models.CharField("tên tệp", max_length=200, blank=True, default="")
    grounds = models.JSONField(default=list, blank=True)  # the posts the file was made on, see grounds_of
    created_at = models.DateTimeField("gửi lúc", db_default=Now())
    started_at = models.DateTimeField("bắt đầu", null=True, blank=True)
    finished_at = models.DateTimeField("kết thúc", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_of_owner"),
            models.Index(fields=["kind", "-created_at"], name="job_of_kind"),
            models.Index(fields=["created_at"], condition=Q(state__in=ACTIVE), name="job_active"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=ACTIVE), name="job_active_once_per_key"),
            models.CheckConstraint(
                name="job_finished_iff_ended",
                condition=Q(state__in=ENDED, finished_at__isnull=False) | Q(state__in=ACTIVE, finished_at=None),
            ),
            models.CheckConstraint(
                name="job_leased_iff_running",
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False, started_at__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None)),
            ),
            models.CheckConstraint(
                name="job_says_why_iff_failed",
                condition=(Q(state=JobState.FAILED) & ~Q(error="")) | (~Q(state=JobState.FAILED) & Q(error="")),
            ),
            models.CheckConstraint(
                name="job_file_has_a_name",
                condition=Q(file="", file_name="") | (~Q(file="") & ~Q(file_name="") & Q(state=JobState.DONE)),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    def may_be_had_by(self, person: Holder) -> bool:
        """The file holds what its owner could see; it is given out while the posts that let them see it are held."""
        return set(self.grounds) <= set(grounds_of(person))

    @property
    def failed(self) -> bool:
        return self.state == JobState.FAILED

    @property
    def icon(self) -> str:
        return LOOKS[JobState(self.state)][0]

    @property
    def tone(self) -> str:
        return LOOKS[JobState(self.state)][1]

    @property
    def percent(self) -> int | None:
        """0 … 100, rounded down; None while the total is not known."""
        return min(self.done * 100 // self.total, 100) if self.total else None
