"""Lists that offer kept filters and a choice of columns."""

import pytest
from django.urls import reverse

from cchc_portal.kit.lists import LISTS, ListColumn, ListPage, keys_of

PAGE = ListPage(
    "some:list",
    "Danh sách",
    form=lambda person, data: None,
    columns=(ListColumn("a", "A", fixed=True), ListColumn("b", "B"), ListColumn("c", "C", False), ListColumn("d", "D")),
)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ([], "abd"),  # the usual ones
        (["c", "b"], "abc"),  # in the order of the list
        (["d"], "ad"),
        (["a"], "abd"),  # the fixed one alone is no choice
        (["x"], "abd"),
        (["x", "c"], "ac"),
    ],
)
def test_shown_are_the_columns_chosen_in_the_order_of_the_list(keys, shown):
    assert "".join(column.key for column in PAGE.shown(keys)) == shown


def test_keys_of_leaves_out_what_is_always_shown():
    assert keys_of(PAGE.shown([])) == "b,d"


def test_every_list_registered_is_an_address_of_the_portal():
    assert sorted(LISTS) == [
        "audit:event_list",
        "dossiers:dossier_dashboard",
        "dossiers:dossier_list",
        "dossiers:ii06",
        "dossiers:late_list",
        "dossiers:procedure_list",
        "indicators:plan_detail",
        "units:person_list",
    ]
    assert [reverse(name) for name in LISTS]
