"""Deny by default; a signed-out form keeps its values."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from pytest_django.fixtures import Settings

from cchc_portal.kit.doors import public
from cchc_portal.middleware import real_address
from tests.factories import reports
from tests.factories import units as make
from units.enums import Role


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"only for {request.user.username}")


@public
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("who are you?")


urlpatterns = [
    path("private", private),
    path("api/private", private),
    path("units/", include(([path("login", login, name="login")], "units"))),
    path("huong-dan/", include("cchc_portal.guide.urls")),
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
    assert '<a class="btn sm" href="/units/login?popup=1" target="_blank"' in answer.content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),  # what stands before ours may be invented
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "not an address", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_real_address_trusts_as_many_proxies_as_there_are(
    rf: RequestFactory, settings: Settings, proxies: int, forwarded: str, seen: str
) -> None:
    settings.PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})

    real_address(lambda request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == seen


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain;q=0.5"])
def test_login_missing_answers_programs_with_json(client: Client, accept: str) -> None:
    answer = client.get("/private", headers={"Accept": accept})

    assert (answer.status_code, answer.json()) == (401, {"detail": "Chưa đăng nhập hoặc phiên làm việc đã hết."})


def test_login_missing_answers_the_api_with_json_whatever_it_accepts(client: Client) -> None:
    assert client.get("/api/private").status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "sent"),
    [("get", {"q": "lan\0"}), ("get", {"q\0": ""}), ("post", {"reason": "\0"}), ("post", {"\0": "x"})],
)
def test_nul_is_refused_before_the_database_chokes_on_it(
    client: Client, settings: Settings, method: str, sent: dict[str, str]
) -> None:
    settings.ROOT_URLCONF = "cchc_portal.urls"
    client.force_login(make.coordinator())
    body = {"data": urlencode(sent), "content_type": "application/x-www-form-urlencoded"}

    answer = client.get("/don-vi/", sent) if method == "get" else client.post("/don-vi/", **body)

    assert (answer.status_code, "ký tự không đọc được" in answer.content.decode()) == (403, True)


@pytest.mark.django_db
def test_pages_are_kept_by_no_browser(client: Client) -> None:
    client.force_login(make.coordinator())

    answers = [client.get("/private"), client.get("/units/login")]

    assert [answer["Cache-Control"] for answer in answers] == ["private, no-store"] * 2


@pytest.mark.django_db
def test_only_pages_with_an_etag_may_be_kept_and_are_asked_for_again(client: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = "cchc_portal.urls"
    reports.published(reports.appraised_period([("9", "7")]))
    client.force_login(make.holder(Role.LEADER))
    pages = ["/", "/xep-hang/", "/don-vi/", "/tai-khoan/", "/api/don-vi/", "/don-vi/tai-excel/"]

    kept = {page: answer for page in pages if "no-store" not in (answer := client.get(page))["Cache-Control"]}

    assert {(page, answer["Cache-Control"], "ETag" in answer) for page, answer in kept.items()} == {
        ("/xep-hang/", "private, no-cache", True)
    }
