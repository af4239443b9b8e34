"""The public names of what indicators remember."""

from indicators.models.assessments import (
    Assessment,
    AssessmentEvent,
    Measurement,
    Score,
    SurveyResult,
)
from indicators.models.assignments import Assignment
from indicators.models.awards import Commendation, RelatedIndex
from indicators.models.criteria import CriteriaSet, Criterion, Trial
from indicators.models.documents import WorkPaper
from indicators.models.evidence import Evidence, EvidenceUse
from indicators.models.exemptions import Exemption
from indicators.models.findings import VaultFinding
from indicators.models.indexes import PublishedIndex
from indicators.models.inspections import Finding, FollowUp, Inspection
from indicators.models.justifications import Justification
from indicators.models.notes import Note, NoteRead
from indicators.models.officials import OfficialFigure
from indicators.models.periods import Period, PeriodSet
from indicators.models.plans import Plan, PlanAdjustment, PlanFile, Task, TaskChange, TaskReport
from indicators.models.publicity import Initiative, PublicityActivity
from indicators.models.reminders import Delivery, Reminder
from indicators.models.second_readings import SecondReading
from indicators.models.sheet_files import SheetFile
from indicators.models.surveys import SpentSlip, Survey, SurveyQuestion, SurveySlip, SurveyTally

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "Assignment",
    "Commendation",
    "CriteriaSet",
    "Criterion",
    "Delivery",
    "Evidence",
    "EvidenceUse",
    "Exemption",
    "Finding",
    "FollowUp",
    "Initiative",
    "Inspection",
    "Justification",
    "Measurement",
    "Note",
    "NoteRead",
    "OfficialFigure",
    "Period",
    "PeriodSet",
    "Plan",
    "PlanAdjustment",
    "PlanFile",
    "PublicityActivity",
    "PublishedIndex",
    "RelatedIndex",
    "Reminder",
    "Score",
    "SecondReading",
    "SheetFile",
    "SpentSlip",
    "Survey",
    "SurveyQuestion",
    "SurveyResult",
    "SurveySlip",
    "SurveyTally",
    "Task",
    "TaskChange",
    "TaskReport",
    "Trial",
    "VaultFinding",
    "WorkPaper",
]
