"""The only writers of this app."""

from units.actions.accounts import (
    change_password,
    choose_channels,
    create_account,
    issue_link,
    leave,
    lock_account,
    reset_second_factor,
    set_password,
    unlock_account,
)
from units.actions.keys import issue_key, note_key_used, revoke_key
from units.actions.people import LoadedPeople, PersonRow, load_people, rehearse_people
from units.actions.posts import delegate, grant, revoke, transfer
from units.actions.sessions import (
    end_other_sessions,
    note_changed_factor,
    note_failure,
    note_sign_in,
    note_sign_out,
    note_wrong_code,
)
from units.actions.succession import (
    Draft,
    NewUnit,
    carry_out,
    choose_receivers,
    confirm_reorganisation,
    draft_reorganisation,
    withdraw_reorganisation,
)
from units.actions.units import Loaded, UnitRow, load_units, rehearse_units

__all__ = [
    "Draft",
    "Loaded",
    "LoadedPeople",
    "NewUnit",
    "PersonRow",
    "UnitRow",
    "carry_out",
    "change_password",
    "choose_channels",
    "choose_receivers",
    "confirm_reorganisation",
    "create_account",
    "delegate",
    "draft_reorganisation",
    "end_other_sessions",
    "grant",
    "issue_key",
    "issue_link",
    "leave",
    "load_people",
    "load_units",
    "lock_account",
    "note_changed_factor",
    "note_failure",
    "note_key_used",
    "note_sign_in",
    "note_sign_out",
    "note_wrong_code",
    "rehearse_people",
    "rehearse_units",
    "reset_second_factor",
    "revoke",
    "revoke_key",
    "set_password",
    "transfer",
    "unlock_account",
    "withdraw_reorganisation",
]
