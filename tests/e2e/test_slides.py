"""Slides in a real browser: by keyboard, without network once open, no text below 24 px, no WCAG violation."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import reports as make
from tests.screens import enter, faults

pytestmark = pytest.mark.django_db(transaction=True)
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.slide *, .bar-top *')]
  .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""


def test_slides_go_by_keyboard_without_network(page: Page, live_portal: str) -> None:
    publication = make.published(make.appraised_period([("9.33", "7.77"), ("8.11", "6.66")] + [("7", "6")] * 14))
    enter(page.context, live_portal, make.leader())
    page.goto(f"{live_portal}/cong-bo/{publication.pk}/trinh-chieu/")
    said, shown = page.get_by_role("status"), page.locator(".slide.on")
    expect(said).to_have_text("Trang 1 trên 6")
    page.context.set_offline(True)

    page.keyboard.press("ArrowRight")
    expect(shown).to_contain_text("Xếp hạng Năm 2026")
    expect(shown).to_contain_text("34,20")
    page.keyboard.press("End")
    expect(shown).to_contain_text(publication.digest)
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Trang 6 trên 6")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("Trang 1 trên 6")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Về trang công bố")).to_be_visible()
    page.get_by_role("button", name="Trình chiếu từ đầu").click()
    expect(shown).to_contain_text("Kết quả Năm 2026")

    assert page.evaluate(SMALLEST) >= 24
    page.keyboard.press("Escape")
    assert faults(page) == []
