"""The public names of what indicators remember."""

from indicators.models.assessments import (
    Assessment,
    AssessmentEvent,
    Measurement,
    Score,
    SurveyResult,
)
from indicators.models.assignments import Assignment
from indicators.models.criteria import CriteriaSet, Criterion, Trial
from indicators.models.evidence import Evidence, EvidenceUse
from indicators.models.exemptions import Exemption
from indicators.models.findings import VaultFinding
from indicators.models.indexes import PublishedIndex
from indicators.models.justifications import Justification
from indicators.models.notes import Note, NoteRead
from indicators.models.officials import OfficialFigure
from indicators.models.periods import Period, PeriodSet
from indicators.models.plans import Plan, Task
from indicators.models.sheet_files import SheetFile

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "Assignment",
    "CriteriaSet",
    "Criterion",
    "Evidence",
    "EvidenceUse",
    "Exemption",
    "Justification",
    "Measurement",
    "Note",
    "NoteRead",
    "OfficialFigure",
    "Period",
    "PeriodSet",
    "Plan",
    "PublishedIndex",
    "Score",
    "SheetFile",
    "SurveyResult",
    "Task",
    "Trial",
    "VaultFinding",
]
