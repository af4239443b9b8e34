"""Jobs of the units app: reorganisations whose day has come, and letters, so that no page waits for a mail server."""

from celery import shared_task
from django.db import transaction
from django.utils.timezone import localdate, now

from cchc_portal.jobs.actions import start
from cchc_portal.jobs.work import Run, handles
from cchc_portal.kit.clock import database_now
from units.actions import carry_out
from units.enums import Stage
from units.letters import send_change, send_link
from units.models import Reorganisation, User
from units.sessions import SessionStore

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


@shared_task(name="units.mail_password_link")
def mail_password_link(user_id: int) -> None:
    send_link(User.objects.get(pk=user_id))


@shared_task(name="units.mail_changed_factor")
def mail_changed_factor(user_id: int, event: str) -> None:
    send_change(User.objects.get(pk=user_id), event, now())


@shared_task(name="units.forget_sessions")
def forget_sessions() -> None:
    """Sessions that have ended by themselves leave a row behind until this."""
    SessionStore.clear_expired()
