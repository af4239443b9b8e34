"""Refusals and errors: a sentence, and a code that stands in the log."""

import io
import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST
from pytest_django.fixtures import Settings
from structlog.stdlib import ProcessorFormatter

from cchc_portal import views
from cchc_portal.kit.doors import public
from cchc_portal.kit.refusals import Refused

handler403 = "cchc_portal.views.forbidden"
handler404 = "cchc_portal.views.not_found"
handler500 = "cchc_portal.views.server_error"


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@public
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("Phiếu đã khóa từ 05/10/2026.")


@public
def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@public
def saved(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


urlpatterns = [
    path("", views.healthz, name="home"),
    path("login", views.healthz, name="login"),
    path("broken", broken),
    path("refused", refused),
    path("denied", denied),
    path("saved", saved),
    path("button", public(require_POST(saved))),
    path("units/", include(([path("login", views.healthz, name="login")], "units"))),
    path("guide/", include("cchc_portal.guide.urls")),
]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def lines() -> io.StringIO:
    """What the log prints, through the formatter of the settings."""
    formatter = next(h.formatter for h in logging.getLogger().handlers if isinstance(h.formatter, ProcessorFormatter))
    printed = logging.StreamHandler(io.StringIO())
    printed.setFormatter(formatter)
    logging.getLogger().addHandler(printed)
    yield printed.stream
    logging.getLogger().removeHandler(printed)


def code_on(page: HttpResponse) -> str:
    return re.search(r"mã <b>([0-9a-f]{8})</b>", page.content.decode())[1]


def test_server_error_shows_the_code_that_every_line_of_the_log_has(lines: io.StringIO) -> None:
    page = Client(raise_request_exception=False).get("/broken")

    assert page.status_code == 500
    events = [line for line in lines.getvalue().splitlines() if "request_failed" in line or "Internal Server" in line]
    assert [f"request_id={code_on(page)}" in event for event in events] == [True, True]


def test_server_error_keeps_the_traceback_in_the_log_and_off_the_page(lines: io.StringIO) -> None:
    page = Client(raise_request_exception=False).get("/broken")

    assert "RuntimeError: broken on purpose" in lines.getvalue()
    assert "broken on purpose" not in page.content.decode()


def test_server_error_needs_neither_database_nor_request() -> None:
    page = views.server_error(HttpRequest())  # this test may not touch the database: pytest would refuse

    assert page.status_code == 500


def test_forbidden_shows_the_sentence_of_the_refusal(client: Client) -> None:
    page = client.get("/refused")

    assert page.status_code == 403
    assert re.findall(r'<div class="note err"><p>(.*)</p></div>', page.content.decode()) == [
        "Phiếu đã khóa từ 05/10/2026."
    ]


def test_forbidden_without_a_sentence_says_so_politely(client: Client) -> None:
    assert "Tài khoản của anh/chị không được làm việc này." in client.get("/denied").content.decode()


def test_forbidden_for_htmx_goes_into_the_notice_bar_and_leaves_the_form(client: Client) -> None:
    answer = client.get("/refused", headers={"HX-Request": "true", "HX-Target": "row-7"})

    assert (answer.status_code, answer["HX-Retarget"]) == (403, "#notice")
    assert "<html" not in answer.content.decode()


def test_not_found_is_a_page_with_a_code(client: Client) -> None:
    page = client.get("/nothing-here")

    assert page.status_code == 404
    assert len(code_on(page)) == 8


def test_the_address_of_a_button_opened_as_a_page_shows_a_way_on(client: Client) -> None:
    page = client.get("/button")

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Hãy quay lại trang trước và bấm nút ở đó." in page.content.decode()
    assert len(code_on(page)) == 8


def test_csrf_failure_says_to_load_the_page_again() -> None:
    page = Client(enforce_csrf_checks=True).post("/saved")

    assert page.status_code == 403
    assert "Trang đã mở quá lâu. Hãy tải lại trang rồi làm lại." in page.content.decode()
