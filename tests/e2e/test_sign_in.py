"""Signing in as people do: with a link, with a phone, and again when the session has gone."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import reports
from tests.factories import units as make
from tests.units.test_second_factor import code_of
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "chiều mưa Ninh Kiều"


def sign_in(page: Page, portal: str, username: str, password: str = make.PASSWORD, next_page: str = "") -> None:
    page.goto(f"{portal}{reverse('units:login')}?next={next_page or reverse('units:account')}")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_a_password_is_set_by_link(page: Page, live_portal: str) -> None:
    make.coordinator(username="ha", password=make.PASSWORD)
    make.unit("Sở Y tế")

    # The coordinator opens the account and copies the link.
    sign_in(page, live_portal, "ha", next_page=reverse("units:person_list"))
    page.get_by_role("link", name="Cấp tài khoản").click()
    page.get_by_label("Tên đăng nhập").fill("lan.nguyen")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Đơn vị").select_option(label="Sở Y tế")
    page.get_by_label("Vai trò").select_option(label="Cán bộ đầu mối")
    page.get_by_role("button", name="Cấp tài khoản").click()
    link = page.get_by_label("Giao tận tay liên kết này").input_value()
    sign_out(page)

    # Lan sets her password with it and signs in.
    page.goto(link)
    page.get_by_label("Mật khẩu", exact=True).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu").fill(NEW)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_text("Đã đặt mật khẩu cho tài khoản lan.nguyen. Hãy đăng nhập.")).to_be_visible()
    sign_in(page, live_portal, "lan.nguyen", NEW)

    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    expect(page.get_by_text("Cán bộ đầu mối · Sở Y tế")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for(page: Page, live_portal: str, forgiven: list[str]) -> None:
    forgiven.append("422")  # the wrong code on purpose
    make.coordinator(username="ha", password=make.PASSWORD)

    sign_in(page, live_portal, "ha")
    page.get_by_role("link", name="Bật xác thực hai bước").click()
    picture = page.get_by_alt_text("Mã QR để ứng dụng xác thực đọc")
    picture.evaluate("image => image.decode()")  # waits for the picture, and fails when it cannot be drawn
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Mã xác thực").fill(code_of(secret, at=dt.datetime.now(dt.UTC).timestamp() - 30))
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    expect(page.get_by_text("Đã bật xác thực hai bước.")).to_be_visible()
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page)

    sign_in(page, live_portal, "ha")
    page.get_by_label("Mã xác thực").fill("000000")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng hoặc đã dùng rồi.")
    page.get_by_label("Mã xác thực").fill(code_of(secret))
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    sign_out(page)

    sign_in(page, live_portal, "ha")
    page.get_by_label("Mã xác thực").fill(recovery)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Sai mã xác thực")).to_be_visible()


def test_a_privileged_person_sets_it_up_by_hand_before_anything_else(
    page: Page, live_portal: str, settings: pytest.FixtureRequest
) -> None:
    """As one of them; that it is so of every role, tests/units/test_second_factor.py asks without a browser."""
    settings.MFA_REQUIRED = True
    make.holder(Role.AUDITOR, username="ha", password=make.PASSWORD)

    # Whatever page is wanted, the set-up comes first.
    sign_in(page, live_portal, "ha", next_page=reverse("units:unit_list"))
    expect(page.get_by_role("heading", name="Bật xác thực hai bước")).to_be_visible()
    page.goto(f"{live_portal}{reverse('units:unit_list')}")
    expect(page.get_by_role("heading", name="Bật xác thực hai bước")).to_be_visible()

    # The key is typed into the phone by hand, the first code back into the page.
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Mã xác thực").fill(code_of(secret, at=dt.datetime.now(dt.UTC).timestamp() - 30))
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    expect(page.get_by_text("Đã bật xác thực hai bước.")).to_be_visible()
    page.goto(f"{live_portal}{reverse('units:unit_list')}")
    expect(page.get_by_role("heading", name="Đơn vị", exact=True)).to_be_visible()
    sign_out(page)

    # From now on the password alone opens nothing.
    sign_in(page, live_portal, "ha", next_page=reverse("units:unit_list"))
    page.goto(f"{live_portal}{reverse('units:unit_list')}")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    sign_in(page, live_portal, "ha", next_page=reverse("units:unit_list"))
    page.get_by_label("Mã xác thực").fill(code_of(secret))
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Đơn vị", exact=True)).to_be_visible()


def test_the_back_button_shows_nothing_after_signing_out(page: Page, live_portal: str) -> None:
    reports.published(reports.appraised_period([("9", "7")]))
    make.holder(Role.LEADER, username="hung", password=make.PASSWORD)

    sign_in(page, live_portal, "hung", next_page=reverse("units:unit_list"))
    page.goto(f"{live_portal}{reverse('reports:ranking')}")  # the page that is kept for its ETag
    expect(page.get_by_role("table").first).to_contain_text("Sở Nội vụ")
    sign_out(page)

    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        expect(page.get_by_text("Sở Nội vụ")).to_have_count(0)


def test_the_page_warns_before_the_session_ends_and_puts_it_off(
    page: Page, live_portal: str, settings: pytest.FixtureRequest, forgiven: list[str]
) -> None:
    forgiven.append("401")  # the page asks how long and hears that it is over
    settings.SESSION_IDLE, settings.SESSION_WARNING = 9, 6
    make.holder(Role.REPORTER, username="lan", password=make.PASSWORD)

    sign_in(page, live_portal, "lan")
    bar = page.locator("#session")
    expect(bar).to_be_hidden()
    expect(bar).to_contain_text("Phiên làm việc sẽ hết sau")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Tiếp tục làm việc").click()
    expect(bar).to_be_hidden()

    expect(bar).to_contain_text("Phiên làm việc đã hết.", timeout=30_000)
    expect(bar.get_by_role("link", name="Mở cửa sổ đăng nhập")).to_be_visible()
