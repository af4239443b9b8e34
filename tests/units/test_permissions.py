"""The API opens to nobody whom its view does not name."""

import pytest
from django.test import Client
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cchc_portal.kit.doors import Access, declare, public, signed_in
from tests.factories import units as make
from units.enums import Role


def answer(request):
    return Response({"who": request.person.user_id})


urlpatterns = [
    path("quen/", api_view(["GET"])(answer)),
    path("mo/", public(api_view(["GET"])(answer))),
    path("vao/", signed_in(api_view(["GET", "POST"])(answer))),
    path("lanh-dao/", declare(api_view(["GET"])(answer), Access(roles=(Role.LEADER,)))),
    path("", include("cchc_portal.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/vao/", 401, {"detail": "Hãy đăng nhập rồi thử lại."}),
        ("/lanh-dao/", 401, {"detail": "Hãy đăng nhập rồi thử lại."}),
        ("/mo/", 200, {"who": None}),
    ],
)
def test_strangers_get_401_as_json(client, address, status, said):
    response = client.get(address)

    assert (response.status_code, response.json()) == (status, said)
    assert response.headers.get("WWW-Authenticate") == ("Session" if status == 401 else None)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [(Role.LEADER, [403, 200, 200, 200]), (Role.REPORTER, [403, 200, 200, 403])],
)
def test_what_is_not_declared_is_denied(client, role, statuses):
    client.force_login(make.holder(role))

    assert [client.get(each).status_code for each in ("/quen/", "/mo/", "/vao/", "/lanh-dao/")] == statuses


def test_refusal_names_the_roles(client):
    client.force_login(make.holder(Role.REPORTER))

    assert client.get("/lanh-dao/").json() == {"detail": "Địa chỉ này dành cho Lãnh đạo UBND."}


def test_writing_needs_the_token_of_the_page():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.holder(Role.LEADER))

    assert strict.post("/vao/").status_code == 403
