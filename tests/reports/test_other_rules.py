"""Who would have another rank or grade, had the set been drafted otherwise."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from indicators.actions.recalculation import recalculate
from indicators.models import Score
from reports.other_rules import compared
from reports.replays import load_replays, outcomes
from tests.asserts import same_query_count
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db
URL = "/xep-hang/quy-tac-khac/"


@pytest.fixture
def scenes() -> tuple[make.Scene, make.Scene]:
    """Tài chính: 1,40 of 15 points = 9,33%. Y tế, exempt from one point: 1,38 of 14 = 9,86%, so the first."""
    first = make.scene("Sở Tài chính")
    second = make.scene("Sở Y tế", within=first)
    make.measure(first, {"dossiers.finished": 1000, "dossiers.in_time": 700})
    make.measure(second, {"dossiers.finished": 1000, "dossiers.in_time": 690})
    exempt = {"not_applicable": True, "exemption": "Công văn 12/SNV"}
    Score.objects.filter(assessment=second.assessment_id, criterion__code="2.4").update(**exempt)
    recalculate(period_id=first.period.pk, now=timezone.now())
    return first, second


Seen = tuple[str, int | None, int | None, Decimal | None]


def found(scenes) -> dict[str, list[Seen]]:
    """By rule: unit, official rank, other rank, other index."""
    return {
        each.rule: [(one.unit_name, one.official.rank, one.other.rank, one.other.percent) for one in each.moved]
        for each in compared(load_replays(scenes[0].period, "so"))
    }


def test_an_exemption_that_lifts_a_unit_is_shown_with_both_ranks_and_recomputes_to_the_digit(scenes) -> None:
    assert found(scenes)["Không loại trừ: tiêu chí không áp dụng tính 0 điểm"] == [
        ("Sở Y tế", 1, 2, Decimal("9.20")),
        ("Sở Tài chính", 2, 1, Decimal("9.33")),
    ]


def test_a_rule_that_moves_nobody_says_so(scenes) -> None:
    rules = found(scenes)

    assert rules["Không loại trừ: tiêu chí không áp dụng tính đủ điểm"] == []
    assert rules["Xếp hạng theo 1 chữ số thập phân"] == []


def test_the_sheets_compared_stay_as_they_were(scenes) -> None:
    replays = load_replays(scenes[0].period, "so")
    before = outcomes(replays)

    compared(replays)

    assert outcomes(replays) == before


def test_the_other_method_of_rescaling_is_among_the_rules(scenes) -> None:
    rules = found(scenes)

    assert "Không áp dụng: quy điểm thẩm định về đủ thang rồi cộng điều tra" in rules
    assert not any("Làm tròn" in rule for rule in rules)  # the set does not rescale, so there is nothing to round


def test_other_rules_shows_every_rule_and_asks_as_much_for_six_units_as_for_two(client: Client, scenes) -> None:
    client.force_login(scenes[0].coordinator)
    address = f"{URL}?period={scenes[0].period.code}&block=so"

    assert client.get(address).content.decode().count("Quy tắc chính thức") == 5

    def grow() -> None:
        for name in ("Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương", "Sở Ngoại vụ"):
            make.measure(make.scene(name, within=scenes[0]))
        recalculate(period_id=scenes[0].period.pk, now=timezone.now())

    same_query_count(lambda: client.get(address), grow)
