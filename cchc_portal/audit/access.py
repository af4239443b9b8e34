"""Who reads the trail. Roles are named as text: the trail is the ground floor and knows no domain app."""

import datetime as dt

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser

from cchc_portal.kit.refusals import Refused

READERS = frozenset({"coordinator", "auditor"})


def refuse_strangers(user: AbstractBaseUser | None, on: dt.date) -> None:
    """Raises Refused unless the person may read the trail that day."""
    person = apps.get_model("units.Membership").objects.person(user, on) if user else None
    if person is None or not any(person.has(role) for role in READERS):
        raise Refused("Trang này dành cho Điều phối CCHC và người kiểm tra, giám sát.")
