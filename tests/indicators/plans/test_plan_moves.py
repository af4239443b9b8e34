"""The way of a plan: every move from every state by every role."""

import pytest

from cchc_portal.kit.moves import why_not
from indicators.enums import PlanAction, PlanState
from indicators.workflow import PLAN_MOVES
from units.enums import Role

DRAFT, ISSUED, ADJUSTED = PlanState
WAY = {
    PlanAction.EDIT: ({DRAFT}, DRAFT, {Role.REPORTER, Role.HEAD, Role.COORDINATOR}),
    PlanAction.ISSUE: ({DRAFT}, ISSUED, {Role.HEAD, Role.COORDINATOR}),
    PlanAction.ADJUST: ({ISSUED, ADJUSTED}, ADJUSTED, {Role.REPORTER, Role.HEAD, Role.COORDINATOR}),
}


@pytest.mark.parametrize("action", PlanAction)
def test_a_plan_moves_from_these_states_to_that_one_by_these_people(action):
    sources, target, people = WAY[action]
    may = {
        (state, role)
        for state in PlanState
        for role in Role
        if not why_not(PLAN_MOVES, action, state=state, roles={role})
    }

    assert may == {(state, role) for state in sources for role in people}
    assert PLAN_MOVES[action].target == target
