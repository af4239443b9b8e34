"""The portal does not start while a view says not who may come in."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from cchc_portal.checks import addresses, every_view_declares_its_access
from cchc_portal.kit.doors import Access, declare, declared, public, scoped, signed_in
from units.access import role_required
from units.enums import Role


def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@public
def public_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@scoped("units.Unit", "units.Block")
def loose_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("mo/", public_page),
    path("quen/", include([path("nua/<int:pk>/", open_page)])),
    path("ho/", loose_page),
]


@pytest.mark.urls(__name__)
def test_check_names_the_address_without_a_declaration_and_the_model_without_a_guard() -> None:
    found = every_view_declares_its_access(None)

    assert [(error.id, error.msg) for error in found] == [
        ("portal.E001", "Địa chỉ /quen/nua/<int:pk>/ chưa khai báo ai được vào."),
        ("portal.E002", "Địa chỉ /ho/ nêu bảng không có phạm vi: units.Block."),
    ]


@pytest.mark.urls(__name__)
def test_check_fails_the_start() -> None:
    with pytest.raises(SystemCheckError, match=r"portal\.E001"):
        call_command("check")


def test_check_passes_the_portal_as_it_is() -> None:
    assert every_view_declares_its_access(None) == []


def test_addresses_walk_into_what_is_included() -> None:
    assert [route for route, _ in addresses(urlpatterns)] == ["mo/", "quen/nua/<int:pk>/", "ho/"]


@pytest.mark.parametrize(
    ("door", "access"),
    [
        (public, Access(public=True)),
        (signed_in, Access()),
        (scoped("units.Unit"), Access(models=("units.Unit",))),
        (role_required(Role.LEADER, Role.HEAD), Access(roles=(Role.LEADER, Role.HEAD))),
        (lambda view: declare(view, Access(roles=("head",))), Access(roles=("head",))),
    ],
)
def test_doors_declare(door, access) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert declared(page) is None
    assert declared(door(page)) == access
