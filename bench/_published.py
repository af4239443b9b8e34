"""A province whose year is published: 120 units × 60 criteria, all of them appraised."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils import timezone

from bench.dossiers import timed
from bench.recalculation import LONG_AGO, world
from indicators.actions.measurements import refresh_measured
from indicators.actions.recalculation import recalculate
from indicators.models import Assessment, Period
from reports.actions.minutes import record_minutes
from reports.actions.proposals import Wording, approve, propose
from reports.models import Publication
from units.enums import Role
from units.models import Membership, Unit, User

_APPRAISE = (
    "update indicators_score s set self_points = s.computed_points, appraised_points = s.computed_points"
    " from indicators_criterion c where c.id = s.criterion_id and c.scored_by = 'unit'"
)


def appraised(units: int) -> Period:
    """The period with every sheet appraised and scored."""
    period, coordinator = world(units)[0], User.objects.get(username="coordinator")
    now = timezone.now()
    refresh_measured(period_id=period.pk, now=now)
    recalculate(period_id=period.pk, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_APPRAISE)
    who = {"submitted_by": coordinator, "first_by": coordinator, "appraised_by": coordinator}
    when = {"submitted_at": now, "handed_in_at": now, "first_at": now, "explain_until": now, "appraised_at": now}
    Assessment.objects.filter(period=period).update(state="appraised", **who, **when)
    recalculate(period_id=period.pk, now=now)
    return Period.objects.get(pk=period.pk)


def published(units: int) -> tuple[Publication, dict[str, float]]:
    """The publication, and the seconds that proposing and approving took."""
    period, now = appraised(units), timezone.now()
    coordinator = User.objects.get(username="coordinator")
    leader = User.objects.create_user("leader", None, full_name="Lãnh đạo")
    Membership.objects.create(user=leader, unit=Unit.objects.earliest("pk"), role=Role.LEADER, valid_from=LONG_AGO)
    said = {"number": "1/BB", "held_on": dt.date(2026, 1, 4), "chair": "Chủ tịch", "conclusion": "Nhất trí"}
    record_minutes(period_id=period.pk, by=coordinator, now=now, **said)
    past = now - dt.timedelta(days=1)
    wording = Wording("Kết quả năm 2026", "1/QĐ-UBND", dt.date(2026, 1, 5), units_at=past, public_at=past)
    proposing, proposal = timed(lambda: propose(period_id=period.pk, wording=wording, by=coordinator, now=now))
    approving, publication = timed(lambda: approve(proposal_id=proposal.pk, by=leader, now=now))
    period.refresh_from_db()
    return publication, {"propose": proposing, "approve": approving}


def peak_of(work: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds, MiB at the highest over the start, and what came out (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    seconds, made = timed(work)
    return seconds, (_status("VmHWM") - before) / 1024, made


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name)))
