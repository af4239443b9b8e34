"""The API opens to nobody whom its view does not name."""

import pytest
from django.test import Client
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cchc_portal.kit.doors import Access, declare, public, signed_in
from tests.factories import units as make
from units.enums import Role

SIGN_IN = "Chưa đăng nhập hoặc phiên làm việc đã hết."


def answer(request):
    return Response({"who": request.person.user_id})


urlpatterns = [
    path("api/quen/", api_view(["GET"])(answer)),
    path("api/mo/", public(api_view(["GET"])(answer))),
    path("api/vao/", signed_in(api_view(["GET", "POST"])(answer))),
    path("api/lanh-dao/", declare(api_view(["GET"])(answer), Access(roles=(Role.LEADER,)))),
    path("", include("cchc_portal.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/vao/", 401, {"detail": SIGN_IN}),
        ("/api/lanh-dao/", 401, {"detail": SIGN_IN}),
        ("/api/mo/", 200, {"who": None}),
    ],
)
def test_strangers_get_401_as_json(client, address, status, said):
    response = client.get(address)

    assert (response.status_code, response.json()) == (status, said)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [(Role.LEADER, [403, 200, 200, 200]), (Role.REPORTER, [403, 200, 200, 403])],
)
def test_what_is_not_declared_is_denied(client, role, statuses):
    client.force_login(make.holder(role))

    assert [
        client.get(each).status_code for each in ("/api/quen/", "/api/mo/", "/api/vao/", "/api/lanh-dao/")
    ] == statuses


def test_refusal_names_the_roles(client):
    client.force_login(make.holder(Role.REPORTER))

    assert client.get("/api/lanh-dao/").json() == {"detail": "Địa chỉ này dành cho Lãnh đạo UBND."}


def test_writing_needs_the_token_of_the_page():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.holder(Role.LEADER))

    assert strict.post("/api/vao/").status_code == 403
