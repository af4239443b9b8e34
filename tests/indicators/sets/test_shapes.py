"""What an editor is told of every record of a set: enough to draw each field, and nothing it cannot read back."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from indicators.grades import Band, Gate, Quota
from indicators.records import Place, read
from indicators.rules import KINDS, Input, catalogue, read_rule, written_rule
from indicators.scoring import Once, Options
from indicators.sets.document import Head, Row
from indicators.shapes import described

SHAPES = {"number", "whole", "flag", "date", "text", "paragraphs", "choice", "list", "table", "record", "rule"}
CATALOGUE = {each["kind"]: each for each in catalogue()}


def fields(parameters):
    """Every field, those of nested records included."""
    for each in parameters:
        yield each
        shape = each["shape"]
        while shape:
            yield from fields(shape.get("fields", ()))
            shape = shape.get("item")


def test_a_field_says_all_that_a_form_needs():
    floor = next(each for each in CATALOGUE["ratio"]["parameters"] if each["key"] == "floor")
    bands = next(each for each in CATALOGUE["bands"]["parameters"] if each["key"] == "bands")

    assert floor == {
        "key": "floor",
        "label": "Ngưỡng tối thiểu",
        "help": "Tỷ lệ thấp hơn ngưỡng này thì được 0 điểm.",
        "unit": "%",
        "required": False,
        "default": None,
        "shape": {"type": "number", "low": "0", "high": "100"},
    }
    assert (bands["required"], bands["default"], bands["shape"]["item"]["type"]) == (True, None, "record")
    assert [each["key"] for each in bands["shape"]["item"]["fields"]] == ["from", "points"]
    assert bands["shape"]["item"]["fields"][1]["shape"] == {"type": "number", "low": "0", "places": 2}


def test_choices_are_offered_in_words():
    nothing = next(each for each in CATALOGUE["ratio"]["parameters"] if each["key"] == "nothing")

    assert nothing["shape"]["choices"] == [
        {"value": "full", "label": "Tính đủ điểm"},
        {"value": "zero", "label": "0 điểm"},
        {"value": "unknown", "label": "Để trống, chờ thẩm định"},
    ]
    assert nothing["default"] == "unknown"


def test_the_catalogue_holds_every_kind_and_is_plain_json():
    assert list(CATALOGUE) == list(KINDS)
    assert json.loads(json.dumps(catalogue())) == catalogue()


def test_what_is_peculiar_to_a_kind_comes_before_what_all_have():
    keys = [each["key"] for each in CATALOGUE["count"]["parameters"]]

    assert keys == ["per", "nothing", "zero_denominator", "knock_out", "remedy", "checks"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_is_named_and_explained_in_vietnamese(kind):
    assert CATALOGUE[kind]["help"].endswith(".")
    for each in fields(CATALOGUE[kind]["parameters"]):
        assert each["label"], each
        assert each["help"], each
        assert each["shape"]["type"] in SHAPES


@pytest.mark.parametrize("record", [Head, Row, Input, Options, Gate, Quota])
def test_every_field_of_a_set_is_named_in_vietnamese(record):
    for each in fields(described(record)):
        assert each["label"], each
        assert each["shape"]["type"] in SHAPES


SMALLEST = {
    "choice": {"options": [{"label": "Đủ", "points": "1"}]},
    "bands": {"bands": [{"from": "50", "points": "1"}]},
    "count_bands": {"bands": [{"from": "1", "points": "1"}]},
    "lateness": {"bands": [{"up_to": "0", "points": "1"}]},
    "imported_class": {"classes": [{"label": "Tốt", "from": "0", "points": "1"}]},
    "weighted_ratio": {"weights": {"in_time": "1"}},
    "formula": {"formula": "done / due"},
    "count": {"per": "1"},
    "deduction": {"per": "1"},
    "deduction_plus": {"per": "1", "plus": "1"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_and_required_keys_are_what_the_reader_takes(kind):
    """A form that sends the required keys and every default back as it was told stores the same rule."""
    told = CATALOGUE[kind]["parameters"]
    defaults = {each["key"]: each["default"] for each in told if each["default"] not in (None, {}, [])}
    faults = []

    bare = read_rule({"kind": kind, **SMALLEST.get(kind, {})}, Place("Luật", faults))
    full = read_rule({"kind": kind, **defaults, **SMALLEST.get(kind, {})}, Place("Luật", faults))

    assert faults == []
    assert bare == full
    assert {each["key"] for each in told if each["required"]} == set(SMALLEST.get(kind, {}))
    assert read_rule(written_rule(bare), Place("Luật", faults)) == bare


def test_an_unknown_parameter_is_an_error_with_its_place():
    faults = []

    assert read(Gate, {"of": "1", "belov": 3, "reason": "thử"}, Place("Điều kiện", faults)) is None
    assert faults == [
        "Điều kiện: không có khóa “belov”; các khóa dùng được: of, below, at_most, above, at_least, cap, down, reason."
    ]


PAGE = (Path(settings.BASE_DIR) / "docs" / "criteria-set.md").read_text(encoding="utf-8")
SHARED = ("nothing", "zero_denominator", "knock_out", "remedy", "checks")


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_for_authors_has_a_row_for_every_kind_with_every_key(kind):
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |"))
    keys = [each["key"] for each in CATALOGUE[kind]["parameters"]]

    assert [key for key in keys if f"`{key}" not in row and key not in SHARED] == []


@pytest.mark.parametrize("record", [Head, Row, Options, Gate, Quota, Band, Once])
def test_the_page_for_authors_names_every_key_of_a_set(record):
    keys = [each["key"] for each in described(record)]

    assert [
        key for key in keys if f"`{key}`" not in PAGE and f"{key} = " not in PAGE and f"[[{key}]]" not in PAGE
    ] == []
    assert all(f"- `{key}" in PAGE for key in SHARED)
