"""The list of people as a file → checked rows, or every error with its cell address; writes nothing.

One line is one post; somebody with two posts stands in two lines.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cchc_portal.kit.excel import CellError, Column, Row, Source, choice, day, read_table, text
from cchc_portal.kit.numbers import Unreadable, show_date
from units.actions import PersonRow
from units.enums import Role
from units.forms.people import USERNAME, WRONG_EMAIL, WRONG_USERNAME
from units.imports import place
from units.models import Unit, User
from units.policy import Person, Post, why_not_give


def _username(value: Any) -> str:
    name: str = text(60)(value).lower()
    if not USERNAME.match(name):
        raise Unreadable(WRONG_USERNAME)
    return name


def _email(value: Any) -> str:
    address: str = text(254)(value)
    try:
        validate_email(address)
    except ValidationError:
        raise Unreadable(WRONG_EMAIL) from None
    return address


ROLES = choice({role.label: role for role in Role} | {role.value: role for role in Role}, Role.labels)

COLUMNS = (
    Column("username", ("Tên đăng nhập", "Tài khoản"), _username, required=True, width=22),
    Column("full_name", ("Họ và tên", "Họ tên"), text(120), required=True, width=28),
    Column("email", ("Thư điện tử", "Email"), _email, width=28),
    Column("unit", ("Mã đơn vị", "Đơn vị"), text(30), required=True),
    Column("role", ("Vai trò",), ROLES, required=True, width=26),
    Column("valid_from", ("Từ ngày",), day, required=True),
    Column("valid_to", ("Đến hết ngày", "Đến ngày"), day),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows to load; empty when there is any error."""

    rows: list[PersonRow]
    errors: list[CellError]


def read_people(source: Source, person: Person | None) -> Checked:
    """Read and check the list against itself, the units, the accounts known, and what `person` may give (None: all)."""
    table = read_table(source, COLUMNS)
    listed = Unit.objects.all() if person is None else Unit.objects.listed_for(person)
    units = {unit.code: unit for unit in listed.order_by("pk")}
    errors = [
        *table.errors,
        *_units(table.rows, units),
        *_dates(table.rows),
        *_names(table.rows),
        *_givable(table.rows, units, person),
        *_repeated(table.rows),
    ]
    if errors or not table.rows:
        return Checked([], sorted(errors, key=place) or [CellError("", "Tệp không có dòng nào dưới tiêu đề.")])
    return Checked([_row(row, units) for row in table.rows], [])


def _row(row: Row, units: Mapping[str, Unit]) -> PersonRow:
    values = row.values
    return PersonRow(
        username=values["username"],
        full_name=values["full_name"],
        email=values.get("email") or "",
        unit_id=units[values["unit"]].pk,
        role=values["role"],
        valid_from=values["valid_from"],
        valid_to=values.get("valid_to"),
        cell=row.cell("role"),
    )


def _units(rows: Sequence[Row], units: Mapping[str, Unit]) -> Iterable[CellError]:
    for row in rows:
        code, first = row.values.get("unit"), row.values.get("valid_from")
        if code is None:
            continue
        if code not in units:
            yield CellError(row.cell("unit"), f"Không có đơn vị mã “{code}”.")
        elif first is not None and not units[code].open_on(first):
            yield CellError(row.cell("unit"), f"{units[code].name} không hoạt động vào ngày {show_date(first)}.")


def _dates(rows: Sequence[Row]) -> Iterable[CellError]:
    for row in rows:
        first: dt.date | None = row.values.get("valid_from")
        last: dt.date | None = row.values.get("valid_to")
        if first and last and last < first:
            yield CellError(row.cell("valid_to"), f"Trước ngày bắt đầu {show_date(first)}.")


def _names(rows: Sequence[Row]) -> Iterable[CellError]:
    """One user name is one person: in the file, and between the file and the accounts there are."""
    wanted = {row.values["username"] for row in rows if "username" in row.values}
    everyone = User.objects.unscoped(reason="a user name is taken whoever holds it")
    known = dict(everyone.filter(username__in=wanted).order_by("pk").values_list("username", "full_name"))
    for row in rows:
        name, full_name = row.values.get("username"), row.values.get("full_name")
        if name and full_name and known.setdefault(name, full_name).casefold() != full_name.casefold():
            yield CellError(row.cell("full_name"), f"Tài khoản “{name}” là của {known[name]}.")


def _givable(rows: Sequence[Row], units: Mapping[str, Unit], person: Person | None) -> Iterable[CellError]:
    for row in rows:
        unit, role = units.get(row.values.get("unit") or ""), row.values.get("role")
        if person is None or unit is None or role is None:
            continue
        if refusal := why_not_give(person, Post(unit.pk, role), to=None):
            yield CellError(row.cell("role"), refusal)


def _repeated(rows: Sequence[Row]) -> Iterable[CellError]:
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        post = tuple(row.values.get(key) for key in ("username", "unit", "role"))
        if None not in post and first.setdefault(post, row) is not row:
            yield CellError(row.cell("role"), f"Người này đã có vai trò này ở dòng {first[post].number}.")
