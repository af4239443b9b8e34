"""A table of moves and its one question."""

from django.db.models import TextChoices

from cchc_portal.kit.moves import Move, why_not


class State(TextChoices):
    DRAFT = "draft", "đang soạn"
    SENT = "sent", "đã nộp"


class Action(TextChoices):
    SEND = "send", "nộp"


class Role(TextChoices):
    HEAD = "head", "Lãnh đạo"
    CLERK = "clerk", "Cán bộ"


MOVES = {Action.SEND: Move(frozenset({State.DRAFT}), State.SENT, frozenset(Role))}


def test_why_not_is_silent_when_state_and_role_fit():
    assert why_not(MOVES, Action.SEND, state=State.DRAFT, roles={"head"}) is None


def test_why_not_names_the_state_first():
    sentence = why_not(MOVES, Action.SEND, state=State.SENT, roles=set())

    assert sentence == "Không thể nộp khi phiếu ở trạng thái “đã nộp”."


def test_why_not_names_who_may():
    sentence = why_not(MOVES, Action.SEND, state=State.DRAFT, roles={"guest"})

    assert sentence == "Chỉ Cán bộ hoặc Lãnh đạo được nộp."
