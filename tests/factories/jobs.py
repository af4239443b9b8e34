"""Jobs in every state, and ways to let their time run out."""

import datetime as dt

from django.db.models.functions import Now

from cchc_portal.jobs import actions
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job

MINUTE = dt.timedelta(minutes=1)


def queued(owner=None, *, kind="test.work", key="việc", label="Nhập hồ sơ quý III", **params):
    return actions.start(kind, key=key, params=params, by=owner, label=label)


def running(owner=None, **given):
    return actions.claim(queued(owner, **given).pk)


def done(owner=None, *, message="Đã nhập 120 dòng.", file="", file_name="", **given):
    job = running(owner, **given)
    actions.finish(job_id=job.pk, fence=job.fence, message=message, file=file, file_name=file_name)
    return Job.objects.get(pk=job.pk)


def failed(owner=None, *, error="Tệp không có trang “Hồ sơ”.", **given):
    job = running(owner, **given)
    actions.fail(job_id=job.pk, fence=job.fence, error=error)
    return Job.objects.get(pk=job.pk)


IN_STATE = {JobState.QUEUED: queued, JobState.RUNNING: running, JobState.DONE: done, JobState.FAILED: failed}


def everything():
    """Every job, also from inside a job."""
    return Job.objects.unscoped(reason="tests look from outside")


def abandon(job):
    """As if the worker had been killed a while ago."""
    everything().filter(pk=job.pk).update(lease_until=Now() - MINUTE)


def age(job):
    """As if the job had been queued a minute ago."""
    everything().filter(pk=job.pk).update(created_at=Now() - MINUTE)
