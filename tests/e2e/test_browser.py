"""The ground of every browser test: the live portal, the watchful page, the worker."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from cchc_portal.celery import app
from cchc_portal.kit.doors import public

handler404 = "tests.e2e.test_browser.missing"


@public
def here(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<link rel="icon" href="/static/img/favicon.svg"><h1>Xin chào</h1>')


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("missing", status=404)


urlpatterns = [path("here", here)]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def test_page_shows_the_live_portal_as_a_clerk_has_it(page: Page, live_portal: str) -> None:
    page.goto(f"{live_portal}/here")

    assert page.get_by_role("heading").inner_text() == "Xin chào"
    assert page.evaluate("navigator.language + ' ' + Intl.DateTimeFormat().resolvedOptions().timeZone") in {
        "vi-VN Asia/Ho_Chi_Minh",
        "vi-VN Asia/Saigon",
    }


def test_page_forgives_what_the_test_provokes(page: Page, live_portal: str, forgiven: list[str]) -> None:
    forgiven.append("404 (Not Found)")

    page.goto(f"{live_portal}/here")
    page.evaluate("fetch('/nothing-here')")


@pytest.mark.browser
def test_page_complains_of_errors_and_other_hosts(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR))
    pytester.makepyfile(
        conftest="""
            import pytest
            pytest_plugins = ["tests.browser"]

            @pytest.fixture
            def live_portal():
                return "none is asked, so no database is made"
        """,
        test_careless="""
            def test_console(page):
                page.goto("data:text/html,<p>x</p>")
                page.evaluate("console.error('oh no')")

            def test_host(page):
                page.goto("data:text/html,<img src='http://192.0.2.1/x.png'>", wait_until="commit")
                page.wait_for_timeout(100)
        """,
    )

    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    outcome.assert_outcomes(passed=2, errors=2)
    outcome.stdout.fnmatch_lines(["*console: oh no*", "*request to another host: http://192.0.2.1/x.png*"])


@pytest.mark.usefixtures("worker")
def test_worker_listens_to_this_session_only() -> None:
    assert len(app.control.ping(timeout=5, limit=1)) == 1
