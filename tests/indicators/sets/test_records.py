"""Records read from plain data: every fault with its place, and back again."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pytest

from indicators import records
from indicators.records import Place, entry, read, written


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    edge: Decimal = entry(records.number(0, 10), key="from")


@dataclass(frozen=True, slots=True)
class Outer:
    name: str = entry(records.text(5))
    colour: Colour = entry(records.one_of(Colour), default=Colour.RED)
    parts: tuple[Inner, ...] = entry(records.list_of(records.record(Inner)), default=())
    weights: dict[str, Decimal] = entry(records.table_of(records.number()), default={"a": Decimal(1)})
    places: int = entry(records.whole(0, 3), default=2)
    limit: Decimal | None = entry(records.number(), default=None)


def test_a_record_survives_writing_and_reading():
    outer = Outer("tên", Colour.BLUE, (Inner(Decimal("1.5")),), {"b": Decimal(2)})

    stored = json.loads(json.dumps(written(outer)))

    assert stored == {
        "name": "tên",
        "colour": "blue",
        "parts": [{"from": "1.5"}],
        "weights": {"b": "2"},
        "places": 2,
    }
    assert read(Outer, stored, Place("Đây", [])) == outer


def test_defaults_are_not_shared_between_records():
    assert Outer("a").weights is not Outer("b").weights


def test_every_fault_of_a_record_is_named_with_its_place():
    faults = []

    found = read(Outer, {"colour": "green", "parts": [{"from": 3}, {"from": 11}], "size": 1}, Place("Bảng", faults))

    assert found is None
    assert faults == [
        "Bảng: không có khóa “size”; các khóa dùng được: name, colour, parts, weights, places, limit.",
        "Bảng: chưa ghi “name”.",
        "Bảng, “colour”: “green” không dùng được; chọn một trong: red, blue.",
        "Bảng, “parts”, dòng 2, “from”: phải là số từ 0 đến 10; đang ghi 11.",
    ]


@pytest.mark.parametrize(
    ("reader", "raw", "value"),
    [
        (records.number(), "0.25", Decimal("0.25")),
        (records.number(0), Decimal("3"), Decimal(3)),
        (records.number(cents=True), Decimal("0.250"), Decimal("0.25")),
        (records.whole(0, 3), 3, 3),
        (records.flag, True, True),
        (records.date, dt.date(2022, 1, 14), dt.date(2022, 1, 14)),
        (records.text(10), "  Sở\u00a0Nội  vụ ", "Sở Nội vụ"),
        (records.text(10, pattern="[a-z]+", example="so"), "so", "so"),
        (records.paragraphs, " một \n hai  ba\n", "một\nhai ba"),
        (records.one_of(Colour), "red", Colour.RED),
        (records.list_of(records.number()), [1, 2], (Decimal(1), Decimal(2))),
        (records.list_of(records.number(), empty=True), [], ()),
        (records.table_of(records.number()), {"a": 1}, {"a": Decimal(1)}),
    ],
)
def test_reader_cleans_what_is_right(reader, raw, value):
    faults = []

    assert (reader(raw, Place("Đây", faults)), faults) == (value, [])


DOT = "Đây: phải là một số với dấu chấm thập phân, ví dụ 0.25; đang viết “{}”."


@pytest.mark.parametrize(
    ("reader", "raw", "fault"),
    [
        (records.number(), "1,5", DOT.format("1,5")),
        (records.number(), True, DOT.format("True")),
        (records.number(), Decimal("NaN"), DOT.format("NaN")),
        (
            records.number(),
            Decimal("0.1234567"),
            "Đây: nhiều nhất 12 chữ số trước và 6 chữ số sau dấu thập phân.",
        ),
        (records.number(1), 0, "Đây: phải là số từ 1 trở lên; đang ghi 0."),
        (records.number(1, 2), 3, "Đây: phải là số từ 1 đến 2; đang ghi 3."),
        (records.number(cents=True), "0.125", "Đây: chỉ được có hai chữ số thập phân; đang ghi 0,125."),
        (records.whole(0, 3), 4, "Đây: phải là số nguyên từ 0 đến 3; đang viết “4”."),
        (records.whole(0, 3), True, "Đây: phải là số nguyên từ 0 đến 3; đang viết “True”."),
        (records.flag, 1, "Đây: chỉ nhận true hoặc false; đang viết “1”."),
        (
            records.date,
            "14/01/2022",
            "Đây: phải là ngày dạng 2022-12-31, không đặt trong ngoặc kép; đang viết “14/01/2022”.",
        ),
        (records.text(3), " ", "Đây: phải là chữ đặt trong ngoặc kép và không được trống."),
        (records.text(3), "abcd", "Đây: dài 4 ký tự, tối đa 3."),
        (records.text(9, pattern="[a-z]+", example="so"), "Sở", "Đây: chỉ viết theo dạng “so”; đang viết “Sở”."),
        (records.paragraphs, 3, "Đây: phải là chữ đặt trong ngoặc kép."),
        (records.one_of(Colour), ["red"], "Đây: “['red']” không dùng được; chọn một trong: red, blue."),
        (
            records.list_of(records.number()),
            [],
            "Đây: phải là một danh sách trong ngoặc vuông [ ] và không được trống.",
        ),
        (records.table_of(records.number()), {}, "Đây: phải là một nhóm tên = giá trị và không được trống."),
        (records.record(Inner), 3, "Đây: phải là một nhóm khóa = giá trị."),
    ],
)
def test_reader_says_what_is_wrong_and_how_to_write_it(reader, raw, fault):
    faults = []

    assert (reader(raw, Place("Đây", faults)), faults) == (None, [fault])
