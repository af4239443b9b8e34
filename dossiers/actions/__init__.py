"""The only writers of this app."""

from dossiers.actions.calendar import seed_calendar
from dossiers.actions.register import hand_over, rebuild_rollup
from dossiers.actions.uploads import load_upload, receive_upload, spec_of

__all__ = ["hand_over", "load_upload", "rebuild_rollup", "receive_upload", "seed_calendar", "spec_of"]
