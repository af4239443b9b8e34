"""Who may do what on sheets, tasks and periods (pure).

A sheet is read by whoever reads its unit's work, in every state; a field owner reads the rows of the own field, of
every unit, and the documents they cite. Reporters and heads type and hand in the sheets of
their own units, while the period is open and the sheet a draft, and explain deductions while the sheet waits for it.
Appraisers and field owners give points to every unit but their own, in the first and the second appraisal; which rows
of a sheet are whose stands in appraisal.desk. Which move is open in which state stands in workflow.MOVES; here: where.
Tasks are read like sheets, by the co-ordinating units too; the lead unit and coordinators report them. Periods and
issued plans are read by everyone with a post: they say what is asked of whom, not what came of it. The province's plan
is written by coordinators, a unit's own plan by its reporter and head; the head issues it.
"""

from django.db.models import TextChoices

from indicators.enums import JUDGED, CommendationState, PeriodState, PlanState, State
from units.enums import Role
from units.rules import READ_PROVINCE, READ_WHOLE, Reach, Rule


class Deed(TextChoices):
    READ = "read", "xem phiếu"
    LOOK = "look", "mở bàn thẩm định"
    ENTER = "enter", "nhập phiếu"
    APPRAISE = "appraise", "thẩm định phiếu"
    DISCUSS = "discuss", "trao đổi về phiếu"
    EXPLAIN = "explain", "giải trình"
    REPORT = "report", "báo cáo nhiệm vụ"
    WRITE = "write", "lập kế hoạch"
    ISSUE = "issue", "ban hành kế hoạch"
    INSPECT = "inspect", "ghi kết quả kiểm tra"
    REMEDY = "remedy", "báo cáo khắc phục"
    RECOGNISE = "recognise", "công nhận sáng kiến"
    PROPOSED = "proposed", "xem đề nghị khen thưởng"
    COMMEND = "commend", "đề nghị khen thưởng"
    SURVEY = "survey", "tổ chức khảo sát"


READ_SHEETS = Rule(READ_WHOLE, field=True)
LOOK_SHEETS = Rule(READ_PROVINCE)
"""Whose sheets lie on the desk; a field owner's desk shows the rows of the field, and nothing else of the sheet."""

ENTER_SHEETS = Rule(
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN},
    states=frozenset({State.DRAFT}),
    periods=frozenset({PeriodState.OPEN}),
)
APPRAISE_SHEETS = Rule({Role.APPRAISER: Reach.OTHERS, Role.FIELD_OWNER: Reach.OTHERS}, states=JUDGED)
EXPLAIN_SHEETS = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}, states=frozenset({State.EXPLAINING}))

DISCUSS_SHEETS = Rule(
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.APPRAISER: Reach.OTHERS, Role.COORDINATOR: Reach.ALL},
    periods=frozenset({PeriodState.PREPARING, PeriodState.OPEN}),
)
"""Until the sheet is closed or published: whoever types, judges or runs the period talks about its rows."""

READ_TASKS = Rule(READ_PROVINCE)
REPORT_TASKS = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL})

READ_CALENDAR = Rule(dict.fromkeys(READ_PROVINCE, Reach.ALL))
"""Periods."""

READ_PLANS = Rule(READ_CALENDAR.reach, states=frozenset({PlanState.ISSUED, PlanState.ADJUSTED}))
WRITE_PLANS = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL})
"""In whatever state: a draft is read by those who write it. What stands in no unit is the province's plan."""

ISSUE_PLANS = Rule({Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL})

READ_DRAFTS = (Role.COORDINATOR, Role.APPRAISER, Role.FIELD_OWNER, Role.LEADER, Role.COUNCIL, Role.AUDITOR)
"""Who reads criteria sets while they are written."""

READ_SETS = (*READ_DRAFTS, Role.REPORTER, Role.HEAD)
"""Who reads issued criteria sets with their guidance: everyone with work on them."""

INSPECT = Rule({Role.COORDINATOR: Reach.ALL, Role.APPRAISER: Reach.OTHERS})
"""Who writes down inspections and looks at remedies; remedies are reported like tasks."""

RECOGNISE = Rule({Role.COORDINATOR: Reach.ALL})

COMMEND = Rule({Role.COORDINATOR: Reach.ALL})
READ_PROPOSED = Rule(dict.fromkeys((Role.COORDINATOR, Role.LEADER, Role.COUNCIL, Role.AUDITOR), Reach.ALL))
READ_COMMENDED = Rule(READ_CALENDAR.reach, states=frozenset({CommendationState.DECIDED}))
"""A decision on commendations is read out at the conference."""

READ_REMINDERS = Rule({}, owner=True)
"""One's own inbox, nobody else's."""

READ_DELIVERIES = Rule(dict.fromkeys((Role.COORDINATOR, Role.SYSADMIN), Reach.ALL))
"""What was promised to people and has not left the portal: to whom and why, not what it said."""

READ_SECOND_READINGS = Rule(dict.fromkeys((Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR), Reach.ALL), owner=True)
"""The rows one reads blind, and for those who look after even judgement what came of all of them."""

SURVEY = Rule({Role.COORDINATOR: Reach.ALL})
READ_SURVEYS = Rule(dict.fromkeys((Role.COORDINATOR, Role.AUDITOR), Reach.ALL))
"""What a survey found is nobody else's until it is released: from then on it stands in the sheets."""
