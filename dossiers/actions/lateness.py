"""What a unit says about a dossier that is late."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit.trail import record
from cchc_portal.kit.refusals import Refused
from dossiers.models import Dossier, Lateness
from dossiers.policy import Deed, why_not_late
from units.access import person_of
from units.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """The cause; and, once it was sent, the letter of apology (form 04 of TT 01/2018/TT-VPCP) with its new date."""

    cause: str
    apology_number: str = ""
    apology_on: dt.date | None = None
    promised_on: dt.date | None = None


@transaction.atomic
def explain_lateness(*, dossier_id: int, said: Said, by: User, now: dt.datetime) -> Lateness:
    """Write down or correct what the unit says; the due date and the outcome stay as they are.

    Raises Refused for people outside the unit, for a dossier that is not late, and for letters without all of number,
    day and new date, or with days in the wrong order.
    """
    today = localdate(now)
    dossiers = Dossier.objects.of_person(person_of(by, today), Deed.EXPLAIN)
    dossier = dossiers.select_for_update(of=("self",)).filter(pk=dossier_id).first()
    if dossier is None:
        raise Refused("Chỉ cán bộ, lãnh đạo của đơn vị giải quyết được ghi nguyên nhân quá hạn.")
    if refusal := why_not_late(dossier.is_late(now)) or _why_not(said, today):
        raise Refused(refusal)
    known = Lateness.objects.filter(pk=dossier_id).first()
    before = _told(known) if known else None
    facts = asdict(said) | {"cause": said.cause.strip(), "apology_number": said.apology_number.strip()}
    lateness, _ = Lateness.objects.update_or_create(
        dossier=dossier, defaults=facts | {"recorded_by": by, "recorded_at": now}
    )
    if _told(lateness) != before:
        after = _told(lateness)
        record("dossiers.lateness_explained", dossier, by=by, before=before, after=after, unit_id=dossier.unit_id)
    return lateness


def _why_not(said: Said, today: dt.date) -> str | None:
    if not said.cause.strip():
        return "Hãy ghi nguyên nhân quá hạn."
    letter = (said.apology_number.strip(), said.apology_on, said.promised_on)
    if any(letter) and not all(letter):
        return "Phiếu xin lỗi phải có đủ số, ngày và ngày hẹn lại."
    if said.apology_on and said.apology_on > today:
        return "Ngày phiếu xin lỗi không thể sau hôm nay."
    if said.apology_on and said.promised_on and said.promised_on < said.apology_on:
        return "Ngày hẹn lại không thể trước ngày phiếu xin lỗi."
    return None


def _told(lateness: Lateness) -> dict[str, str | None]:
    return {
        "cause": lateness.cause,
        "apology_number": lateness.apology_number,
        "apology_on": lateness.apology_on and lateness.apology_on.isoformat(),
        "promised_on": lateness.promised_on and lateness.promised_on.isoformat(),
    }
