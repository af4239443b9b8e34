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
from indicators.models.exemptions import Exemption
from indicators.models.plans import Plan, Task

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "CriteriaSet",
    "Criterion",
    "Exemption",
    "Measurement",
    "Period",
    "PeriodSet",
    "Plan",
    "Score",
    "SurveyResult",
    "Task",
    "Trial",
]
