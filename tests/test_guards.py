"""The guards themselves: each one fails for what it forbids, and only for that."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from cchc_portal.kit.doors import public
from tests.asserts import part_equals_page, same_query_count, sheet_rows
from units.models import Block

handler500 = "cchc_portal.views.server_error"


@public
def writes(request: HttpRequest) -> HttpResponse:
    Block.objects.create(code="so", name="Sở")
    return HttpResponse("written")


@public
def locks(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select id from units_block for update")
    return HttpResponse("read")


@public
def parted(request: HttpRequest) -> HttpResponse:
    part = request.headers.get("HX-Target")
    return HttpResponse("<b>7</b>" if part == "rows" else '<main><p id="rows"><b>7</b></p></main>')


urlpatterns = [path("writes", writes), path("locks", locks), path("parted", parted)]


@pytest.fixture
def site(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def render(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_guard_refuses_a_get_that_writes(client: Client) -> None:
    with pytest.raises(AssertionError, match="a GET writes to units_block"):
        client.get("/writes")


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_guard_lets_a_post_write(client: Client) -> None:
    assert client.post("/writes").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_guard_lets_a_get_lock(client: Client) -> None:
    assert client.get("/locks").content == b"read"


def test_guard_refuses_an_undefined_variable() -> None:
    with pytest.raises(AssertionError, match=r"undefined template variable: unit\.nmae"):
        render("{{ unit.nmae }}", unit={"name": "Sở"})


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ nothing|default:'—' }}", "—"),
        ("{{ nothing|default_if_none:'—' }}", "—"),
        ("{% if nothing %}yes{% endif %}", ""),
        ("{% for row in nothing %}{{ row }}{% endfor %}", ""),
        ("{{ empty }}", ""),
    ],
)
def test_guard_lets_a_variable_be_missing_where_that_is_foreseen(template: str, text: str) -> None:
    assert render(template, empty="") == text


@pytest.mark.django_db
def test_guard_refuses_a_slice_of_unordered_rows() -> None:
    with pytest.raises(AssertionError, match="unordered rows of Block"):
        Block.objects.order_by()[:1]

    assert list(Block.objects.order_by("pk")[:1]) == []
    assert repr(Block.objects.order_by()) == "<QuerySet []>"


@pytest.mark.django_db
def test_same_query_count_notices_a_query_per_row() -> None:
    users = get_user_model().objects
    users.create(username="lan")

    def ask() -> None:
        [users.get(pk=user.pk) for user in users.all()]

    with pytest.raises(AssertionError):
        same_query_count(ask, lambda: users.create(username="minh"))
    same_query_count(lambda: list(users.all()), lambda: users.create(username="hoa"))


@pytest.mark.usefixtures("site")
def test_part_equals_page_finds_the_part_in_its_place(client: Client) -> None:
    part_equals_page(client, "/parted", "rows")

    with pytest.raises(AssertionError, match="has no part other"):
        part_equals_page(client, "/parted", "other")


def test_sheet_rows_are_a_grid_of_values(tmp_path) -> None:
    book = Workbook()
    book.active.append(["Đơn vị", "Điểm"])
    book.active.append(["Sở Nội vụ", 61.76])
    book.create_sheet("Ghi chú").append([None, "x"])
    book.save(tmp_path / "book.xlsx")

    assert sheet_rows(tmp_path / "book.xlsx") == [["Đơn vị", "Điểm"], ["Sở Nội vụ", 61.76]]
    assert sheet_rows((tmp_path / "book.xlsx").read_bytes(), "Ghi chú") == [[None, "x"]]
