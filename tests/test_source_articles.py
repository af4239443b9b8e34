"""The figures of the five articles the portal was asked for, each through the part that must reproduce it.

Where a figure needs rows it is asserted where those rows are: the demo city (tests/test_seed_demo*.py), the import of
29.565 dossiers (tests/dossiers/intake/test_load_upload.py). Here stand the identities themselves.
"""

from decimal import Decimal

import pytest

from cchc_portal.kit.numbers import percent, rounded, show_number, show_percent
from indicators.enums import TaskOutcome
from indicators.grades import Band, grade
from indicators.plans.outcomes import tally
from indicators.rules import Answer
from indicators.scoring import score_leaf
from tests.factories.criteria import leaf


@pytest.mark.parametrize(
    ("part", "whole", "places", "shown"),
    [
        (186_916, 186_916, 0, "100%"),  # dossiers early or on time (Cần Thơ, 2022)
        (61, 74, 1, "82,4%"),  # tasks given by the People's Committee, done early
        (13, 74, 1, "17,6%"),  # and on time
        (5_268 + 24_294, 29_565, 2, "99,99%"),  # dossiers early or on time (Cà Mau)
        (42, 68, 2, "61,76%"),  # tasks of the 2023 plan done by 30 June
        (8, 15, 2, "53,33%"),  # printed as 54 %: percentages are computed, never typed
    ],
)
def test_shares_are_computed_from_counts(part: int, whole: int, places: int, shown: str) -> None:
    assert show_percent(percent(part, whole), places) == shown


def test_dossiers_of_ca_mau_add_up_both_ways() -> None:
    one_stop, interlinked = 5_335, 24_230
    early, on_time, late = 5_268, 24_294, 3

    assert one_stop + interlinked == early + on_time + late == 29_565


def test_74_tasks_are_61_early_and_13_on_time() -> None:
    counted = tally([TaskOutcome.EARLY] * 61 + [TaskOutcome.ON_TIME] * 13)

    assert (counted.assigned, counted.in_time, counted.late, counted.overdue) == (74, 74, 0, 0)


def test_online_services_and_payments_of_can_tho() -> None:
    assert 356 + 1_189 == 1_545
    assert show_number(rounded(Decimal(12_498) / 1_044), 2) == "11,97"


def test_digitisation_target_is_half_of_the_results() -> None:
    rule = {"kind": "ratio", "target": 50}

    scored = score_leaf(leaf(rule, "2"), Answer({"done": Decimal(13_870), "due": Decimal(13_870)}))

    assert (13_870 // 2, scored.points) == (6_935, Decimal(2))


def test_quang_nam_is_fair_with_92_03_by_its_own_bands() -> None:
    bands = [Band("Xuất sắc", Decimal(98)), Band("Tốt", Decimal(95)), Band("Khá", Decimal(90)), Band("TB", Decimal(0))]

    assert grade(Decimal("65.81") + Decimal("26.22"), bands).label == "Khá"
