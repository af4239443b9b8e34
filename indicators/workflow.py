"""The moves of an assessment, and those of a criteria set, as tables (pure)."""

from cchc_portal.kit.moves import Move
from indicators.enums import Action, SetAction, SetState, State
from units.enums import Role

MOVES = {
    Action.SUBMIT: Move(frozenset({State.DRAFT}), State.SUBMITTED, by=frozenset({Role.REPORTER, Role.HEAD})),
    Action.SEND_BACK: Move(frozenset({State.SUBMITTED}), State.DRAFT, by=frozenset({Role.APPRAISER, Role.COORDINATOR})),
    Action.APPRAISE: Move(frozenset({State.SUBMITTED}), State.APPRAISED, by=frozenset({Role.APPRAISER})),
    Action.REOPEN: Move(
        frozenset({State.APPRAISED}), State.SUBMITTED, by=frozenset({Role.APPRAISER, Role.COORDINATOR})
    ),
    Action.EXTEND: Move(frozenset({State.DRAFT}), State.DRAFT, by=frozenset({Role.COORDINATOR})),
    Action.CLOSE: Move(frozenset({State.DRAFT}), State.CLOSED, by=frozenset({Role.COORDINATOR})),
    Action.PUBLISH: Move(frozenset({State.APPRAISED}), State.PUBLISHED, by=frozenset({Role.COORDINATOR})),
}

ENTERED_BY = frozenset({Role.REPORTER, Role.HEAD})
"""Who types results while an assessment is a draft."""

APPRAISED_BY = frozenset({Role.APPRAISER})
"""Who gives appraised points while an assessment is submitted; never for the own unit."""

SET_MOVES = {
    SetAction.EDIT: Move(frozenset({SetState.DRAFT}), SetState.DRAFT, by=frozenset({Role.COORDINATOR})),
    SetAction.ISSUE: Move(frozenset({SetState.DRAFT}), SetState.ISSUED, by=frozenset({Role.COORDINATOR})),
    SetAction.LOCK: Move(frozenset({SetState.ISSUED}), SetState.LOCKED, by=frozenset({Role.COORDINATOR})),
}
"""A set is locked by opening a period that uses it; nothing leads back: what is issued is amended by a new set."""
