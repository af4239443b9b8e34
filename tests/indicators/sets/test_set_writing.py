"""A set written back as TOML: the same document, and the same text when written once more."""

import datetime as dt
import tomllib
from decimal import Decimal

import pytest

from indicators.sets.document import read_set
from indicators.sets.edits import parsed
from indicators.sets.writing import written_set
from tests.factories.criteria import SMALL_SET, WORKED_SETS, worked_set

ALL = sorted(path.stem for path in WORKED_SETS.glob("*.toml"))


@pytest.mark.parametrize("code", ALL)
def test_a_written_set_reads_back_as_the_same_document(code):
    document = parsed(worked_set(code))

    text = written_set(document)

    assert parsed(text) == document
    assert written_set(parsed(text)) == text
    assert read_set(text) == read_set(worked_set(code))


def test_a_set_is_written_as_people_write_it():
    assert written_set(parsed(SMALL_SET)).splitlines()[:22] == [
        'code = "nho-2022"',
        'name = "Bộ tiêu chí nhỏ"',
        'block = "so"',
        "max = 10",
        'decision_number = "12/QĐ-UBND"',
        "decided_on = 2022-01-14",
        "",
        "[[bands]]",
        'label = "Tốt"',
        "from = 80",
        "",
        "[[bands]]",
        'label = "Chưa tốt"',
        "from = 0",
        "",
        f"# {'-' * 100}",
        "[[criteria]]",
        'code = "1"',
        'name = "Chỉ đạo, điều hành"',
        'short_name = "Chỉ đạo"',
        "max = 4",
        "",
    ]


@pytest.mark.parametrize(
    "value",
    [
        'dấu " ngoặc, gạch \\ chéo, hai\ndòng\tvà \x01 \x7f',
        Decimal("0.25"),
        Decimal(4),
        -3,
        True,
        False,
        dt.date(2022, 1, 14),
        [],
        ["a", "b"],
        ["dài " * 30, "x"],
        [{"from": 1, "points": Decimal("0.5")}, {"khóa lạ": "có dấu"}],
        {},
    ],
)
def test_every_value_survives(value):
    for document in ({"key": value}, {"table": {"key": value, "deep": {"er": value}}}):
        assert tomllib.loads(written_set(document), parse_float=Decimal) == document
