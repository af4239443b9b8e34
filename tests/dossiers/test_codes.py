"""Codes as people type them."""

import datetime as dt

import pytest

from dossiers.codes import code_key, days_in


@pytest.mark.parametrize(
    "typed",
    ["000.19.24.H29-220315-0012", "000.19.24.h29-220315-0012", "0001924H292203150012", " 000 19 24 H29–220315 0012 "],
)
def test_code_key_passes_over_dots_dashes_and_case(typed):
    assert code_key(typed) == "0001924h292203150012"


def test_code_key_leaves_other_letters_as_the_database_does():
    assert code_key("ĐK-01") == "Đk01"


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("h29220315", [dt.date(2022, 3, 15)]),
        ("0012", []),
        ("999999", []),
        ("2203150012", [dt.date(2022, 3, 15)]),
    ],
)
def test_days_in_finds_the_date_of_reception(key, days):
    assert days_in(key) == days
