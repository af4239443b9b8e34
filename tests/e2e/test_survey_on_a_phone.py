"""A survey answered on a phone: the slip is opened, answered with a thumb, and used up."""

import pytest
from playwright.sync_api import Page, expect

from indicators.enums import SurveyAction
from indicators.models import SurveyTally
from tests.factories import surveys as make
from tests.screens import faults

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
THUMB = 44  # pixels


def test_a_survey_is_answered_on_a_phone(page: Page, live_portal: str, forgiven: list[str]) -> None:
    forgiven.append("422")  # sent without an answer on purpose
    scene = make.scene()
    survey = make.draft(scene)
    make.ask(scene, survey, "Mức độ hài lòng chung?", "8.2", "Hài lòng = 100\nKhông hài lòng = 0")
    make.move(scene, survey, SurveyAction.OPEN)
    code = make.codes(scene, survey)[0]

    # The code is typed; nobody signs in, and no cookie is set.
    page.set_viewport_size(PHONE)
    page.goto(f"{live_portal}/khao-sat/")
    page.get_by_label("Mã phiếu").fill(code.upper())
    page.get_by_role("button", name="Mở phiếu").click()
    expect(page.get_by_role("heading", name="Sở Tài chính")).to_be_visible()
    assert page.locator("script").count() == 0
    assert faults(page, widths=(390,)) == []
    page.set_viewport_size(PHONE)
    assert all(each.bounding_box()["height"] >= THUMB for each in page.locator(".pick").all())

    # Sent without an answer it says what is missing; then one is chosen.
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa chọn câu trả lời nào")
    page.get_by_role("group", name="Tinh thần phục vụ?").get_by_text("Khá").click()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", name="Cảm ơn ông/bà đã trả lời")).to_be_visible()
    assert page.context.cookies() == []

    # The slip is used.
    page.goto(f"{live_portal}/khao-sat/{code}/")
    expect(page.get_by_role("heading", name="Phiếu này đã được trả lời")).to_be_visible()
    counts = SurveyTally.objects.order_by("question__position").values_list("counts", flat=True)
    assert list(counts) == [{"B": 1}, {"blank": 1}]
