"""What a job does to the world, and what is seen of it afterwards."""

from django.db import transaction

from cchc_portal.jobs.models import Job
from units.models import Block


def effect(run, code):
    """What a job does to the world: one row, in one guarded transaction."""
    with transaction.atomic():
        Block.objects.create(code=code, name=f"attempt {run.fence}")
        run.guard()


def ended(job):
    job = Job.objects.get(pk=job.pk)
    return job.state, job.message, job.error
