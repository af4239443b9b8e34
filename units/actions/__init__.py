"""The only writers of this app."""

from units.actions.people import change_password, create_account, grant, revoke
from units.actions.units import Loaded, UnitRow, close_unit, load_units

__all__ = [
    "Loaded",
    "UnitRow",
    "change_password",
    "close_unit",
    "create_account",
    "grant",
    "load_units",
    "revoke",
]
