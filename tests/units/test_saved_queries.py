"""A filter as it is kept: order, words that stay words, names."""

import pytest

from units.saved_queries import free_name, kept, lost, opened_by, pairs_of, suggested

KNOWN = {"unit", "month", "outcome"}


@pytest.mark.parametrize(
    ("pairs", "query"),
    [
        ([], ""),
        ([("unit", "cua-toi"), ("month", "thang-nay")], "month=thang-nay&unit=cua-toi"),
        ([("month", "thang-nay"), ("unit", "cua-toi")], "month=thang-nay&unit=cua-toi"),  # whoever clicked first
        ([("unit", ""), ("month", "  ")], ""),  # an empty box chooses nothing
        ([("unit", "5"), ("trang", "3"), ("bo_loc", "8")], "unit=5"),  # nor where in the list one stands
        ([("unit", "5"), ("gone", "x")], "unit=5"),  # nor what the list does not know
        ([("outcome", "Trễ & muộn")], "outcome=Tr%E1%BB%85+%26+mu%E1%BB%99n"),
    ],
)
def test_kept_is_what_an_address_chooses_in_one_order(pairs, query):
    assert kept(pairs, KNOWN) == query


def test_kept_leaves_out_what_the_form_fills_in_by_itself():
    """Today's date, kept, would be yesterday's tomorrow."""
    pairs = [("month", "05/10/2026"), ("unit", "5")]

    assert kept(pairs, KNOWN, {"month": "05/10/2026"}) == "unit=5"


def test_what_is_kept_can_be_read_again():
    pairs = [("outcome", "a=b&c"), ("unit", "5")]

    assert pairs_of(kept(pairs, KNOWN)) == pairs


def test_lost_names_what_the_list_has_no_longer():
    assert lost("unit=5&huyen=3&bo_loc=2&trang=1", KNOWN) == ["huyen"]


def test_opened_by_says_which_filter_is_open():
    assert (opened_by("unit=5", 7), opened_by("", 7)) == ("unit=5&bo_loc=7", "bo_loc=7")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([], ""),
        (["Đơn vị của tôi", "", "Tháng này"], "Đơn vị của tôi · Tháng này"),
        (["x" * 70, "y"], "x" * 60),
        (["x" * 50, "một từ dài hơn"], "x" * 50),
    ],
)
def test_suggested_names_what_is_chosen(words, name):
    assert suggested(words) == name


@pytest.mark.parametrize(
    ("taken", "name"),
    [([], "Quá hạn"), (["quá hạn"], "Quá hạn (2)"), (["Quá hạn", "Quá hạn (2)"], "Quá hạn (3)")],
)
def test_free_name_counts_on(taken, name):
    assert free_name("Quá hạn", taken) == name


def test_free_name_stays_short_enough():
    assert free_name("x" * 60, ["x" * 60]) == "x" * 56 + " (2)"
