"""A real Chromium against a real server, and a real worker beside it."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests import workers

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
CHROMIUM_REQUIRED = os.environ.get("CHROMIUM_REQUIRED") == "1"
PATIENCE = 10  # seconds for the last requests of a test


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use a page are browser tests. Without Chromium they are skipped, or fail where it is required."""
    for item in items:
        uses_page = {"page", "context", "browser"} & set(getattr(item, "fixturenames", ()))
        if uses_page or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not CHROMIUM_REQUIRED:
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium, or set CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    assert CHROMIUM, "CHROMIUM_REQUIRED=1, but there is no Chromium on this machine"
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-sync", *quiet]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "headless": True, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    province = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": {"width": 1440, "height": 900}}
    return {**browser_context_args, **province}


@pytest.fixture
def live_portal(transactional_db: None, live_server: LiveServer) -> Iterator[str]:
    """The address of a portal that sees what the test has committed.

    It is left only when the last answer is written: the tables are emptied next, which would wait for each other.
    """
    yield live_server.url
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and _busy():
        time.sleep(0.05)


def _busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity"
            " where datname = current_database() and backend_type = 'client backend'"
            " and pid <> pg_backend_pid() and state <> 'idle')"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def forgiven() -> list[str]:
    """Parts of console messages that a test provokes on purpose, such as "409 (Conflict)"."""
    return []


@pytest.fixture
def watched(live_portal: str, forgiven: list[str]) -> Iterator[Callable[[BrowserContext], BrowserContext]]:
    """Watches a whole context, windows it opens included: the test fails when a console shows an error or anything is
    fetched from another host. `page` is watched; whoever opens a context of their own has it watched too."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def see(request: Request) -> None:
        if urlsplit(request.url).hostname not in {"localhost", "127.0.0.1", None}:
            complaints.append(f"request to another host: {request.url}")

    def watch(context: BrowserContext) -> BrowserContext:
        contexts.append(context)
        context.on("console", hear)
        context.on("request", see)
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        return context

    yield watch
    for context in contexts:
        context.close()  # nobody asks the portal any more
    assert [text for text in complaints if not any(part in text for part in forgiven)] == []


@pytest.fixture
def page(live_portal: str, page: Page, watched: Callable[[BrowserContext], BrowserContext]) -> Page:
    """A page that fails its test when a console shows an error or anything is fetched from another host."""
    watched(page.context)
    return page


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A Celery worker as its own process, on this session's database, files and queue.

    It ends with the test: it would take the jobs that later tests run themselves.
    """
    process = workers.started(tmp_path / "worker.log")
    yield
    workers.stop(process)


PICTURES = settings.BASE_DIR / "docs" / "huong-dan" / "anh"


@pytest.fixture
def picture(page: Page, tmp_path: Path) -> Callable[[str], None]:
    """Photograph the page; with UPDATE_PICTURES=1 the picture that README and the guide show is replaced."""

    def take(name: str) -> None:
        kept = PICTURES / f"{name}.png"
        assert kept.exists() or os.environ.get("UPDATE_PICTURES") == "1", (
            f"{kept} is missing: run with UPDATE_PICTURES=1"
        )
        target = kept if os.environ.get("UPDATE_PICTURES") == "1" else tmp_path / kept.name
        page.screenshot(path=target, animations="disabled")

    return take
