"""The loop of a year walked in a real browser by five people, in the city a newcomer is given."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cchc_portal.demo.province import STORY
from indicators.actions.appraisals import load_appraisal
from indicators.answers import is_appraised
from indicators.models import Assessment
from indicators.sets.trees import tree_of
from reports.models import Publication, Standing
from tests.asserts import sheet_rows
from tests.demo_city import in_one_worker
from tests.screens import enter
from units.models import User

PATIENCE = 30_000  # milliseconds for work that a job does

pytestmark = [in_one_worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(city_of_our_own: None, live_portal: str) -> str:
    """The small sample province; in its half year one clerk still has two areas to fill in."""
    return live_portal


def signed_in(page: Page, city: str, username: str) -> None:
    page.context.clear_cookies()
    enter(page.context, city, User.objects.get(username=username))
    page.goto(city)
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()


def fill(row: Locator) -> None:
    """What a clerk would type: the best choice, all of all, no fault; and the document it rests on."""
    for select in row.locator("select").all():
        select.select_option(index=1)
    boxes = row.locator("td.res input:not([type]):not([readonly])")
    for number in range(boxes.count()):
        boxes.nth(number).fill("20" if boxes.count() == 2 else "0")
    row.locator("[name$=citation]").fill("12/BC-SLĐTBXH, 05/06/2023, trang 3")
    row.locator("[name$=citation]").press("Tab")
    expect(row.locator("td.st .tag")).to_contain_text("Đã lưu")


def appraise(row: Locator, *, points: str = "", why: str = "Theo hồ sơ thẩm định") -> None:
    """These points, or the maximum of the criterion, and why."""
    maximum = row.locator("td .out").first.inner_text().removeprefix("/").strip()
    row.locator("input[name=points]").fill(points or maximum)
    row.locator("input[name=reason]").fill(why)
    row.locator("input[name=reason]").press("Tab")
    expect(row.locator("td.st .tag")).to_contain_text("Đã")


def appraise_other_areas() -> None:
    """What the inspector's workbook would say: full points for whatever is not appraised yet."""
    sheet = Assessment.objects.select_related("criteria_set").get(period__code="6t-2023", unit__code=STORY)
    leaves = tree_of(sheet.criteria_set).leaf_by_id
    open_leaves = [leaves[score.criterion_id] for score in sheet.scores.filter(appraised_points=None).order_by("pk")]
    given = {leaf.code: (leaf.max_points, "Theo hồ sơ thẩm định") for leaf in open_leaves if is_appraised(leaf)}
    inspector = User.objects.get(username="demo.thamdinh")
    load_appraisal(assessment_id=sheet.pk, given=given, by=inspector, now=timezone.now())


def test_five_people_carry_a_half_year_from_entry_to_the_conference(
    page: Page, city: str, worker: None, forgiven: list[str]
) -> None:
    forgiven.append("422")  # points other than the unit's own, before the reason is typed

    # The clerk finds the one thing that waits, fills the two open areas and hands in.
    signed_in(page, city, "demo.canbo")
    page.get_by_role("listitem").filter(has_text="6 tháng").get_by_role("link", name="Nhập tiếp").click()
    for area in ("Chế độ công vụ", "Tài chính công"):
        link = page.get_by_role("navigation", name="Lĩnh vực").get_by_role("link", name=area)
        link.click()
        expect(link).to_have_attribute("aria-current", "page")  # the rows below are those of the new page
        for row in page.locator("tr.r:has(.st>button)").all():
            fill(row)
    page.get_by_role("link", name="Xem lại để nộp").click()
    expect(page.get_by_text("Phiếu đã đủ, có thể nộp")).to_be_visible()
    page.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    expect(page.get_by_text("Đã trình lãnh đạo duyệt.")).to_be_visible()

    # The head looks at the riskiest rows, approves, and has a receipt.
    signed_in(page, city, "demo.lanhdao-so")
    page.get_by_role("listitem").filter(has_text="Duyệt phiếu").get_by_role("link", name="Xem và duyệt").click()
    page.get_by_role("button", name="Duyệt và nộp cho Sở Nội vụ").click()
    expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm điểm")).to_be_visible()
    expect(page.get_by_text("Mắt xích nhật ký", exact=True)).to_be_visible()

    # The inspector takes over what agrees, cuts one row, gives the rest full points (one area by hand, the others
    # through the same door at once), and ends the first appraisal.
    signed_in(page, city, "demo.thamdinh")
    waiting = page.get_by_role("listitem").filter(has_text="Thẩm định lần 1").filter(has_text="6 tháng")
    waiting.get_by_role("link", name="Thẩm định").click()
    page.locator("summary", has_text="Chấp nhận").click()
    page.locator("#agreeing").get_by_role("button", name="Chấp nhận").click()
    expect(page.get_by_text("có điểm tự chấm bằng điểm hệ thống")).to_be_visible()
    waiting = page.locator("tr.r:has(form)").filter(has_text="Chưa chấm")
    for link in [link.get_attribute("href") for link in page.locator(".rail a").all()]:
        page.goto(city + link)
        if places := [row.get_attribute("id") for row in waiting.all()]:
            break
    for place in places:
        appraise(page.locator(f"#{place}"))
    appraise_other_areas()
    page.goto(city + page.locator(".rail a").first.get_attribute("href"))
    cut = page.locator("tr.r:has(form)").first
    code = cut.locator("th i").first.inner_text()
    with page.expect_response(lambda answer: "/tham-dinh/dong/" in answer.url and answer.ok):
        appraise(cut, points="0", why="Văn bản ký sau thời hạn")
    page.reload()  # the answer brings a new button with it
    page.get_by_role("button", name="Kết thúc thẩm định lần 1").click()
    expect(page.get_by_text("Đã kết thúc thẩm định lần 1.")).to_be_visible()

    # The clerk reads where the points went and explains; the head sends it.
    signed_in(page, city, "demo.canbo")
    page.get_by_role("listitem").filter(has_text="Giải trình").get_by_role("link", name="Xem điểm bị trừ").click()
    row = page.locator("tr.r").filter(has_text="Văn bản ký sau thời hạn")
    row.get_by_role("textbox").fill("Văn bản ký ngày 05/01/2023, xem trang 1")
    row.get_by_role("button", name="Đề nghị xem lại").click()
    expect(page.get_by_text(f"Đã lưu ý kiến về tiêu chí {code}.")).to_be_visible()
    signed_in(page, city, "demo.lanhdao-so")
    page.get_by_role("listitem").filter(has_text="Giải trình").get_by_role("link", name="Xem điểm bị trừ").click()
    page.get_by_role("button", name="Gửi giải trình").click()
    expect(page.get_by_text("Đã gửi giải trình.")).to_be_visible()

    # The inspector answers and ends the second appraisal, which is final.
    signed_in(page, city, "demo.thamdinh")
    page.get_by_role("listitem").filter(has_text="Thẩm định lần 2").get_by_role("link", name="Thẩm định").click()
    appraise(
        page.locator("tr.r").filter(has=page.locator("th i").get_by_text(code, exact=True)),
        why="Đúng, văn bản ký trong hạn",
    )
    page.get_by_role("button", name="Kết thúc thẩm định lần 2").click()
    expect(page.get_by_text("Đã kết thúc thẩm định lần 2.")).to_be_visible()
    assert set(Assessment.objects.filter(period__code="6t-2023").values_list("state", flat=True)) == {"appraised"}

    # The coordinator looks at the whole, states the decision, proposes; the leader gives the password and approves.
    signed_in(page, city, "demo.dieuphoi")
    page.get_by_role("link", name="Xem và công bố").click()
    page.get_by_role("link", name="Lập đề nghị công bố").click()
    page.get_by_label("Số quyết định").fill("1202/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("20/07/2023")
    page.get_by_role("button", name="Xem lại để đề nghị").click()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_role("button", name="Rút đề nghị")).to_be_visible(timeout=PATIENCE)
    signed_in(page, city, "demo.lanhdao")
    page.get_by_role("link", name="Xem và quyết định").click()
    page.get_by_label("Mật khẩu").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Phê duyệt, công bố").click()
    page.wait_for_url(re.compile(r"/cong-bo/\d+/$"), timeout=PATIENCE)
    expect(page.get_by_text("1202/QĐ-UBND").first).to_be_visible()
    publication = Publication.objects.get(period__code="6t-2023")

    # The leader opens the dashboard and takes the workbook to the conference: the same figures.
    page.goto(f"{city}/")
    page.get_by_role("link", name="Bảng xếp hạng").click()
    expect(page.get_by_role("heading", name="Điểm mạnh, điểm yếu theo lĩnh vực")).to_be_visible()
    shown = [
        tuple(row.locator(part).first.inner_text().strip() for part in (".rk", "th a", ".sc"))
        for row in page.locator("table.league tbody tr:not(.avg)").all()
    ]
    page.get_by_role("button", name="Excel").click()
    link = page.get_by_role("link", name="Tải xep-hang-6t-2023-so.xlsx")
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        link.click()
    rows = workbook_rows(download.value.path().read_bytes())
    standings = Standing.objects.filter(publication=publication, block_code="so").order_by("rank", "unit__sort_name")
    frozen = [(s.rank, s.unit_name, s.total_points) for s in standings]
    assert [(int(rank), name, total.replace(",", ".")) for rank, name, total in shown] == [
        (rank, name, f"{total:.2f}") for rank, name, total in frozen
    ]
    assert rows == [(rank, name, float(total)) for rank, name, total in frozen]


def workbook_rows(book: bytes) -> list[tuple[int, str, float]]:
    """(rank, unit, total) of the ranking, which is the first sheet."""
    return [(row[0], row[1], row[4]) for row in sheet_rows(book) if isinstance(row[0], int)]
