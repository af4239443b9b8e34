"""What dossiers are stored as: the catalogue and calendar, the register, and what happened to single dossiers."""

from dossiers.models.catalogue import CalendarDay, Procedure, ProcedureVersion
from dossiers.models.proceedings import Extension, Lateness, Pause
from dossiers.models.register import Dossier, DossierQuerySet, Upload, UploadQuerySet, quarantined
from dossiers.models.rollups import MonthlyCount, MonthlyCountQuerySet, ProcedureSlot, UnitSlot

__all__ = [
    "CalendarDay",
    "Dossier",
    "DossierQuerySet",
    "Extension",
    "Lateness",
    "MonthlyCount",
    "MonthlyCountQuerySet",
    "Pause",
    "Procedure",
    "ProcedureSlot",
    "ProcedureVersion",
    "UnitSlot",
    "Upload",
    "UploadQuerySet",
    "quarantined",
]
