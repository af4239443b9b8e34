"""Edits of a draft set in the browser: one node or the head at a time, never over somebody else's saving."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.criteria import refuse_unless, store
from indicators.enums import SetAction
from indicators.models import CriteriaSet, Trial
from indicators.sets.diff import differences, head_differences
from indicators.sets.edits import (
    DEEPEST,
    Document,
    Row,
    Unknown,
    branch_of,
    changed,
    depth_of,
    height_of,
    parsed,
    row_of,
    rows,
    shifted,
    with_child,
    with_head,
    without,
)
from indicators.sets.trials import rule_digest, stamp
from units.models import User

GONE = "Tiêu chí {code} không còn trong bộ tiêu chí: có người vừa đổi mã hoặc xóa. Hãy tải lại trang."
LONGEST_TOLD = 20  # sentences of one edit in the trail; renumbering an area changes every criterion below


@transaction.atomic
def save_criterion(*, set_id: int, code: str, seen: str, row: Row, parent: str, by: User, now: dt.datetime) -> str:
    """Put `row` in place of the criterion, under `parent` ("": an area); returns its code, which may be a new one.

    `seen` is the stamp of what the editor saw; Stale when somebody saved that criterion meanwhile.
    Raises Refused where the set is no draft, the code is taken, or the criterion cannot stand there.
    """
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    old = _row(document, code)
    if refusal := _why_not_there(document, code, str(row["code"]), parent):
        raise Refused(refusal)
    result, new = changed(document, code, row, parent)
    if row_of(result, new) == old:  # nothing to lose, even where the stamp is an old one
        return new
    if stamp(old) != seen:
        raise Stale
    _keep(criteria_set, document, result, by, now)
    return new


@transaction.atomic
def add_criterion(*, set_id: int, parent: str, by: User, now: dt.datetime) -> str:
    """A new criterion below `parent` ("": an area); returns its code. Raises Refused below the fifth level."""
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    if parent and depth_of(document, _row(document, parent)["code"]) >= DEEPEST:
        raise Refused(f"Bộ tiêu chí có nhiều nhất {DEEPEST} cấp nên không thêm được dưới tiêu chí {parent}.")
    result, code = with_child(document, parent)
    _keep(criteria_set, document, result, by, now)
    return code


@transaction.atomic
def remove_criterion(*, set_id: int, code: str, seen: str, by: User, now: dt.datetime) -> None:
    """The criterion and everything below it go. Stale when it is no longer what the editor saw."""
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    if stamp(_row(document, code)) != seen:
        raise Stale
    _keep(criteria_set, document, without(document, code), by, now)


@transaction.atomic
def shift_criterion(*, set_id: int, code: str, places: int, by: User, now: dt.datetime) -> None:
    """One place up (-1) or down (1) among its sisters."""
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    _keep(criteria_set, document, shifted(document, _row(document, code)["code"], places), by, now)


@transaction.atomic
def save_head(*, set_id: int, seen: str, head: Mapping[str, Any], by: User, now: dt.datetime) -> None:
    """The top of the set, how it adds up, its grades and gates. Stale when somebody saved them meanwhile."""
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    if head_stamp(document) != seen:
        raise Stale
    _keep(criteria_set, document, with_head(document, head), by, now)


@transaction.atomic
def mark_tried(*, set_id: int, codes: Iterable[str], by: User, now: dt.datetime) -> None:
    """Somebody tried these rules as they stand now."""
    criteria_set = _draft(set_id, by, now)
    document = parsed(criteria_set.source)
    tried = {(code, rule_digest(_row(document, code))) for code in codes}
    known = set(criteria_set.trials.values_list("code", "digest"))
    criteria_set.trials.bulk_create(
        Trial(criteria_set=criteria_set, code=code, digest=digest, by=by, at=now)
        for code, digest in sorted(tried - known)
    )


def head_stamp(document: Document) -> str:
    return stamp({key: value for key, value in document.items() if key != "criteria"})


def _draft(set_id: int, by: User, now: dt.datetime) -> CriteriaSet:
    criteria_set = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=set_id)
    refuse_unless(SetAction.EDIT, criteria_set, by, now)
    return criteria_set


def _row(document: Document, code: str) -> Row:
    try:
        return row_of(document, code)
    except Unknown as error:
        raise Refused(GONE.format(code=code)) from error


def _why_not_there(document: Document, code: str, new: str, parent: str) -> str | None:
    if new != code and new in {each["code"] for each in rows(document)}:
        return f"Mã {new} đã dùng cho một tiêu chí khác trong bộ."
    if parent in branch_of(document, code):
        return f"Tiêu chí {code} không thể nằm dưới chính nó ({parent})."
    if parent and depth_of(document, _row(document, parent)["code"]) + height_of(document, code) > DEEPEST:
        return f"Bộ tiêu chí có nhiều nhất {DEEPEST} cấp nên không chuyển được xuống dưới {parent}."
    return None


def _keep(criteria_set: CriteriaSet, old: Document, new: Document, by: User, now: dt.datetime) -> None:
    store(criteria_set, new, now=now)
    said = [*head_differences(old, new), *_criteria_told(old, new)]
    if not said:
        return
    more = [f"và {len(said) - LONGEST_TOLD} thay đổi khác"] if len(said) > LONGEST_TOLD else []
    after = {"changes": [*said[:LONGEST_TOLD], *more]}
    trail.record("criteria_set.edit", criteria_set, by=by, before=None, after=after)


def _criteria_told(old: Document, new: Document) -> list[str]:
    return [f"{each.code or each.old_code}: {each.sentence}" for each in differences(_plain(old), _plain(new))]


def _plain(document: Document) -> Document:
    """Without the map to last year: two states of one draft are compared by code."""
    listed = [{key: value for key, value in row.items() if key != "was"} for row in rows(document)]
    return {**document, "criteria": listed}
