"""Deny by default; a signed-out form keeps its values."""

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django.fixtures import Settings

from cchc_portal.kit.doors import public


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"only for {request.user.username}")


@public
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("who are you?")


urlpatterns = [
    path("private", private),
    path("units/", include(([path("login", login, name="login")], "units"))),
]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def test_login_is_required_by_default(client: Client) -> None:
    answer = client.get("/private?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/units/login?next=/private%3Fpage%3D2")


def test_login_is_not_required_where_a_view_is_public(client: Client) -> None:
    assert client.get("/units/login").content == b"who are you?"


@pytest.mark.django_db
def test_login_once_done_opens_the_page(client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="lan", full_name="Nguyễn Thị Lan"))

    assert client.get("/private").content == b"only for lan"


def test_login_missing_answers_htmx_with_a_notice_and_leaves_the_form(client: Client) -> None:
    answer = client.post("/private", {"value": "61,76"}, headers={"HX-Request": "true", "HX-Target": "row-7"})

    assert (answer.status_code, answer["HX-Retarget"]) == (401, "#notice")
    assert '<a class="btn sm" href="/units/login" target="_blank"' in answer.content.decode()
