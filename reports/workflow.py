"""The moves of a proposal to publish as a table (pure)."""

from cchc_portal.kit.moves import Move
from reports.enums import Decision, Outcome
from units.enums import Role

OPEN = frozenset({Outcome.OPEN})

DECISIONS = {
    Decision.APPROVE: Move(OPEN, Outcome.APPROVED, by=frozenset({Role.LEADER})),
    Decision.DECLINE: Move(OPEN, Outcome.DECLINED, by=frozenset({Role.LEADER})),
    Decision.WITHDRAW: Move(OPEN, Outcome.WITHDRAWN, by=frozenset({Role.COORDINATOR})),
}
