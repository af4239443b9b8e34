"""Units, people and posts, each with just enough to be believable."""

import datetime as dt
from itertools import count

from units.enums import Level, Role
from units.models import Block, Membership, Unit, User

BEGINNING = dt.date(2020, 1, 1)
PASSWORD = "con trâu vàng 2026"

_numbers = count(1)


def block(code="so", name="Khối sở, ban, ngành", **fields):
    return Block.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def unit(name=None, *, code=None, level=Level.DEPARTMENT, valid_from=BEGINNING, **fields):
    number = next(_numbers)
    return Unit.objects.create(
        code=code or f"DV{number}", name=name or f"Sở số {number}", level=level, valid_from=valid_from, **fields
    )


def user(full_name="Nguyễn Thị Lan", *, username=None, password=None, **fields):
    """Without a password the account cannot sign in, which spares the hashing; tests use client.force_login."""
    return User.objects.create_user(username or f"nguoi{next(_numbers)}", password, full_name=full_name, **fields)


def post(person=None, where=None, role=Role.REPORTER, *, valid_from=BEGINNING, valid_to=None):
    return Membership.objects.create(
        user=person or user(), unit=where or unit(), role=role, valid_from=valid_from, valid_to=valid_to
    )


def holder(role, where=None, **fields):
    """A person with that role, since the beginning."""
    person = user(**fields)
    post(person, where, role)
    return person


def coordinator(where=None, **fields):
    return holder(Role.COORDINATOR, where, **fields)
