"""The way of an assessment: every move from every state by every role, and the page that prints the table."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from cchc_portal.kit.moves import why_not
from indicators.enums import BY_NOBODY, NEEDS_REASON, Action, State
from indicators.workflow import MOVES, RETURNS
from units.enums import Role

DESK = {Role.APPRAISER, Role.COORDINATOR}

ALLOWED = {
    (Action.REQUEST, State.DRAFT): {Role.REPORTER},
    (Action.TAKE_BACK, State.WAITING): {Role.REPORTER},
    (Action.DECLINE, State.WAITING): {Role.HEAD},
    **{
        (action, state): roles
        for state in (State.DRAFT, State.WAITING)
        for action, roles in {
            Action.SUBMIT: {Role.HEAD},
            Action.DECLARE: {Role.HEAD},
            Action.EXEMPT: {Role.COORDINATOR},
            Action.EXTEND: {Role.COORDINATOR},
            Action.CLOSE: {Role.COORDINATOR},
        }.items()
    },
    (Action.RESUME, State.NOTHING): {Role.COORDINATOR},
    (Action.RESUME, State.EXEMPT): {Role.COORDINATOR},
    (Action.WITHDRAW, State.SUBMITTED): {Role.HEAD},
    (Action.SEND_BACK, State.SUBMITTED): DESK,
    (Action.FINISH_FIRST, State.SUBMITTED): {Role.APPRAISER},
    (Action.ACCEPT, State.EXPLAINING): {Role.HEAD},
    (Action.EXPLAIN, State.EXPLAINING): {Role.HEAD},
    (Action.FINISH_SECOND, State.EXPLAINED): {Role.APPRAISER},
    (Action.REOPEN, State.APPRAISED): {Role.COORDINATOR},
    (Action.PUBLISH, State.APPRAISED): {Role.LEADER},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_moves_are_open_to_exactly_these_roles(action, state):
    goes_ahead = {role for role in Role if why_not(MOVES, action, state=state, roles={role}) is None}

    assert goes_ahead == ALLOWED.get((action, state), set())


def test_a_refused_move_is_a_sentence():
    draft, submitted = State.DRAFT, State.SUBMITTED

    assert why_not(MOVES, Action.FINISH_FIRST, state=draft, roles={Role.APPRAISER}) == (
        "Không thể kết thúc thẩm định lần 1 khi phiếu ở trạng thái “Đang nhập”."
    )
    assert why_not(MOVES, Action.SEND_BACK, state=submitted, roles={Role.HEAD}) == (
        "Chỉ Chuyên viên thẩm định hoặc Điều phối CCHC được trả lại để hoàn thiện."
    )


@pytest.mark.parametrize("action", sorted(BY_NOBODY))
def test_what_follows_by_itself_is_nobodys_to_do(action):
    state, everyone = State.EXPLAINING, set(Role)

    assert why_not(MOVES, action, state=state, roles=everyone) == f"Hệ thống tự {action.label}, không ai làm thay được."


def test_these_moves_give_a_sheet_back_with_a_reason():
    assert {Action.SEND_BACK, Action.DECLINE, Action.RESUME} == RETURNS
    assert RETURNS <= NEEDS_REASON


def test_the_printed_workflow_is_the_page_in_docs():
    printed = StringIO()

    call_command("print_workflow", stdout=printed)

    assert printed.getvalue() == (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
