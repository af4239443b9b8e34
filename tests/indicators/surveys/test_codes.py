"""Codes of slips: made of the number and a secret, told from whatever people type."""

import pytest

from indicators.surveys.codes import code_of, number_of

KEY, OLD = "k" * 50, "o" * 50
CODE = code_of(1204, KEY)


def test_a_code_leads_back_to_its_slip_however_it_is_typed() -> None:
    start, *parts = CODE.split("-")

    assert (start, [len(each) for each in parts]) == ("1204", [5, 5, 5])
    assert not set("".join(parts)) & set("01oil")
    for typed in (CODE, CODE.upper(), f" {CODE} ", f"1204-{''.join(parts)}"):
        assert number_of(typed, [KEY]) == 1204


def test_a_code_of_an_earlier_key_still_opens_its_slip() -> None:
    assert number_of(CODE, ["new", KEY]) == 1204


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1204",
        CODE[:-1],
        f"{CODE}2",
        CODE.replace("1204", "1205"),
        f"1204-{'2' * 15}",
        "x" * 500,
        "9" * 30 + CODE[4:],
    ],
)
def test_what_is_no_code_opens_nothing(code: str) -> None:
    assert number_of(code, [KEY]) is None


def test_another_key_opens_nothing() -> None:
    assert number_of(CODE, [OLD]) is None
