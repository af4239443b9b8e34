"""The only writers of this app."""

from units.actions.people import change_password, create_account, grant, revoke
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
    "NewUnit",
    "UnitRow",
    "carry_out",
    "change_password",
    "choose_receivers",
    "confirm_reorganisation",
    "create_account",
    "draft_reorganisation",
    "grant",
    "load_units",
    "rehearse_units",
    "revoke",
    "withdraw_reorganisation",
]
