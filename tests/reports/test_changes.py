"""What somebody tries out survives the address, and nothing else gets in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.changes import MOST, Change, What, read_changes

CHANGES = st.builds(
    Change,
    unit_id=st.integers(1, 999_999_999),
    code=st.sampled_from(["1.1", "TD", "3.3.1"]),
    what=st.sampled_from([What.POINTS, What.EXEMPT]),
    value=st.decimals(0, 999_999, places=2),
)


@given(CHANGES)
def test_a_change_is_read_back_from_its_text(change: Change) -> None:
    assert read_changes([change.text]) == [change]


def test_a_figure_keeps_its_name_and_the_later_change_of_a_place_wins() -> None:
    assert read_changes(["7~3.3.1~n~done~95", "7~3.3.1~n~due~100", "7~3.3.1~n~done~96.5"]) == [
        Change(7, "3.3.1", What.FIGURE, Decimal("96.5"), "done"),
        Change(7, "3.3.1", What.FIGURE, Decimal(100), "due"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "7~1.1~p~~-1", "7~1.1~p~~1e9", "7~1.1~q~~1", "x~1.1~p~~1", "7~1.1~n~~1", "7~1.1~p~done~1", "7~1.1~p~~NaN"],
)
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert read_changes([text]) == []


def test_an_address_holds_no_more_changes_than_a_browser_carries() -> None:
    assert len(read_changes([f"{unit}~1.1~p~~1" for unit in range(1, 200)])) == MOST
