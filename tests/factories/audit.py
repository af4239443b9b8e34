"""People who act, and records of what they did."""

from itertools import count

from django.contrib.auth import get_user_model
from django.db import transaction

from cchc_portal.audit.trail import record

_numbers = count(1)


def someone(full_name="Nguyễn Thị An"):
    return get_user_model().objects.create_user(username=f"nguoi-{next(_numbers)}", full_name=full_name)


def deed(obj=None, *, action="unit.rename", **given):
    """One link of the chain, committed when the caller holds no transaction."""
    with transaction.atomic():
        return record(action, obj, **given)
