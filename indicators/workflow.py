"""The moves of an assessment, a criteria set, a plan and a survey, as tables (pure); see docs/adr/0017, 0018, 0022."""

from cchc_portal.kit.moves import Move
from indicators.enums import (
    UNSENT,
    Action,
    PlanAction,
    PlanState,
    SetAction,
    SetState,
    State,
    SurveyAction,
    SurveyState,
)
from units.enums import Role

UNIT = frozenset({Role.REPORTER, Role.HEAD})
HEAD = frozenset({Role.HEAD})
COORDINATOR = frozenset({Role.COORDINATOR})
DESK = frozenset({Role.APPRAISER, Role.COORDINATOR})
NOBODY = frozenset[Role]()


def _move(sources: set[State] | frozenset[State], target: State | None, by: frozenset[Role]) -> Move:
    return Move(frozenset(sources), target, by=by)


MOVES = {
    Action.REQUEST: _move({State.DRAFT}, State.WAITING, frozenset({Role.REPORTER})),
    Action.TAKE_BACK: _move({State.WAITING}, State.DRAFT, frozenset({Role.REPORTER})),
    Action.DECLINE: _move({State.WAITING}, State.DRAFT, HEAD),
    Action.SUBMIT: _move(UNSENT, State.SUBMITTED, HEAD),
    Action.WITHDRAW: _move({State.SUBMITTED}, State.DRAFT, HEAD),
    Action.DECLARE: _move(UNSENT, State.NOTHING, HEAD),
    Action.EXEMPT: _move(UNSENT, State.EXEMPT, COORDINATOR),
    Action.RESUME: _move({State.NOTHING, State.EXEMPT}, State.DRAFT, COORDINATOR),
    Action.EXTEND: _move(UNSENT, None, COORDINATOR),
    Action.CLOSE: _move(UNSENT, State.CLOSED, COORDINATOR),
    Action.SEND_BACK: _move({State.SUBMITTED}, State.DRAFT, DESK),
    Action.FINISH_FIRST: _move({State.SUBMITTED}, State.EXPLAINING, frozenset({Role.APPRAISER})),
    Action.ACCEPT: _move({State.EXPLAINING}, State.APPRAISED, HEAD),
    Action.EXPLAIN: _move({State.EXPLAINING}, State.EXPLAINED, HEAD),
    Action.UNCUT: _move({State.EXPLAINING}, State.APPRAISED, NOBODY),
    Action.SILENCE: _move({State.EXPLAINING}, State.APPRAISED, NOBODY),
    Action.TIME_UP: _move({State.EXPLAINING}, State.EXPLAINED, NOBODY),
    Action.FINISH_SECOND: _move({State.EXPLAINED}, State.APPRAISED, frozenset({Role.APPRAISER})),
    Action.REOPEN: _move({State.APPRAISED}, State.SUBMITTED, COORDINATOR),
    Action.PUBLISH: _move({State.APPRAISED}, State.PUBLISHED, frozenset({Role.LEADER})),
}

RETURNS = frozenset({Action.SEND_BACK, Action.DECLINE, Action.RESUME})
"""Moves after which the unit mends a sheet and reads why."""

ENTERED_BY = UNIT
"""Who types results while an assessment is a draft, and explains while its window is open."""

APPRAISED_BY = frozenset({Role.APPRAISER, Role.FIELD_OWNER})
"""Who gives appraised points; field owners only to the criteria of their own field, nobody to the own unit."""

SET_MOVES = {
    SetAction.EDIT: Move(frozenset({SetState.DRAFT}), SetState.DRAFT, by=frozenset({Role.COORDINATOR})),
    SetAction.ISSUE: Move(frozenset({SetState.DRAFT}), SetState.ISSUED, by=frozenset({Role.COORDINATOR})),
    SetAction.LOCK: Move(frozenset({SetState.ISSUED}), SetState.LOCKED, by=frozenset({Role.COORDINATOR})),
}
"""A set is locked by opening a period that uses it; nothing leads back: what is issued is amended by a new set."""

_WRITERS = frozenset({Role.REPORTER, Role.HEAD, Role.COORDINATOR})
_IN_FORCE = frozenset({PlanState.ISSUED, PlanState.ADJUSTED})
PLAN_MOVES = {
    PlanAction.EDIT: Move(frozenset({PlanState.DRAFT}), PlanState.DRAFT, by=_WRITERS),
    PlanAction.ISSUE: Move(frozenset({PlanState.DRAFT}), PlanState.ISSUED, by=frozenset({Role.HEAD, Role.COORDINATOR})),
    PlanAction.ADJUST: Move(_IN_FORCE, PlanState.ADJUSTED, by=_WRITERS),
}
"""Of a unit's own plan; the province's stands in no unit, so that only coordinators hold a role there."""

_COUNTING = frozenset({SurveyState.OPEN, SurveyState.CLOSED})
SURVEY_MOVES = {
    SurveyAction.EDIT: Move(frozenset({SurveyState.DRAFT}), None, by=COORDINATOR),
    SurveyAction.OPEN: Move(frozenset({SurveyState.DRAFT}), SurveyState.OPEN, by=COORDINATOR),
    SurveyAction.PRINT: Move(frozenset({SurveyState.OPEN}), None, by=COORDINATOR),
    SurveyAction.LOAD: Move(_COUNTING, None, by=COORDINATOR),
    SurveyAction.ANSWER: Move(frozenset({SurveyState.OPEN}), None, by=NOBODY),
    SurveyAction.CLOSE: Move(frozenset({SurveyState.OPEN}), SurveyState.CLOSED, by=COORDINATOR),
    SurveyAction.REOPEN: Move(frozenset({SurveyState.CLOSED}), SurveyState.OPEN, by=COORDINATOR),
    SurveyAction.RELEASE: Move(frozenset({SurveyState.CLOSED}), SurveyState.RELEASED, by=COORDINATOR),
    SurveyAction.TAKE_BACK: Move(frozenset({SurveyState.RELEASED}), SurveyState.CLOSED, by=COORDINATOR),
}
"""Whoever answers is nobody the portal knows: the slip says which survey and unit, and no more."""
