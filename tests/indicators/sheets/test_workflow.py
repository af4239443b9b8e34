"""The way of an assessment: every move from every state by every role, and the page that prints the table."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from cchc_portal.kit.moves import why_not
from indicators.enums import Action, State
from indicators.workflow import MOVES
from units.enums import Role

UNIT = {Role.REPORTER, Role.HEAD}
DESK = {Role.APPRAISER, Role.COORDINATOR}

ALLOWED = {
    (Action.SUBMIT, State.DRAFT): UNIT,
    (Action.EXTEND, State.DRAFT): {Role.COORDINATOR},
    (Action.CLOSE, State.DRAFT): {Role.COORDINATOR},
    (Action.SEND_BACK, State.SUBMITTED): DESK,
    (Action.APPRAISE, State.SUBMITTED): {Role.APPRAISER},
    (Action.REOPEN, State.APPRAISED): DESK,
    (Action.PUBLISH, State.APPRAISED): {Role.COORDINATOR},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_moves_are_open_to_exactly_these_roles(action, state):
    goes_ahead = {role for role in Role if why_not(MOVES, action, state=state, roles={role}) is None}

    assert goes_ahead == ALLOWED.get((action, state), set())


def test_a_refused_move_is_a_sentence():
    draft, submitted = State.DRAFT, State.SUBMITTED

    assert why_not(MOVES, Action.APPRAISE, state=draft, roles={Role.APPRAISER}) == (
        "Không thể hoàn thành thẩm định khi phiếu ở trạng thái “Đang nhập”."
    )
    assert why_not(MOVES, Action.SEND_BACK, state=submitted, roles={Role.HEAD}) == (
        "Chỉ Chuyên viên thẩm định hoặc Điều phối CCHC được trả lại để hoàn thiện."
    )


def test_the_printed_workflow_is_the_page_in_docs():
    printed = StringIO()

    call_command("print_workflow", stdout=printed)

    assert printed.getvalue() == (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
