"""Two people publish in the browser, a stranger reads; every page of it without WCAG violation, wide and narrow."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

import reports.tasks  # noqa: F401  # registers the job handlers
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from dossiers.actions import rebuild_rollup
from dossiers.models import Dossier
from indicators.actions.measurements import refresh_measured
from indicators.actions.recalculation import recalculate
from reports.models import Publication
from reports.publications.verify import faults as bundle_faults
from tests.factories import indicators, units
from tests.factories import reports as make
from tests.factories.statistics import a_dossier
from tests.screens import enter, faults
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "con trâu vàng 2026"


def work() -> None:
    """What a worker does with the job that waits."""
    run_job(Job.objects.active().get().pk)


def test_one_proposes_another_approves_and_everybody_reads(page: Page, live_portal: str, forgiven: list[str]) -> None:
    forgiven.append("422")  # the wrong password
    cache.clear()
    period, leader = make.appraised_period(), make.leader()
    leader.set_password(PASSWORD)
    leader.save()
    make.published(make.appraised_period(code="nam-2025", year=2025))

    # The coordinator looks at what is open, records the minutes, proposes.
    enter(page.context, live_portal, make.coordinator())
    page.goto(f"{live_portal}/tong-hop/")
    expect(page.get_by_text("Không còn gì ngăn việc công bố.")).to_be_visible()
    page.get_by_text("Ghi biên bản", exact=True).first.click()
    for label, text in (("Số biên bản", "5/BB-HĐTĐ"), ("Ngày họp", "20/11/2026"), ("Người chủ trì", "Ông Lê Văn Chủ")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Kết luận").fill("Hội đồng nhất trí.")
    page.get_by_role("button", name="Ghi biên bản").click()
    expect(page.get_by_text("Đã ghi biên bản 5/BB-HĐTĐ.")).to_be_visible()
    page.goto(f"{live_portal}/tong-hop/nam-2026/")
    assert faults(page) == []
    page.get_by_role("link", name="Lập đề nghị công bố").click()
    page.get_by_label("Số quyết định").fill("412/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("20/11/2026")
    for label in ("Các đơn vị xem từ", "Công khai cho mọi người từ (không bắt buộc)"):
        page.get_by_label(label).fill("21/11/2026 08:00")
    page.get_by_role("button", name="Xem lại để đề nghị").click()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    assert faults(page) == []
    work()
    expect(page.get_by_role("button", name="Rút đề nghị")).to_be_visible()
    proposal = page.url

    # The leader finds it waiting, gives the password again, and publishes.
    page.context.clear_cookies()
    enter(page.context, live_portal, leader)
    page.goto(live_portal)
    page.get_by_role("link", name="Xem và quyết định").click()
    assert (page.url, faults(page)) == (proposal, [])
    page.get_by_label("Mật khẩu").fill("không phải")
    page.get_by_role("button", name="Phê duyệt, công bố").click()
    expect(page.get_by_role("alert")).to_contain_text("Mật khẩu không đúng.")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Phê duyệt, công bố").click()
    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    work()
    page.wait_for_url(re.compile(r"/cong-bo/\d+/$"))
    expect(page.get_by_text("kết quả được chốt nguyên văn")).to_be_visible()
    assert faults(page) == []

    # A stranger reads the same figures and the digest.
    page.context.clear_cookies()
    page.goto(f"{live_portal}/ket-qua/nam-2026/")
    assert faults(page) == []
    publication = Publication.objects.get(period=period)
    expect(page.get_by_text(publication.digest)).to_be_visible()
    totals = page.locator("table.league td.sc").all_inner_texts()
    assert totals == ["32,00", "32,00", "22,00"]
    page.get_by_role("link", name="Năm 2025").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả Năm 2025")
    assert bundle_faults(bytes(publication.bundle), publication.digest) == []


def test_a_leader_goes_from_the_heat_map_to_the_dossiers(page: Page, live_portal: str) -> None:
    cache.clear()
    scene, day = indicators.scene(), dt.date(2026, 7, 2)
    finished = (day - dt.timedelta(days=1), day, day, day + dt.timedelta(days=1))
    Dossier.objects.bulk_create(a_dossier(scene.unit, dt.date(2026, 7, 1), day, each) for each in finished)
    rebuild_rollup()
    refresh_measured(period_id=scene.period.pk, now=timezone.now())
    recalculate(period_id=scene.period.pk, now=timezone.now())
    enter(page.context, live_portal, units.holder(Role.LEADER, scene.unit))

    page.goto(f"{live_portal}/xep-hang/?period={scene.period.code}")
    assert faults(page) == []
    page.locator('table.hm td a[href$="/2/"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2. ")
    page.get_by_role("link", name=re.compile(r"^2\.2\. ")).click()
    assert faults(page) == []
    page.get_by_role("rowheader", name=scene.unit.name).get_by_role("link").click()
    expect(page.locator("p.sum")).to_contain_text("3 / 4 = 75,00%")
    page.locator('a[href*="figure=finished"]').click()
    expect(page.locator("main tbody tr")).to_have_count(4)
