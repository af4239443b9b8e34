"""Who reads, fills in and appraises sheets, and writes plans, inspections, surveys and awards, as tables."""

from indicators.enums import CommendationState, PeriodState, PlanState, State
from indicators.policy import (
    APPRAISE_SHEETS,
    COMMEND,
    DISCUSS_SHEETS,
    ENTER_SHEETS,
    EXPLAIN_SHEETS,
    INSPECT,
    ISSUE_PLANS,
    LOOK_SHEETS,
    READ_CALENDAR,
    READ_COMMENDED,
    READ_DELIVERIES,
    READ_PLANS,
    READ_PROPOSED,
    READ_REMINDERS,
    READ_SECOND_READINGS,
    READ_SHEETS,
    READ_SURVEYS,
    READ_TASKS,
    RECOGNISE,
    REPORT_TASKS,
    SURVEY,
    WRITE_PLANS,
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
    again = dict.fromkeys((Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR), Reach.ALL)
    assert Rule(again, owner=True) == READ_SECOND_READINGS
    talk = {**OWN, Role.APPRAISER: Reach.OTHERS, Role.COORDINATOR: Reach.ALL}
    assert Rule(talk, periods=frozenset({PeriodState.PREPARING, PeriodState.OPEN})) == DISCUSS_SHEETS


def test_rules_of_tasks_and_of_the_calendar() -> None:
    assert Rule(READ_PROVINCE) == READ_TASKS
    assert Rule({**OWN, Role.COORDINATOR: Reach.ALL}) == REPORT_TASKS
    assert Rule(dict.fromkeys(set(Role) - {Role.SYSADMIN}, Reach.ALL)) == READ_CALENDAR


EVERYONE = dict.fromkeys(set(Role) - {Role.SYSADMIN}, Reach.ALL)
COORDINATORS = Rule({Role.COORDINATOR: Reach.ALL})


def of_all(*roles: Role) -> Rule:
    return Rule(dict.fromkeys(roles, Reach.ALL))


def test_rules_of_plans() -> None:
    assert Rule(EVERYONE, states=frozenset({PlanState.ISSUED, PlanState.ADJUSTED})) == READ_PLANS
    assert Rule({**OWN, Role.COORDINATOR: Reach.ALL}) == WRITE_PLANS
    assert Rule({Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL}) == ISSUE_PLANS


def test_rules_of_inspections_initiatives_and_awards() -> None:
    assert Rule({Role.COORDINATOR: Reach.ALL, Role.APPRAISER: Reach.OTHERS}) == INSPECT
    assert (RECOGNISE, COMMEND) == (COORDINATORS, COORDINATORS)
    assert of_all(Role.COORDINATOR, Role.LEADER, Role.COUNCIL, Role.AUDITOR) == READ_PROPOSED
    assert Rule(EVERYONE, states=frozenset({CommendationState.DECIDED})) == READ_COMMENDED


def test_rules_of_surveys_and_reminders() -> None:
    assert (of_all(Role.COORDINATOR, Role.AUDITOR), COORDINATORS) == (READ_SURVEYS, SURVEY)
    assert (Rule({}, owner=True), of_all(Role.COORDINATOR, Role.SYSADMIN)) == (READ_REMINDERS, READ_DELIVERIES)


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
