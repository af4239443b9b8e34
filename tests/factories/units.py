"""Units, people and posts, each with just enough to be believable."""

import datetime as dt
from itertools import count

from units import actions
from units.enums import Change, Level, Role
from units.models import Block, Membership, Unit, User
from units.previews import preview

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


NOW = dt.datetime(2026, 10, 5, 2, 30, tzinfo=dt.UTC)  # 09:30 in the province


def drafted(
    closing, *, existing=(), new=(), change=Change.MERGE, effective_on=dt.date(2026, 10, 1), by=None, now=NOW, **facts
):
    """A reorganisation nobody has confirmed; `closing` and `existing` are units, `new` NewUnit."""
    facts = {"document_number": "45/NQ-HĐND", "document_date": dt.date(2025, 2, 20)} | facts
    draft = actions.Draft(
        change=change,
        effective_on=effective_on,
        closing=[each.pk for each in closing],
        existing=[each.pk for each in existing],
        new=new,
        **facts,
    )
    return actions.draft_reorganisation(draft=draft, by=by, now=now)


def confirmed(reorganisation, *, by=None, now=NOW):
    seen = preview(reorganisation).seal
    return actions.confirm_reorganisation(reorganisation_id=reorganisation.pk, seen=seen, by=by, now=now)


def reorganised(closing, **facts):
    """Drafted and confirmed; done when its day is not after NOW. There is always somebody left to coordinate."""
    if not Membership.objects.filter(role=Role.COORDINATOR, valid_to=None).exists():
        coordinator()
    return confirmed(drafted(closing, **facts), now=facts.get("now", NOW))


def new_unit(code, name=None, *, level=Level.COMMUNE, **fields):
    return actions.NewUnit(code=code, name=name or f"Xã {code}", level=level, **fields)


def somehow_reorganised(step, one, two, *, day, code, among):
    """One of a random sequence: two living units, picked by number among the codes that match, are merged into a new
    one ("merge"), one joins the other ("join"), or one is split ("split", and where both are the same)."""
    living = list(Unit.objects.filter(valid_to=None, code__regex=among).order_by("pk"))
    a, b = living[one % len(living)], living[two % len(living)]
    if step == "split" or a == b:
        reorganised([a], change=Change.SPLIT, new=[new_unit(f"{code}{side}") for side in "xy"], effective_on=day)
    elif step == "merge":
        reorganised([a, b], new=[new_unit(code)], effective_on=day)
    else:
        reorganised([a], existing=[b], effective_on=day)
