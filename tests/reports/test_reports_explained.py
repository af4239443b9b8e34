"""Reports as figures of a criterion: each opens the reports it counted, as many as it says, as they stood then."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from indicators.actions.measurements import refresh_measured
from indicators.actions.recalculation import recalculate
from indicators.enums import State
from indicators.models import Assessment, Period
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.reports.test_works_explained import HEAD, LEAF

pytestmark = pytest.mark.django_db

FIGURES = {"reports.due": 4, "reports.sent": 3, "reports.in_time": 2, "reports.late": 1, "reports.missing": 1}
RULES = HEAD.format(most=10 * len(FIGURES)) + "".join(
    LEAF.format(place=place, source=source) for place, source in enumerate(FIGURES, start=1)
)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def scene() -> make.Scene:
    """A unit with two reports in time, one late, one missing; one due before the window and one after it."""
    made = make.scene(rules_text=RULES)
    first = made.period.data_from
    for days, came in ((-40, 0), (10, -1), (20, 0), (30, 3), (40, None), (200, None)):
        due = timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=days), dt.time(17)))
        report(made, due, came=None if came is None else due + dt.timedelta(days=came))
    measure(made)
    return made


def report(scene: make.Scene, due: dt.datetime, came: dt.datetime | None) -> Assessment:
    """A sheet of another period; `came` None: it has not come."""
    names = ("self_due_at", "first_due_at", "explain_due_at", "second_due_at")
    dates = {"opens_at": due - WEEK} | {name: due + after * WEEK for after, name in enumerate(names)}
    code = f"bao-cao-{due:%Y-%m-%d}"
    shared = {name: getattr(scene.period, name) for name in ("year", "kind", "data_from", "data_to", "state")}
    period = Period.objects.create(code=code, name=f"Báo cáo {due:%d/%m/%Y}", **shared, **dates)
    state = {"state": State.SUBMITTED, "submitted_at": came, "handed_in_at": came, "submitted_by": scene.reporter}
    sheet = Assessment.objects.get(pk=scene.assessment_id)
    return Assessment.objects.create(
        period=period, unit=scene.unit, criteria_set=sheet.criteria_set, **(state if came else {})
    )


def measure(scene: make.Scene, now: dt.datetime | None = None) -> None:
    refresh_measured(period_id=scene.period.pk, now=now or timezone.now())
    recalculate(period_id=scene.period.pk, now=timezone.now())


def lists(client: Client, scene: make.Scene) -> dict[str, tuple[int, int]]:
    """By figure what the explanation of its criterion says, and how long the list behind it is."""
    found = {}
    for place, source in enumerate(FIGURES, start=1):
        page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/1.{place}/").content.decode()
        ((link, shown),) = re.findall(r'<td class="num sc"><a href="([^"]+)">([\d.]+)<', page)
        found[source] = (int(shown), len(client.get(unescape(link)).context["rows"]))
    return found


def test_each_figure_of_reports_opens_a_list_as_long_as_it_is(client: Client, scene: make.Scene) -> None:
    client.force_login(scene.coordinator)

    assert lists(client, scene) == {source: (figure, figure) for source, figure in FIGURES.items()}


def test_the_list_shows_what_was_counted_when_it_was_measured(client: Client, scene: make.Scene) -> None:
    """In the middle of the window: what fell due after the measuring is in neither figure nor list."""
    client.force_login(scene.coordinator)
    measure(scene, timezone.make_aware(dt.datetime.combine(scene.period.data_from + 25 * make.DAY, dt.time(17))))

    found = lists(client, scene)

    assert list(found.values()) == [(2, 2), (2, 2), (2, 2), (0, 0), (0, 0)]


def test_the_list_says_when_each_report_was_due_and_how_late_it_came(client: Client, scene: make.Scene) -> None:
    client.force_login(scene.reporter)
    window = f"tu={scene.period.data_from}&den={scene.period.data_to}"

    rows = client.get(f"/cham-diem/bao-cao/?{window}").context["rows"]

    assert [(row["reporting"].label, row["days"]) for row in rows][:3] == [
        ("Nộp đúng hạn", 0),
        ("Nộp đúng hạn", 0),
        ("Nộp muộn", 3),
    ]


@pytest.mark.parametrize("asked", ["tu=0001-01-01", "tu=hôm qua", "den=", "loc=khac", "don_vi=KHONG-CO", "luc=x"])
def test_nonsense_in_the_address_is_told_and_breaks_nothing(client: Client, scene: make.Scene, asked: str) -> None:
    client.force_login(scene.reporter)

    assert client.get(f"/cham-diem/bao-cao/?{asked}").status_code == 200


def test_the_list_of_reports_takes_as_many_queries_for_three_as_for_one(client: Client, scene: make.Scene) -> None:
    client.force_login(scene.coordinator)
    due = timezone.now() - make.DAY
    address = f"/cham-diem/bao-cao/?tu={scene.period.data_from}"

    same_query_count(
        lambda: client.get(address), lambda: [report(scene, due - days * make.DAY, None) for days in (0, 1)]
    )
