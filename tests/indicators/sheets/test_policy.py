"""Who reads, fills in and appraises sheets, as tables."""

from indicators.enums import PeriodState, State
from indicators.policy import (
    APPRAISE_SHEETS,
    ENTER_SHEETS,
    EXPLAIN_SHEETS,
    LOOK_SHEETS,
    READ_CALENDAR,
    READ_SHEETS,
    READ_TASKS,
    REPORT_TASKS,
    Deed,
)
from units.enums import Role
from units.rules import READ_PROVINCE, READ_WHOLE, Reach, Rule

OWN = {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}


def test_rules_of_sheets() -> None:
    draft, open_period = frozenset({State.DRAFT}), frozenset({PeriodState.OPEN})

    assert Rule(READ_WHOLE, field=True) == READ_SHEETS
    assert Rule(READ_PROVINCE) == LOOK_SHEETS
    assert Rule(OWN, states=draft, periods=open_period) == ENTER_SHEETS
    judges = {Role.APPRAISER: Reach.OTHERS, Role.FIELD_OWNER: Reach.OTHERS}
    assert Rule(judges, states=frozenset({State.SUBMITTED, State.EXPLAINED})) == APPRAISE_SHEETS
    assert Rule(OWN, states=frozenset({State.EXPLAINING})) == EXPLAIN_SHEETS


def test_rules_of_tasks_and_of_the_calendar() -> None:
    assert Rule(READ_PROVINCE) == READ_TASKS
    assert Rule({**OWN, Role.COORDINATOR: Reach.ALL}) == REPORT_TASKS
    assert Rule(dict.fromkeys(set(Role) - {Role.SYSADMIN}, Reach.ALL)) == READ_CALENDAR


def test_deeds_are_said_in_words() -> None:
    assert dict(Deed.choices) == {
        "read": "xem phiếu",
        "look": "mở bàn thẩm định",
        "enter": "nhập phiếu",
        "appraise": "thẩm định phiếu",
        "discuss": "trao đổi về phiếu",
        "explain": "giải trình",
        "report": "báo cáo nhiệm vụ",
        "write": "lập kế hoạch",
        "issue": "ban hành kế hoạch",
        "inspect": "ghi kết quả kiểm tra",
        "remedy": "báo cáo khắc phục",
        "recognise": "công nhận sáng kiến",
        "proposed": "xem đề nghị khen thưởng",
        "commend": "đề nghị khen thưởng",
        "survey": "tổ chức khảo sát",
    }
