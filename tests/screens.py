"""What browser tests share: somebody signed in without the form, and what is wrong with a page as it stands."""

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from units.models import User

WIDTHS = (1440, 390)  # pixels: a desk, a phone
HEIGHT = 900
_WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def enter(context: BrowserContext, portal: str, who: User) -> None:
    """From here on the browser is `who`."""
    client = Client()
    client.force_login(who)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": portal}])


def come_back(page: Page) -> None:
    """To this window from another one; without a screen Chromium thinks that every window has the focus."""
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, each with the first element it is about."""
    found = Axe().run(page, options=_WCAG).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def faults(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Violations and sideways scroll of the open page at these widths, each named.

    The window is made as tall as the page: a foot that stands still would cover what one only has to scroll to.
    """
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(HEIGHT, tall)})
        found += [f"{page.url} at {width}: {each}" for each in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url} at {width}: scrolls sideways")
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return found
