"""The way of a criteria set and who reads it: every move from every state by every role."""

import pytest

from cchc_portal.kit.moves import why_not
from indicators.enums import SetAction, SetState
from indicators.policy import READ_DRAFTS, READ_SETS
from indicators.workflow import SET_MOVES
from units.enums import Role

LEADS_TO = {
    (SetAction.EDIT, SetState.DRAFT): SetState.DRAFT,
    (SetAction.ISSUE, SetState.DRAFT): SetState.ISSUED,
    (SetAction.LOCK, SetState.ISSUED): SetState.LOCKED,
}


@pytest.mark.parametrize("action", SetAction)
@pytest.mark.parametrize("state", SetState)
def test_moves_of_a_set_are_open_to_coordinators_alone(action, state):
    goes_ahead = {role for role in Role if why_not(SET_MOVES, action, state=state, roles={role}) is None}

    assert goes_ahead == ({Role.COORDINATOR} if (action, state) in LEADS_TO else set())


def test_moves_of_a_set_lead_forward():
    found = {(action, state): move.target for action, move in SET_MOVES.items() for state in move.sources}

    assert found == LEADS_TO


def test_drafts_are_read_by_those_with_a_say_and_issued_sets_by_units_too():
    say = {Role.COORDINATOR, Role.APPRAISER, Role.FIELD_OWNER, Role.LEADER, Role.COUNCIL, Role.AUDITOR}

    assert set(READ_DRAFTS) == say
    assert set(READ_SETS) == say | {Role.REPORTER, Role.HEAD}
