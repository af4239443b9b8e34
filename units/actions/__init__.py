"""The only writers of this app."""

from units.actions.accounts import (
    change_password,
    create_account,
    issue_link,
    leave,
    lock_account,
    reset_second_factor,
    set_password,
    unlock_account,
)
from units.actions.posts import delegate, grant, revoke, transfer
from units.actions.sessions import (
    end_other_sessions,
    note_changed_factor,
    note_failure,
    note_sign_in,
    note_sign_out,
    note_wrong_code,
)
from units.actions.units import Loaded, UnitRow, close_unit, load_units

__all__ = [
    "Loaded",
    "UnitRow",
    "change_password",
    "close_unit",
    "create_account",
    "delegate",
    "end_other_sessions",
    "grant",
    "issue_link",
    "leave",
    "load_units",
    "lock_account",
    "note_changed_factor",
    "note_failure",
    "note_sign_in",
    "note_sign_out",
    "note_wrong_code",
    "reset_second_factor",
    "revoke",
    "set_password",
    "transfer",
    "unlock_account",
]
