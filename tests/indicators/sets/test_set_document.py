"""Criteria sets read from TOML: heads, leaves, options, and the worked sets against the domain notes."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.enums import ScoredBy
from indicators.grades import Band, Gate
from indicators.rules import Input, Source, leaves
from indicators.scoring import NoSurvey, Options, Rescale, Result
from indicators.sets.document import read_set
from tests.factories.criteria import SMALL_SET, WORKED, worked_set


def test_set_is_read_whole():
    document = read_set(SMALL_SET)

    assert (document.head.code, document.head.block, document.head.max_points) == ("nho-2022", "so", 10)
    assert (document.head.decision_number, document.head.decided_on) == ("12/QĐ-UBND", dt.date(2022, 1, 14))
    assert document.options == Options(bands=(Band("Tốt", Decimal(80)), Band("Chưa tốt", Decimal(0))))
    assert [(area.code, area.short_name, len(area.children)) for area in document.tree] == [
        ("1", "Chỉ đạo", 2),
        ("2", "", 0),
    ]
    assert [each.code for each in leaves(document.tree)] == ["1.1", "1.2", "2"]


def test_leaf_is_read_with_its_inputs():
    plan, talk, survey = leaves(read_set(SMALL_SET).tree)

    assert plan.inputs == (
        Input("done", "Số nhiệm vụ đã hoàn thành", source=Source.PLAN_DONE),
        Input("due", "Số nhiệm vụ trong kế hoạch", source=Source.PLAN_TASKS),
    )
    assert (plan.evidence_required, plan.guidance, plan.clause) == (True, "Hệ thống tự đếm.", "Mục 1.1")
    assert (talk.inputs, talk.scored_by) == (talk.rule.INPUTS, ScoredBy.UNIT)
    assert survey.scored_by == ScoredBy.SURVEY


def test_options_and_gates_are_read():
    extra = '[scoring]\nrescale = "rescale_appraisal_then_add_survey"\nresult = "points"\n'
    extra += '[[gates]]\nof = "2"\nbelow = 80\ncap = "Chưa tốt"\nreason = "khảo sát dưới 80%"\n'

    options = read_set(SMALL_SET + extra).options

    assert (options.rescale, options.result) == (Rescale.APPRAISAL, Result.POINTS)
    assert options.gates == (Gate(of="2", below=Decimal(80), cap="Chưa tốt", reason="khảo sát dưới 80%"),)


def test_bonus_area_stands_outside_the_sum_and_may_hold_more_than_its_cap():
    bonus = '[[criteria]]\ncode = "9"\nname = "Điểm thưởng"\nmax = 1\n'
    bonus += '[[criteria]]\ncode = "9.1"\nname = "Mô hình mới"\nmax = 3\nrule.kind = "yes_no"\n'

    assert read_set(SMALL_SET + bonus + '[scoring]\nbonus = ["9"]\n').tree[2].max_points == 1


@pytest.mark.parametrize(("code", "count"), [("so-2022", 54), ("huyen-2022", 41)])
def test_worked_sets_are_seventy_appraised_and_thirty_surveyed(code, count):
    document = read_set(worked_set(code))
    found = list(leaves(document.tree))

    surveyed = sum(each.max_points for each in found if each.scored_by == ScoredBy.SURVEY)
    assert (len(found), len(document.tree), surveyed, document.head.max_points) == (count, 8, 30, 100)
    assert [band.label for band in document.options.bands] == ["Rất tốt", "Tốt", "Khá", "Trung bình", "Kém"]


@pytest.mark.parametrize("code", WORKED)
def test_every_leaf_of_a_worked_set_guides_whoever_fills_it_in(code):
    document = read_set(worked_set(code))

    assert all(area.short_name for area in document.tree)
    assert all(each.guidance and each.clause for each in leaves(document.tree))


def test_the_commune_set_has_eight_contents_bonus_and_penalty():
    """No district after 2025: owners appraise all communes; without survey the appraisal is brought to 100."""
    document = read_set(worked_set("xa-2025"))
    areas = {area.code: area.max_points for area in document.tree}
    owners = {each.code: each.owner for each in leaves(document.tree) if each.owner}

    assert [sum(areas[str(code)] for code in range(1, 9)), areas["9"], areas["10"]] == [100, 5, 5]
    assert (document.options.bonus, document.options.penalty) == (("9",), ("10",))
    assert document.options.no_survey is NoSurvey.CONVERT
    assert owners == {"2.2": "STP", "4.2": "SNV"}


def test_the_departments_set_is_the_composite_of_the_domain_notes():
    """Domain notes 2.3, item by item: code, maximum, kind of rule."""
    found = {each.code: (each.max_points, each.rule.KIND) for each in leaves(read_set(worked_set()).tree)}

    assert found == {code: (Decimal(maximum), kind) for code, maximum, kind in COMPOSITE}


COMPOSITE = [
    ("1.1.1", "0.50", "lateness"),
    ("1.1.2", "1.00", "ratio"),
    ("1.2", "1.00", "deduction"),
    ("1.3.1", "0.50", "bands"),
    ("1.3.2", "1.00", "ratio"),
    ("1.4.1", "0.50", "ratio"),
    ("1.4.2", "0.50", "count_bands"),
    ("1.5", "1.50", "count"),
    ("1.6", "2.50", "weighted_ratio"),
    ("1.7", "1.00", "yes_no"),
    ("1.8", "0.50", "yes_no"),
    ("2.1", "2.00", "ratio"),
    ("2.2.1", "0.50", "yes_no"),
    ("2.2.2", "0.50", "lateness"),
    ("2.2.3", "0.50", "ratio"),
    ("2.3.1", "0.75", "yes_no"),
    ("2.3.2", "0.75", "ratio"),
    ("2.4", "2.00", "ratio"),
    ("3.1.1", "1.50", "deduction"),
    ("3.1.2", "1.50", "deduction"),
    ("3.1.3", "1.00", "bands"),
    ("3.2.1", "1.00", "ratio"),
    ("3.2.2", "1.00", "count"),
    ("3.3.1", "4.00", "ratio"),
    ("3.3.2", "1.00", "ratio"),
    ("3.4.1", "1.00", "ratio"),
    ("3.4.2", "1.00", "ratio"),
    ("3.5", "3.00", "choice"),
    ("4.1", "1.50", "yes_no"),
    ("4.2", "1.50", "yes_no"),
    ("4.3", "1.50", "yes_no"),
    ("4.4", "1.50", "choice"),
    ("5.1", "2.00", "ratio"),
    ("5.2", "1.00", "yes_no"),
    ("5.3", "1.50", "yes_no"),
    ("5.4", "1.00", "lateness"),
    ("5.5", "1.00", "ratio"),
    ("5.6", "2.00", "deduction"),
    ("5.7", "1.00", "ratio"),
    ("6.1", "2.00", "ratio"),
    ("6.2", "1.50", "ratio"),
    ("6.3", "0.50", "yes_no"),
    ("6.4", "1.00", "ratio"),
    ("7.1", "2.00", "ratio"),
    ("7.2", "2.00", "ratio"),
    ("7.3", "2.00", "ratio"),
    ("7.4", "3.00", "ratio"),
    ("7.5", "2.00", "ratio"),
    ("7.6", "2.00", "ratio"),
    ("7.7", "1.00", "bands"),
    ("7.8", "1.00", "deduction"),
    ("7.9", "1.00", "choice"),
    ("8.1", "20.00", "survey"),
    ("8.2", "10.00", "share"),
]
