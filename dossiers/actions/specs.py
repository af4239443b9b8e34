"""What the reading of a file needs to know of the database."""

from django.db.models import Max, Min, Q

from cchc_portal.kit.refusals import Refused
from dossiers.clock.province import clock_rules
from dossiers.intake.findings import Spec
from dossiers.intake.vocabulary import WORDS
from dossiers.models import CalendarDay, HeadingName, ProcedureVersion, Upload
from units.models import Unit


def spec_of(upload: Upload) -> Spec:
    span = CalendarDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if span["first"] is None:
        raise Refused("Chưa có lịch làm việc; Điều phối hãy nạp lịch trước khi nhập hồ sơ.")
    everyone = Unit.objects.unscoped(reason="codes of other units are told from unknown ones").order_by("pk")
    codes = dict(everyone.values_list("code", "pk"))
    own = set(codes.values())
    if upload.unit_id:
        own = set(everyone.under({upload.unit_id}).values_list("pk", flat=True))
    timed = ProcedureVersion.objects.exclude(working_days=None).order_by("procedure__code")
    return Spec(
        name=upload.original_name,
        units={code: pk for code, pk in codes.items() if pk in own},
        foreign=[code for code, pk in codes.items() if pk not in own],
        default_unit=upload.unit_id,
        statutory=list(timed.values_list("procedure__code", flat=True).distinct()),
        words=WORDS,
        headings=_explained(upload.unit_id),
        first_day=span["first"].isoformat(),
        last_day=span["last"].isoformat(),
        closes=clock_rules().closes.isoformat(),
    )


def _explained(unit_id: int | None) -> dict[str, str]:
    """Headings as people explained them: province-wide, and for the unit, which wins."""
    named = HeadingName.objects.filter(Q(unit=None) | Q(unit=unit_id)).order_by("unit_id", "plain")
    rows = named.values_list("unit_id", "plain", "key")
    return {plain: key for unit, plain, key in sorted(rows, key=lambda row: row[0] is not None)}
