"""The unit tree by block."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import units as make
from units.enums import Level, Role

pytestmark = pytest.mark.django_db
PAGE = reverse("units:unit_list")


def lines(response):
    """(block, [(unit, depth)]) as the page shows them."""
    return [
        (str(block), [(unit.name, len(depth)) for unit, depth in members])
        for block, members in response.context["groups"]
    ]


@pytest.fixture
def province():
    """A small province, the pages' coordinator sitting in its Sở Nội vụ."""
    so, xa = make.block("so", "Khối sở", position=1), make.block("xa", "Khối xã", position=2)
    ubnd = make.unit("UBND thành phố", code="UB", level=Level.PROVINCE)
    noi_vu = make.unit("Sở Nội vụ", code="SNV", parent=ubnd, block=so)
    make.unit("Chi cục Văn thư", code="CCVT", parent=noi_vu, block=so)
    make.unit("Sở Đã đóng", code="SDD", parent=ubnd, block=so, valid_to=dt.date(2025, 2, 28))
    make.unit("Phường Ninh Kiều", code="PNK", parent=ubnd, block=xa, level=Level.COMMUNE)
    return noi_vu


def test_unit_list_is_a_tree_in_each_block(client, province):
    client.force_login(make.coordinator(province))

    response = client.get(PAGE)

    assert lines(response) == [
        ("None", [("UBND thành phố", 0)]),
        ("Khối sở", [("Sở Đã đóng", 0), ("Sở Nội vụ", 0), ("Chi cục Văn thư", 1)]),
        ("Khối xã", [("Phường Ninh Kiều", 0)]),
    ]
    page = response.content.decode()
    assert (page.count("Đã đóng 28/02/2025"), page.count("Cấp tài khoản")) == (1, 1)


def test_unit_list_shows_reporters_their_own_branch(client, province):
    client.force_login(make.holder(Role.REPORTER, province))

    response = client.get(PAGE)

    assert lines(response) == [("Khối sở", [("Sở Nội vụ", 0), ("Chi cục Văn thư", 1)])]
    assert response.content.decode().count("Cấp tài khoản") == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("phuong ninh kieu", ["Phường Ninh Kiều"]),
        ("KIỀU", ["Phường Ninh Kiều"]),
        ("da dong", ["Sở Đã đóng"]),
        ("ccvt", ["Chi cục Văn thư"]),
        ("không có", []),
    ],
)
def test_unit_list_searches_without_diacritics(client, province, words, found):
    client.force_login(make.coordinator(province))

    response = client.get(PAGE, {"q": words})

    assert [name for _, members in lines(response) for name, _ in members] == found
    assert response.context["q"] == words


def test_unit_list_says_when_nothing_is_found(client, province):
    client.force_login(make.coordinator(province))

    page = client.get(PAGE, {"q": "<b>zz"}).content.decode()

    assert page.count("Không có đơn vị nào khớp với “&lt;b&gt;zz”.") == 1


def test_unit_list_tells_people_without_a_post_whom_to_call(client):
    client.force_login(make.user())

    assert client.get(PAGE).content.decode().count("Anh/chị chưa được giao vai trò ở đơn vị nào.") == 1


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [(Role.COORDINATOR, 3), (Role.REPORTER, 3)])
def test_unit_list_asks_the_same_for_any_number(client, django_assert_num_queries, units, role, queries):
    parent = make.unit(block=make.block())
    for _ in range(units):
        make.unit(parent=parent, block=make.block())
    client.force_login(make.holder(role, parent))

    with django_assert_num_queries(queries):  # account, posts, units
        client.get(PAGE)
