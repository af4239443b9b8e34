"""A coordinator copies last year's set, edits a rule, tries it, issues the set, and reads a score down to a dossier."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.actions import rebuild_rollup
from dossiers.enums import Outcome, Status
from dossiers.models import Dossier
from indicators.actions.measurements import refresh_measured
from indicators.actions.periods import open_period
from indicators.actions.recalculation import recalculate
from indicators.models import CriteriaSet, Criterion, PeriodSet
from tests.factories import indicators as make
from tests.factories import units
from tests.factories.criteria import criteria_set
from units.models import Unit, User

OUTCOMES = (Outcome.EARLY, Outcome.ON_TIME, Outcome.ON_TIME, Outcome.LATE)  # 3 of 4 in time

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(page: Page, portal: str) -> User:
    coordinator = units.coordinator(password=units.PASSWORD)
    page.goto(f"{portal}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(coordinator.username)
    page.get_by_label("Mật khẩu").fill(units.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    return coordinator


def a_quarter_goes_by(rules: CriteriaSet, coordinator: User) -> Unit:
    """A unit scored by the set, with four dossiers received and finished in the quarter."""
    unit = units.unit("Sở Tài chính", block=rules.block)
    quarter = make.period()
    PeriodSet.objects.create(period=quarter, block=rules.block, criteria_set=rules)
    open_period(period_id=quarter.pk, by=coordinator, now=timezone.now())
    day, at = dt.date(2026, 7, 1), dt.datetime(2026, 7, 2, 3, tzinfo=dt.UTC)
    kept = {"unit": unit, "received_at": at, "received_slot": day, "finished_at": at, "finished_slot": day}
    Dossier.objects.bulk_create(
        Dossier(code=f"H08-260702-{place:04d}", status=Status.DELIVERED, outcome=outcome, **kept)
        for place, outcome in enumerate(OUTCOMES, start=1)
    )
    rebuild_rollup()
    refresh_measured(period_id=quarter.pk, now=timezone.now())
    recalculate(period_id=quarter.pk, now=timezone.now())
    return unit


def test_a_coordinator_edits_tries_and_issues_a_rule_and_reads_a_score_down_to_a_dossier(
    page: Page, live_portal: str
) -> None:
    old = criteria_set(make.GRID_SET, issued=True)
    coordinator = signed_in(page, live_portal)

    # Last year's set is copied; in 2.2 three of four dossiers in time are now enough for all points.
    page.goto(f"{live_portal}/bo-tieu-chi/")
    page.get_by_role("link", name=f"Sao chép {old.name}").click()
    page.get_by_label("Năm").fill("2026")
    page.get_by_label("Mã bộ tiêu chí").fill("luoi-moi")
    page.get_by_label("Tên bộ tiêu chí").fill("Bộ năm 2026")
    page.get_by_role("button", name="Lập dự thảo").click()
    page.get_by_role("link", name=re.compile("2.2 ?Hồ sơ đúng hạn")).click()
    page.get_by_label("Mục tiêu").fill("75")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu tiêu chí 2.2.")).to_be_visible()
    trial = page.get_by_role("region", name="Thử trên số mẫu")
    expect(trial).to_contain_text("chưa thử")

    # Tried on sample values: 74 of 100 is 1,48 by the old rule.
    trial.get_by_label("Số hồ sơ đúng hạn").fill("74")
    trial.get_by_label("Số hồ sơ đã giải quyết").fill("100")
    trial.get_by_role("button", name="Thử", exact=True).click()
    expect(page.locator(".outcome")).to_contain_text("74 / 100 = 74,00%")
    expect(page.locator(".outcome")).to_contain_text("1,97")
    expect(trial).to_contain_text("đã thử")

    # The decision is written down and the set issued.
    page.get_by_role("link", name="Về cây tiêu chí").click()
    page.get_by_role("link", name="Thông tin chung, xếp loại").click()
    page.get_by_label("Số quyết định").fill("1/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("10/01/2026")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("link", name="Về bộ tiêu chí").click()
    page.get_by_role("link", name="Xem lại để ban hành").click()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("Từ nay bộ tiêu chí không sửa được")).to_be_visible()
    rules = CriteriaSet.objects.get(code="luoi-moi")
    assert Criterion.objects.get(criteria_set=rules, code="2.2").rule["target"] == "75"

    # From the ranking down: unit, area, criterion by the rule as it was edited, figure, dossiers, one dossier.
    unit = a_quarter_goes_by(rules, coordinator)
    page.get_by_role("link", name="Kết quả", exact=True).first.click()
    page.get_by_role("link", name=unit.name).first.click()
    page.get_by_role("link", name="Vì sao?", exact=True).click()
    page.get_by_role("link", name="2. Cải cách thủ tục hành chính").click()
    page.get_by_role("link", name="2.2. Hồ sơ đúng hạn").click()
    expect(page.locator(".sum")).to_contain_text("3 / 4 = 75,00%")
    expect(page.locator(".sum")).to_contain_text("2,00 điểm")
    in_time = page.get_by_role("row", name="Số hồ sơ đúng hạn")
    expect(in_time.get_by_role("link")).to_have_text("3: xem danh sách")
    in_time.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Hồ sơ một cửa").locator("..")).to_contain_text("3 hồ sơ")
    listed = page.locator("table.lt tbody tr")
    expect(listed).to_have_count(3)
    code = listed.first.get_by_role("link").inner_text()
    listed.first.get_by_role("link").click()
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    assert Dossier.objects.get(code=code).outcome in (Outcome.EARLY, Outcome.ON_TIME)
