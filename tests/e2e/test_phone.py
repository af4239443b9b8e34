"""What a phone must not hide."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from dossiers.actions import seed_calendar
from tests.factories import units
from tests.screens import enter
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_the_year_in_hand_is_in_sight_among_many(phone: Page, live_portal: str) -> None:
    seed_calendar(first_year=2015, last_year=2027)
    enter(phone.context, live_portal, units.holder(Role.REPORTER, units.unit("Sở Tài chính")))

    phone.goto(live_portal + reverse("dossiers:calendar_year", args=[2026]))

    box = phone.locator(".seg a[aria-current]").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
