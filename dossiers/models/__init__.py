"""What dossiers are stored as: the catalogue and calendar, the register, and what happened to single dossiers."""

from dossiers.models.catalogue import CalendarComparison, CalendarDay, Procedure, ProcedureVersion
from dossiers.models.proceedings import Extension, Lateness, Pause
from dossiers.models.register import CODE_ONCE, Dossier, DossierQuerySet
from dossiers.models.rollups import (
    MonthlyCount,
    MonthlyCountQuerySet,
    ProcedureSlot,
    ProcedureStock,
    ProvinceSlot,
    UnitSlot,
    UnitStock,
)
from dossiers.models.uploads import HeadingName, Upload, UploadQuerySet, quarantined

__all__ = [
    "CODE_ONCE",
    "CalendarComparison",
    "CalendarDay",
    "Dossier",
    "DossierQuerySet",
    "Extension",
    "HeadingName",
    "Lateness",
    "MonthlyCount",
    "MonthlyCountQuerySet",
    "Pause",
    "Procedure",
    "ProcedureSlot",
    "ProcedureStock",
    "ProcedureVersion",
    "ProvinceSlot",
    "UnitSlot",
    "UnitStock",
    "Upload",
    "UploadQuerySet",
    "quarantined",
]
