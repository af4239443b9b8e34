"""Where figures come from: what the portal keeps, and names it does not measure yet."""

import pytest

from indicators.actions.criteria import Unissuable, issue_set, unissuable
from indicators.facts import DOSSIER_NAMES, TASK_NAMES
from indicators.rules.base import NOT_MEASURED, Source
from indicators.sets.edits import parsed
from indicators.sets.sources import not_measured
from tests.factories.criteria import SMALL_SET, criteria_set
from tests.factories.reports import NOW

INSPECTED = SMALL_SET.replace("plan.done", "inspections.resolved").replace("plan.tasks", "inspections.findings")
WAITS = (
    "Tiêu chí 1.1, “Số nhiệm vụ đã hoàn thành”: hệ thống chưa đếm “Vấn đề đã xử lý sau kiểm tra”; chọn nguồn khác, hoặc"
    " để đơn vị nhập số liệu này."
)


def test_every_source_is_typed_published_measured_or_said_to_wait():
    elsewhere = {Source.TYPED.value, Source.INDEX.value}

    assert set(Source.values) == elsewhere | {*DOSSIER_NAMES, *TASK_NAMES} | {str(each) for each in NOT_MEASURED}
    assert not {str(each) for each in NOT_MEASURED} & {*DOSSIER_NAMES, *TASK_NAMES}


def test_a_condition_may_wait_for_figures_too():
    gate = '\n[[gates]]\nof = "inspections.findings"\nabove = 0\ndown = 1\nreason = "còn vấn đề"\n'

    assert not_measured(parsed(SMALL_SET.replace("\n[[criteria]]", f"{gate}\n[[criteria]]", 1))) == [
        "Điều kiện “còn vấn đề”: hệ thống chưa đếm “Vấn đề phát hiện qua kiểm tra”; chọn nguồn khác, hoặc để đơn vị "
        "nhập số liệu này."
    ]
    assert not_measured(parsed(SMALL_SET)) == []


@pytest.mark.django_db
def test_a_draft_may_name_figures_nobody_counts_yet_and_is_told_so_on_issue():
    draft = criteria_set(INSPECTED)

    said = unissuable(draft, now=NOW, ask_trials=False)
    with pytest.raises(Unissuable):
        issue_set(set_id=draft.pk, by=None, now=NOW)

    assert said[0] == WAITS
    assert len(said) == 2
