"""From the cell one looks at to whoever changed it, in a browser."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from cchc_portal.audit.trail import record
from indicators.enums import State
from indicators.models import Period, Score
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def score(live_portal: str) -> Score:
    """A row of a draft that is open today, and the clerk who types it."""
    with transaction.atomic():
        period = make.appraised_period([("9", "7")], state=State.DRAFT)
        now = dt.datetime.now(dt.UTC)
        day = dt.timedelta(days=1)
        Period.objects.update(opens_at=now - day, self_due_at=now + day)
        units.holder(Role.REPORTER, make.department(0), username="lan", password=units.PASSWORD)
        record("period.open", period)
    return Score.objects.get(criterion__code="1.1")


def test_a_clerk_opens_who_changed_this_from_the_grid(score: Score, live_portal: str, page: Page) -> None:
    page.goto(live_portal + reverse("units:login"))
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(units.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(live_portal + reverse("indicators:entry", args=[score.assessment_id]))

    done = page.get_by_label("1.1 Đã làm")
    done.fill("1068")
    done.press("Tab")
    expect(done).to_have_value("1.068")  # as it was understood: the row is saved
    page.get_by_role("complementary").get_by_role("link", name="Ai đã sửa 1.1?").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ai đã sửa: 1.1 Tiêu chí 1.1")
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("Nguyễn Thị Lan")
    expect(newest).to_contain_text("Đã làm: 8 → 1.068")
    page.get_by_role("link", name="Phiếu Sở Nội vụ").click()
    expect(page.get_by_label("1.1 Đã làm")).to_have_value("1.068")
