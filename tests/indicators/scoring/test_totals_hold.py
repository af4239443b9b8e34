"""What holds for every sheet of the worked sets, however it is filled in."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_portal.kit.numbers import read_number
from indicators.rules import leaves
from indicators.scoring import NodeTotal, Options, Result, score_leaf, total
from indicators.sets.document import read_set
from tests.factories.criteria import WORKED, worked_set
from tests.indicators.scoring.trees import sheets_of

SET = read_set(worked_set())
LEAVES = {each.code: each for each in leaves(SET.tree)}


steady = settings(derandomize=True, deadline=None, max_examples=25)
sheets = sheets_of(LEAVES)


@steady
@given(sheets)
def test_every_leaf_explains_its_points(sheet):
    for code, each in LEAVES.items():
        scored = score_leaf(each, sheet[code])

        if scored.points is not None:
            last = re.findall(r"\d+,\d\d(?= điểm$)", scored.explanation)[-1]
            assert read_number(last) == scored.points
            assert 0 <= scored.points <= each.max_points


@steady
@given(sheets)
def test_leaves_add_up_to_the_total(sheet):
    given_ = {code: score_leaf(each, sheet[code]).points for code, each in LEAVES.items()}
    apart = {code for code in LEAVES if sheet[code].not_applicable}

    totals = total(SET.tree, given_, apart, Options(result=Result.POINTS))

    known = [given_[code] for code in LEAVES if code not in apart and given_[code] is not None]
    assert (totals.points or 0) == sum(known)
    assert totals.max_points == sum(each.max_points for code, each in LEAVES.items() if code not in apart)
    assert {*totals.missing} == {code for code in LEAVES if code not in apart and given_[code] is None}
    areas = [totals.by_node[area.code].points for area in SET.tree]
    assert sum(area for area in areas if area is not None) == sum(known)


WORKED_LEAVES = {code: {leaf_.code: leaf_ for leaf_ in leaves(read_set(worked_set(code)).tree)} for code in WORKED}


@pytest.mark.parametrize("code", WORKED)
def test_no_points_above_the_maximum_nor_below_zero(code):
    by_code = WORKED_LEAVES[code]

    @settings(derandomize=True, deadline=None, max_examples=20)
    @given(sheets_of(by_code))
    def holds(sheet):
        for each in by_code.values():
            found = score_leaf(each, sheet[each.code])
            assert found.points is None or 0 <= found.points <= each.max_points

    holds()


@steady
@given(sheets, st.sets(st.sampled_from(sorted(LEAVES))))
def test_what_does_not_apply_changes_no_other_leaf(sheet, apart):
    given_ = {code: score_leaf(each, sheet[code]).points for code, each in LEAVES.items()}

    plain, exempt = (total(SET.tree, given_, codes, SET.options) for codes in ((), apart))

    assert all(exempt.by_node[code] == plain.by_node[code] for code in LEAVES if code not in apart)
    assert all(exempt.by_node[code] == NodeTotal(None, Decimal(0)) for code in apart)
    assert exempt.percent is None or 0 <= exempt.percent <= 100
