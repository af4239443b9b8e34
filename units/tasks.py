"""Jobs of the units app: carry out the reorganisations whose day has come."""

from celery import shared_task
from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.jobs.actions import start
from cchc_portal.jobs.work import Run, handles
from cchc_portal.kit.clock import database_now
from units.actions import carry_out
from units.enums import Stage
from units.models import Reorganisation

REORGANISE = "units.reorganise"


@handles(REORGANISE)
def reorganise(run: Run) -> str:
    with transaction.atomic():
        reorganisation = carry_out(reorganisation_id=run.params["reorganisation_id"], now=database_now())
        run.guard()
    return f"{reorganisation}: {reorganisation.get_stage_display().lower()}."


@shared_task(name="units.reorganise_due")
def reorganise_due() -> None:
    """Shortly after midnight: one job per reorganisation whose day has come; a second beat finds the same jobs."""
    due = Reorganisation.objects.filter(stage=Stage.SCHEDULED, effective_on__lte=localdate())
    for reorganisation in due.select_related("confirmed_by").order_by("effective_on", "pk"):
        start(
            REORGANISE,
            key=f"{REORGANISE}:{reorganisation.pk}",
            params={"reorganisation_id": reorganisation.pk},
            by=reorganisation.confirmed_by,
            label=f"Sắp xếp đơn vị: {reorganisation}",
        )
