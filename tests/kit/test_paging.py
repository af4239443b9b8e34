"""One page of a queryset."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from cchc_portal.kit.paging import page_of
from tests.factories import units as make
from units.models import Block

pytestmark = pytest.mark.django_db


def page(wanted=None, *, rows=5, size=2):
    for number in range(rows):
        make.block(f"khoi-{number}", f"Khối {number}", position=number)
    request = RequestFactory().get("/don-vi/", {"q": "sở", **({} if wanted is None else {"trang": wanted})})
    return request, page_of(request, Block.objects.all(), size=size)


@pytest.mark.parametrize(
    ("wanted", "number", "codes"),
    [
        (None, 1, ["khoi-0", "khoi-1"]),
        ("2", 2, ["khoi-2", "khoi-3"]),
        ("3", 3, ["khoi-4"]),
        ("99", 3, ["khoi-4"]),
        ("0", 3, ["khoi-4"]),
        ("hai", 1, ["khoi-0", "khoi-1"]),
        ("", 1, ["khoi-0", "khoi-1"]),
    ],
)
def test_page_of_survives_any_number(wanted, number, codes):
    _, found = page(wanted)

    assert (found.number, [block.code for block in found]) == (number, codes)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_asks_twice(rows, django_assert_num_queries):
    for number in range(rows):
        make.block(f"khoi-{number}")

    with django_assert_num_queries(2):
        assert len(list(page_of(RequestFactory().get("/"), Block.objects.all()))) == rows


def test_pagination_keeps_the_filters():
    request, found = page("2")

    html = render_to_string("_pagination.html", {"page": found}, request)

    assert html.count("href") == 2
    assert "?q=s%E1%BB%9F&amp;trang=1" in html
    assert "?q=s%E1%BB%9F&amp;trang=3" in html
    assert "Trang 2/3, dòng 3–4 trong 5" in html


def test_pagination_is_silent_on_a_single_page():
    request, found = page(rows=2)

    assert render_to_string("_pagination.html", {"page": found}, request).strip() == ""
