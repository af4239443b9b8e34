"""The only writers of this app."""

from dossiers.actions.calendar import DayFacts, change_day, correct_closed, seed_calendar
from dossiers.actions.catalogue import ProcedureRow, load_procedures
from dossiers.actions.lateness import Said, explain_lateness
from dossiers.actions.register import hand_over, rebuild_rollup
from dossiers.actions.uploads import load_upload, receive_upload, spec_of

__all__ = [
    "DayFacts",
    "ProcedureRow",
    "Said",
    "change_day",
    "correct_closed",
    "explain_lateness",
    "hand_over",
    "load_procedures",
    "load_upload",
    "rebuild_rollup",
    "receive_upload",
    "seed_calendar",
    "spec_of",
]
