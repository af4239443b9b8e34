"""The public names of what indicators remember."""

from indicators.models.assessments import (
    Assessment,
    AssessmentEvent,
    Measurement,
    Period,
    PeriodSet,
    Score,
    SurveyResult,
)
from indicators.models.criteria import CriteriaSet, Criterion, Trial
from indicators.models.evidence import Evidence, EvidenceUse
from indicators.models.exemptions import Exemption
from indicators.models.findings import VaultFinding
from indicators.models.indexes import PublishedIndex
from indicators.models.notes import Note, NoteRead
from indicators.models.officials import OfficialFigure
from indicators.models.plans import Plan, Task
from indicators.models.sheet_files import SheetFile

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "CriteriaSet",
    "Criterion",
    "Evidence",
    "EvidenceUse",
    "Exemption",
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
