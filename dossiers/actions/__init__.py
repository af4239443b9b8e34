"""The only writers of this app."""

from dossiers.actions.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    DayFacts,
    change_day,
    compare_closed,
    correct_closed,
    seed_calendar,
)
from dossiers.actions.catalogue import ProcedureRow, load_procedures
from dossiers.actions.checks import check_upload, recheck_upload
from dossiers.actions.lateness import Said, explain_lateness
from dossiers.actions.register import hand_over, rebuild_rollup
from dossiers.actions.specs import spec_of
from dossiers.actions.uploads import (
    MOVED,
    Moved,
    discard_upload,
    forget_files,
    load_upload,
    name_headings,
    receive_upload,
    write_upload,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MOVED",
    "DayFacts",
    "Moved",
    "ProcedureRow",
    "Said",
    "change_day",
    "check_upload",
    "compare_closed",
    "correct_closed",
    "discard_upload",
    "explain_lateness",
    "forget_files",
    "hand_over",
    "load_procedures",
    "load_upload",
    "name_headings",
    "rebuild_rollup",
    "receive_upload",
    "recheck_upload",
    "seed_calendar",
    "spec_of",
    "write_upload",
]
