"""Trees as tables child → parent."""

import pytest

from units.trees import below, cycles, outline

FAMILY = {"ubnd": None, "so": "ubnd", "chi-cuc": "so", "tram": "chi-cuc", "xa": "ubnd"}


@pytest.mark.parametrize(
    ("roots", "found"),
    [
        ([], set()),
        (["tram"], {"tram"}),
        (["so"], {"so", "chi-cuc", "tram"}),
        (["chi-cuc", "xa"], {"chi-cuc", "tram", "xa"}),
        (["ubnd"], set(FAMILY)),
        (["lạ"], {"lạ"}),
    ],
)
def test_below_takes_every_depth(roots, found):
    assert below(roots, FAMILY) == found


def test_below_ends_on_a_ring():
    assert below(["a"], {"a": "b", "b": "a", "c": "a"}) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("parents", "rings"),
    [
        ({}, []),
        (FAMILY, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "c", "c": "a"}, [["a", "b", "c"]]),
        ({"đuôi": "a", "a": "b", "b": "a"}, [["a", "b"]]),
        ({"a": "b", "b": "a", "c": "d", "d": "c", "e": None}, [["a", "b"], ["c", "d"]]),
        ({"a": "ngoài bảng"}, []),
    ],
)
def test_cycles_names_each_ring_once(parents, rings):
    assert cycles(parents) == rings


@pytest.mark.parametrize(
    ("parents", "lines"),
    [
        ({}, []),
        (FAMILY, [("ubnd", 0), ("so", 1), ("chi-cuc", 2), ("tram", 3), ("xa", 1)]),
        ({"b": "ngoài", "a": "ngoài"}, [("b", 0), ("a", 0)]),
        ({"con": "mẹ", "mẹ": None}, [("mẹ", 0), ("con", 1)]),
    ],
)
def test_outline_keeps_brothers_in_order(parents, lines):
    assert outline(parents) == lines
