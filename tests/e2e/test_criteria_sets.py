"""A coordinator copies last year's set, edits a rule, tries it, and issues the set, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from indicators.models import CriteriaSet, Criterion
from tests.factories import units
from tests.factories.criteria import criteria_set

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(page: Page, portal: str) -> None:
    coordinator = units.coordinator()
    coordinator.set_password("con trâu vàng 2026")
    coordinator.save()
    page.goto(f"{portal}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(coordinator.username)
    page.get_by_label("Mật khẩu").fill("con trâu vàng 2026")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()


def test_a_coordinator_edits_a_rule_tries_it_and_issues_the_set(page: Page, live_portal: str) -> None:
    old = criteria_set(issued=True)
    signed_in(page, live_portal)

    page.goto(f"{live_portal}/bo-tieu-chi/moi/?tu={old.pk}")
    page.get_by_label("Năm").fill("2023")
    page.get_by_label("Mã bộ tiêu chí").fill("nho-2023")
    page.get_by_label("Tên bộ tiêu chí").fill("Bộ năm 2023")
    page.get_by_role("button", name="Lập dự thảo").click()
    page.get_by_role("link", name=re.compile("1.2 ?Đối thoại")).click()
    page.get_by_label("Loại luật").select_option("count")
    page.locator("[name='rule.per']").fill("0,5")
    page.locator("[name='inputs-0-name']").fill("count")
    page.locator("[name='inputs-0-label']").fill("Số cuộc đối thoại")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu tiêu chí 1.2.")).to_be_visible()

    page.locator("[name='mau-count']").fill("1")
    page.get_by_role("button", name="Thử", exact=True).click()
    expect(page.locator(".outcome")).to_contain_text("0,50")

    page.goto(f"{live_portal}/bo-tieu-chi/{CriteriaSet.objects.get(code='nho-2023').pk}/sua/")
    page.get_by_label("Số quyết định").fill("1/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("10/01/2023")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("link", name="Về bộ tiêu chí").click()
    page.get_by_role("link", name="Xem lại để ban hành").click()
    page.get_by_role("button", name="Ban hành").click()

    expect(page.get_by_text("Từ nay bộ tiêu chí không sửa được")).to_be_visible()
    assert Criterion.objects.get(criteria_set__code="nho-2023", code="1.2").rule["per"] == "0.5"
