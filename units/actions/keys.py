"""Deeds on the keys of programs."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from units.actions.asking import ask_to_manage
from units.enums import Role
from units.keys import LONGEST, digest, fresh
from units.models import ApiKey, Membership, User


@transaction.atomic
def issue_key(
    *, account_id: int, name: str, addresses: Sequence[str], expires_on: dt.date, by: User | None, now: dt.datetime
) -> str:
    """A new key for a program's account; the answer is the key itself, which nobody can show again."""
    account = User.objects.select_for_update(of=("self",)).get(pk=account_id)
    ask_to_manage(by, account, now)
    today = localdate(now)
    if not Membership.objects.person(account, today).has(Role.API_CLIENT):
        raise Refused(f"Chỉ tài khoản giữ vai trò {Role.API_CLIENT.label} mới có khóa kết nối.")
    if not today <= expires_on <= today + dt.timedelta(days=LONGEST):
        raise Refused(f"Khóa kết nối dùng được từ hôm nay và nhiều nhất {LONGEST} ngày.")
    selector, key = fresh()
    made = ApiKey.objects.create(
        account=account,
        name=name,
        selector=selector,
        digest=digest(key),
        addresses=list(addresses),
        expires_on=expires_on,
        created_at=now,
        created_by=by,
    )
    trail.record("keys.issued", account, by=by, after=_facts(made))
    return key


@transaction.atomic
def revoke_key(*, key_id: int, by: User | None, now: dt.datetime) -> None:
    """Close a key at once; the next request with it is refused."""
    key = ApiKey.objects.select_for_update(of=("self",)).select_related("account").get(pk=key_id)
    ask_to_manage(by, key.account, now)
    if key.revoked_at is not None:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    trail.record("keys.revoked", key.account, by=by, before=_facts(key))


@transaction.atomic
def note_key_used(*, key_id: int, on: dt.date) -> None:
    """Remember the day, so that keys nobody uses are seen; no deed, hence no line in the trail."""
    ApiKey.objects.filter(pk=key_id).exclude(last_used_on=on).update(last_used_on=on)


def _facts(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "selector": key.selector,
        "addresses": list(key.addresses),
        "expires_on": key.expires_on.isoformat(),
    }
