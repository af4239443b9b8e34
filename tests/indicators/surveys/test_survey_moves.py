"""The way of a survey: every move from every state by every role."""

import pytest

from cchc_portal.kit.moves import why_not
from indicators.enums import SurveyAction, SurveyState
from indicators.workflow import SURVEY_MOVES
from units.enums import Role

DRAFT, OPEN, CLOSED, RELEASED = SurveyState
WAY = {
    SurveyAction.EDIT: ({DRAFT}, None),
    SurveyAction.OPEN: ({DRAFT}, OPEN),
    SurveyAction.PRINT: ({OPEN}, None),
    SurveyAction.LOAD: ({OPEN, CLOSED}, None),
    SurveyAction.ANSWER: ({OPEN}, None),
    SurveyAction.CLOSE: ({OPEN}, CLOSED),
    SurveyAction.REOPEN: ({CLOSED}, OPEN),
    SurveyAction.RELEASE: ({CLOSED}, RELEASED),
    SurveyAction.TAKE_BACK: ({RELEASED}, CLOSED),
}


@pytest.mark.parametrize("action", SurveyAction)
def test_a_survey_moves_from_these_states_to_that_one_by_coordinators_alone(action):
    sources, target = WAY[action]
    may = {
        (state, role)
        for state in SurveyState
        for role in Role
        if not why_not(SURVEY_MOVES, action, state=state, roles={role})
    }

    people = set() if action == SurveyAction.ANSWER else {Role.COORDINATOR}  # nobody signs in to answer
    assert (may, SURVEY_MOVES[action].target) == ({(state, role) for state in sources for role in people}, target)
    assert set(SURVEY_MOVES[action].sources) == sources
