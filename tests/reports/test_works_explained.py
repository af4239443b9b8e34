"""Inspections, publicity and initiatives as figures of a criterion: counted, scored, explained, each with its list."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from indicators.actions.measurements import refresh_measured
from indicators.actions.recalculation import recalculate
from indicators.enums import InitiativeState, InspectionKind
from indicators.models import Score
from tests.factories import indicators as make
from tests.factories import works

pytestmark = pytest.mark.django_db

FIGURES = {  # what the unit below has, by the figure's source; listed under these names of the page's context
    "inspections.planned": (3, ("held", "ahead")),
    "inspections.done": (3, ("held",)),
    "inspections.findings": (4, ("found",)),
    "inspections.resolved": (2, ("found",)),
    "inspections.resolved_in_time": (1, ("found",)),
    "inspections.overdue": (1, ("found",)),
    "publicity.activities": (2, ("rows",)),
    "initiatives.registered": (2, ("rows",)),
    "initiatives.recognised": (1, ("rows",)),
}
HEAD = """
code = "viec-2026"
name = "Bộ tiêu chí về kiểm tra, tuyên truyền, sáng kiến"
block = "so"
max = {most}
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14
[[bands]]
label = "Tốt"
from = 0
[[criteria]]
code = "1"
name = "Các số liệu"
max = {most}
"""
LEAF = """
[[criteria]]
code = "1.{place}"
name = "{source}"
max = 10
rule.kind = "count"
rule.per = 1
inputs = [{{ name = "count", label = "Số việc", unit = "việc", source = "{source}" }}]
"""
RULES = HEAD.format(most=10 * len(FIGURES)) + "".join(
    LEAF.format(place=place, source=source) for place, source in enumerate(FIGURES, start=1)
)


@pytest.fixture
def scene() -> make.Scene:
    """A unit of the third quarter of 2026 with work before, in and after it."""
    made = make.scene(rules_text=RULES)
    unit, day, late = made.unit, made.period.data_from, made.period.data_to
    month = dt.timedelta(days=30)
    planned = [works.inspection(unit, kind=InspectionKind.PLANNED, held_on=day + month * at) for at in (0, 1)]
    works.inspection(unit, kind=InspectionKind.PLANNED, held_on=None, planned_on=late + month)
    works.inspection(unit, held_on=day)
    works.finding(planned[0], due_on=late, remedied_on=late, remedy="Xong")
    works.finding(planned[0], due_on=day, remedied_on=late, remedy="Xong")
    works.finding(planned[1], due_on=day)
    works.finding(planned[1], due_on=late + month)
    for at in (day, late, late + month):
        works.activity(unit, done_on=at)
    decided = {"state": InitiativeState.RECOGNISED, "decision_number": "12/QĐ-UBND", "decided_on": late}
    works.initiative(unit, registered_on=day, **decided)
    works.initiative(unit, registered_on=late, title="Hẹn giờ nộp hồ sơ")
    refresh_measured(period_id=made.period.pk, now=timezone.now())
    recalculate(period_id=made.period.pk, now=timezone.now())
    return made


def test_each_figure_is_counted_scored_and_opens_a_list_as_long_as_it_is(client: Client, scene) -> None:
    client.force_login(scene.coordinator)

    for place, (source, (figure, lists)) in enumerate(FIGURES.items(), start=1):
        page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/1.{place}/").content.decode()
        (link, shown), *more = re.findall(r'<td class="num sc"><a href="([^"]+)">([\d.]+)<', page)
        listed = client.get(unescape(link)).context
        assert (int(shown), more, sum(len(listed[name]) for name in lists)) == (figure, [], figure), source
        assert f"{figure} việc × 1 = {figure} → {figure},00 điểm" in unescape(page), source
    assert sum(Score.objects.values_list("points", flat=True)) == sum(figure for figure, _ in FIGURES.values())
