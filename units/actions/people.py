"""The list of people as a whole: accounts and posts from a file, all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.crypto import get_random_string

from cchc_portal.audit import trail
from cchc_portal.kit.later import later
from cchc_portal.kit.refusals import Refused
from units.actions.asking import ask
from units.actions.posts import PostEvent, give, record_all
from units.enums import Role
from units.links import token_of
from units.models import Membership, User
from units.policy import Deed


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One post of one person; `cell` is where the role stands in the file, for refusals."""

    username: str
    full_name: str
    email: str
    unit_id: int
    role: Role
    valid_from: dt.date
    valid_to: dt.date | None
    cell: str = ""


@dataclass(slots=True)
class LoadedPeople:
    """What a load did: new accounts each with the text that ends the address of its link, and counts of posts."""

    new: list[tuple[User, str]] = field(default_factory=list)
    granted: int = 0
    same: int = 0


@transaction.atomic
def load_people(*, rows: Sequence[PersonRow], by: User | None, now: dt.datetime) -> LoadedPeople:
    """Open the accounts that are missing and give the posts that are missing; the same list twice changes nothing.

    Raises Refused with every refusal, one to a line, each with its cell; then nothing is kept.
    """
    ask(by, Deed.MANAGE_PEOPLE, now)
    people = _people(rows)
    new = [user for user in people.values() if user.pk is None]
    for user in new:
        user.set_unusable_password()
        user.link_nonce, user.link_issued_at, user.link_issued_by = get_random_string(32), now, by
        user.save()
    events, same = _posts(rows, people, by, now)
    for user in new:
        after = {"username": user.username, "full_name": user.full_name, "mailed": bool(user.email)}
        trail.record("accounts.created", user, by=by, after=after)
        if user.email:
            later("units.mail_password_link", user.pk)
    record_all(events, by)
    return LoadedPeople([(user, token_of(user)) for user in new], len(events), same)


def _people(rows: Sequence[PersonRow]) -> dict[str, User]:
    """By user name: the accounts there are, locked, and those to be opened."""
    wanted = {row.username for row in rows}
    locked = User.objects.filter(username__in=wanted).select_for_update(of=("self",)).order_by("pk")
    people = {user.username: user for user in locked}
    for row in rows:
        people.setdefault(row.username, User(username=row.username, full_name=row.full_name, email=row.email))
    return people


def _posts(
    rows: Sequence[PersonRow], people: Mapping[str, User], by: User | None, now: dt.datetime
) -> tuple[list[PostEvent], int]:
    held = Membership.objects.filter(user__in=people.values(), acting_for=None).order_by("pk")
    known = set(held.values_list("user_id", "unit_id", "role", "valid_from", "valid_to"))
    events, refusals, same = [], [], 0
    for row in rows:
        user = people[row.username]
        if (user.pk, row.unit_id, row.role, row.valid_from, row.valid_to) in known:
            same += 1
            continue
        post = Membership(user=user, unit_id=row.unit_id, role=row.role)
        post.valid_from, post.valid_to = row.valid_from, row.valid_to
        try:
            events.append(give(post, by, now))
        except Refused as refusal:
            refusals.append(f"Ô {row.cell}: {refusal}" if row.cell else str(refusal))
    if refusals:
        raise Refused("\n".join(refusals))
    return events, same


class _Rehearsed(Exception):
    """Undoes what was done to see what would be done."""


def rehearse_people(*, rows: Sequence[PersonRow], by: User | None, now: dt.datetime) -> LoadedPeople:
    """What load_people would do, found by doing it and undoing it: nothing is kept. Raises Refused alike."""
    loaded = LoadedPeople()
    try:
        with transaction.atomic():
            loaded = load_people(rows=rows, by=by, now=now)
            raise _Rehearsed
    except _Rehearsed:
        return loaded
