"""Deeds on kept filters and chosen columns: everybody's own, so only the owner changes them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.lists import LISTS
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import clean
from units.actions.asking import refuse
from units.enums import Audience
from units.models import ColumnChoice, Membership, SavedFilter, User
from units.policy import why_not_share
from units.saved_queries import LONGEST, NAME_LENGTH, free_name

MOST = 30
"""Filters a person keeps of one list; more would be no help to find one."""


@transaction.atomic
def save_filter(*, page: str, name: str, query: str, by: User, now: dt.datetime) -> SavedFilter:
    """Keep the query of a list; whoever calls has read it with the filter of the list (saved_queries.kept)."""
    mine = _of(by, page)
    if len(mine) >= MOST:
        raise Refused(f"Đã có {MOST} bộ lọc của danh sách này. Hãy xóa bớt bộ lọc không dùng.")
    made = SavedFilter(owner=by, page=page, name=_named(name, mine), query=_asked(query), changed_at=now)
    made.save()
    trail.record("filters.saved", made, by=by, after=_facts(made))
    return made


@transaction.atomic
def edit_filter(
    *, filter_id: int, name: str, audience: Audience, unit_id: int | None, by: User, now: dt.datetime
) -> None:
    """Name it anew, and say who else finds it."""
    row = _locked(filter_id, by)
    before = _facts(row)
    if (audience, unit_id) != (row.audience, row.unit_id):  # what was shared once stays so when a post has ended
        refuse(why_not_share(Membership.objects.person(by, localdate(now)), audience, unit_id))
    row.name = _named(name, [each for each in _of(by, row.page) if each.pk != row.pk])
    row.audience, row.unit_id = audience, unit_id
    _save(row, "filters.edited", before, by, now)


@transaction.atomic
def replace_filter(*, filter_id: int, query: str, by: User, now: dt.datetime) -> None:
    """The same name for what the list shows now."""
    row = _locked(filter_id, by)
    before = _facts(row)
    row.query = _asked(query)
    _save(row, "filters.replaced", before, by, now)


@transaction.atomic
def choose_default(*, filter_id: int, wanted: bool, by: User, now: dt.datetime) -> None:
    """The list opens with this filter, for its owner, and no longer with another."""
    row = _locked(filter_id, by)
    before = _facts(row)
    for other in _of(by, row.page):
        if wanted and other.is_default and other.pk != row.pk:
            other.is_default = False
            other.save(update_fields=["is_default"])
    row.is_default = wanted
    _save(row, "filters.default_chosen", before, by, now)


@transaction.atomic
def copy_filter(*, filter_id: int, by: User, now: dt.datetime) -> SavedFilter:
    """One of one's own like that of somebody else; the caller asks whether it may be read."""
    source = SavedFilter.objects.get(pk=filter_id)
    taken = [each.name for each in _of(by, source.page)]
    return save_filter(page=source.page, name=free_name(source.name, taken), query=source.query, by=by, now=now)


@transaction.atomic
def delete_filter(*, filter_id: int, by: User) -> None:
    row = _locked(filter_id, by)
    trail.record("filters.deleted", row, by=by, before=_facts(row))
    row.delete()


@transaction.atomic
def choose_columns(*, page: str, columns: Sequence[str], by: User, now: dt.datetime) -> None:
    """The columns this person looks at from now on; the caller has asked the list which it has."""
    if not columns:
        raise Refused("Hãy chọn ít nhất một cột.")
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two windows choose one after the other
    before = ColumnChoice.objects.filter(owner=by, page=page).first()
    made, _ = ColumnChoice.objects.update_or_create(
        owner=by, page=page, defaults={"columns": list(columns), "changed_at": now}
    )
    told = {"list": _title(page), "columns": list(columns)}
    trail.record("columns.chosen", made, by=by, before={"columns": before.columns} if before else None, after=told)


def _title(page: str) -> str:
    return LISTS[page].title if page in LISTS else page


def _of(owner: User, page: str) -> list[SavedFilter]:
    """The owner's filters of that list; the owner is locked, so that two windows come one after the other."""
    User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    return list(SavedFilter.objects.filter(owner=owner, page=page).order_by("pk"))


def _locked(filter_id: int, by: User) -> SavedFilter:
    """Raises Refused for a filter of somebody else, and when another window has deleted it."""
    row = SavedFilter.objects.select_for_update(of=("self",)).filter(pk=filter_id, owner=by).first()
    if row is None:
        raise Refused("Chỉ người lưu mới sửa, xóa được bộ lọc này; anh/chị có thể chép thành bộ lọc của mình.")
    return row


def _named(name: str, others: Sequence[SavedFilter]) -> str:
    name = clean(name)
    if not name:
        raise Refused("Chưa đặt tên cho bộ lọc.")
    if len(name) > NAME_LENGTH:
        raise Refused(f"Tên dài quá {NAME_LENGTH} chữ, hãy đặt ngắn lại.")
    if name.lower() in {each.name.lower() for each in others}:
        raise Refused(f"Đã có bộ lọc tên “{name}” ở danh sách này. Hãy đặt tên khác.")
    return name


def _asked(query: str) -> str:
    if not query:
        raise Refused("Chưa chọn điều kiện nào để lưu. Hãy chọn điều kiện, bấm Xem, rồi lưu.")
    if len(query) > LONGEST:
        raise Refused("Bộ lọc có quá nhiều điều kiện để lưu. Hãy bỏ bớt.")
    return query


def _save(row: SavedFilter, deed: str, before: dict[str, object], by: User, now: dt.datetime) -> None:
    row.changed_at = now
    row.save()
    trail.record(deed, row, by=by, before=before, after=_facts(row))


def _facts(row: SavedFilter) -> dict[str, object]:
    return {
        "list": _title(row.page),
        "name": row.name,
        "query": row.query,
        "shared_with": row.unit.name if row.unit else str(Audience(row.audience).label),
        "is_default": row.is_default,
    }
