"""The bell and the watchman."""

import uuid

from celery import shared_task

from cchc_portal.jobs import actions, work


@shared_task(name="jobs.run")
def run(job_id: str) -> None:
    work.run_job(uuid.UUID(job_id))


@shared_task(name="jobs.reconcile")
def reconcile() -> None:
    actions.reconcile()
