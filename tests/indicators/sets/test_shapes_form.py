"""Fields drawn from declared shapes: what is drawn and sent back unchanged is the document again, for every rule."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from indicators.forms.criteria import HeadForm, NodeForm
from indicators.forms.shapes import SPARE_ROWS, Control, drawn, taken
from indicators.records import date, entry, flag, list_of, number, one_of, paragraphs, record, table_of, text, whole
from indicators.rules.base import Nothing
from indicators.sets.document import Row, read_set
from indicators.sets.edits import below, parsed, rows, with_head
from indicators.sets.trials import rule_digest
from indicators.sets.writing import written_set
from indicators.shapes import described
from tests.factories.criteria import WORKED_SETS, worked_set


def sent(controls: tuple[Control, ...]) -> dict[str, str]:
    """What a browser would send of these fields."""
    data: dict[str, str] = {}
    for control in controls:
        inside = [*control.controls, *(cell for line in control.rows for cell in line)]
        if inside:
            data |= sent(tuple(inside))
        elif control.kind != "tick" or control.value == "on":
            data[control.name] = control.value
    return data


ALL = sorted(path.stem for path in WORKED_SETS.glob("*.toml"))


@pytest.mark.parametrize("code", ALL)
def test_every_node_of_a_worked_set_survives_its_form(code):
    document = parsed(worked_set(code))
    listed = []
    for row in rows(document):
        is_leaf = not below(document, row["code"])
        form = NodeForm(document, row, is_leaf=is_leaf)
        data = sent((*form.first, *form.parameters, *form.of_leaf, *form.last))
        again = NodeForm(document, row, is_leaf=is_leaf, data=data | {"parent": form.parent, "rule.kind": form.kind})
        assert again.errors == {}
        listed.append({**again.written, **({"parent": row["parent"]} if "parent" in row else {})})

    saved = {**document, "criteria": listed}

    assert read_set(written_set(saved)) == read_set(worked_set(code))
    assert [rule_digest(row) for row in listed] == [rule_digest(row) for row in rows(document)]


@pytest.mark.parametrize("code", ALL)
def test_the_head_of_a_worked_set_survives_its_form(code):
    document = parsed(worked_set(code))
    form = HeadForm(document)

    again = HeadForm(document, sent((*form.head_controls, *form.scoring_controls, *form.table_controls)))

    assert again.errors == {}
    assert read_set(written_set(with_head(document, again.written))) == read_set(worked_set(code))


def entries():

    fields = [
        ("points", Decimal, entry(number(0, cents=True), label="Điểm", unit="điểm")),
        ("times", int, entry(whole(0, 9), default=1, label="Số lần")),
        ("on", bool, entry(flag, default=True, label="Kể cả")),
        ("day", dt.date, entry(date, default=None, label="Ngày")),
        ("said", str, entry(paragraphs, default="", label="Lời")),
        ("nothing", Nothing, entry(one_of(Nothing), default=None, label="Khi không phát sinh")),
        ("names", tuple, entry(list_of(text(9)), default=(), label="Các tên")),
        ("weights", dict, entry(table_of(number(0, 1)), default={}, label="Trọng số")),
    ]
    return described(dataclasses.make_dataclass("Every", fields, kw_only=True))


def test_numbers_days_lists_and_tables_are_read_as_people_write_them():
    found = taken(
        entries(),
        {
            "points": "1.234,50",
            "times": "2",
            "day": "31/12/2025",
            "said": "một\r\nhai",
            "nothing": "full",
            "names": "done, early ,",
            "weights-0-name": "in_time",
            "weights-0-value": "0,5",
            "weights-3-name": "",
        },
    )

    assert found.errors == {}
    assert found.written == {
        "points": Decimal("1234.50"),
        "times": 2,
        "on": False,
        "day": dt.date(2025, 12, 31),
        "said": "một\nhai",
        "nothing": "full",
        "names": ["done", "early"],
        "weights": {"in_time": Decimal("0.5")},
    }


def test_what_cannot_be_read_is_said_field_by_field_and_kept_as_typed():
    data = {"points": "12a", "times": "1,5", "day": "31/02/2025", "weights-0-name": "x", "weights-0-value": "nửa"}

    found = taken(entries(), data)

    assert found.errors == {
        "points": "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "times": "Chỉ nhập số nguyên, ví dụ 2.",
        "day": "Ghi ngày có thật, dạng 31/12/2025.",
        "weights-0-value": "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
    }
    again = {control.name: control for control in drawn(entries(), {}, typed=data, errors=found.errors)}
    assert (again["points"].value, again["points"].error) == ("12a", found.errors["points"])
    assert again["weights"].rows[0][1].value == "nửa"


def test_what_is_empty_or_the_default_is_left_out():
    assert taken(entries(), {"times": "1", "on": "on", "points": " "}).written == {}


def test_a_record_is_a_group_and_gone_when_empty():

    inner = dataclasses.make_dataclass("Inner", [("points", Decimal, entry(number(0), label="Điểm"))])
    outer = dataclasses.make_dataclass("Outer", [("remedy", inner, entry(record(inner), default=None, label="Nâng"))])

    (group,) = drawn(described(outer), {"remedy": {"points": 2}})

    assert (group.kind, group.controls[0].name, group.controls[0].value) == ("group", "remedy-points", "2")
    assert taken(described(outer), {"remedy-points": ""}).written == {}
    assert taken(described(outer), {"remedy-points": "0,25"}).written == {"remedy": {"points": Decimal("0.25")}}


def test_a_form_drawn_again_has_two_spare_lines_however_often_it_is_sent():
    """Selects of empty lines are sent too; they fill no line."""
    entries = [entry for entry in described(Row) if entry["key"] == "inputs"]
    sent = {"inputs-0-name": "done", "inputs-0-label": "Đã làm"} | {f"inputs-{at}-source": "typed" for at in range(3)}

    (table,) = drawn(entries, {}, typed=sent)

    assert len(table.rows) == 1 + SPARE_ROWS
