"""The moves of an assessment as one table (pure)."""

from cchc_portal.kit.moves import Move
from indicators.enums import Action, State
from units.enums import Role

MOVES = {
    Action.SUBMIT: Move(frozenset({State.DRAFT}), State.SUBMITTED, by=frozenset({Role.REPORTER, Role.HEAD})),
    Action.SEND_BACK: Move(frozenset({State.SUBMITTED}), State.DRAFT, by=frozenset({Role.APPRAISER, Role.COORDINATOR})),
    Action.APPRAISE: Move(frozenset({State.SUBMITTED}), State.APPRAISED, by=frozenset({Role.APPRAISER})),
    Action.REOPEN: Move(
        frozenset({State.APPRAISED}), State.SUBMITTED, by=frozenset({Role.APPRAISER, Role.COORDINATOR})
    ),
    Action.EXTEND: Move(frozenset({State.DRAFT}), State.DRAFT, by=frozenset({Role.COORDINATOR})),
    Action.PUBLISH: Move(frozenset({State.APPRAISED}), State.PUBLISHED, by=frozenset({Role.COORDINATOR})),
}

ENTERED_BY = frozenset({Role.REPORTER, Role.HEAD})
"""Who types results while an assessment is a draft."""

APPRAISED_BY = frozenset({Role.APPRAISER})
"""Who gives appraised points while an assessment is submitted; never for the own unit."""
