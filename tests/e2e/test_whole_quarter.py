"""A whole quarter of a clerk: by keyboard alone, in few clicks, with little to load, nothing lost, safe on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from indicators.actions.notes import write_note
from indicators.actions.scores import Typed
from indicators.enums import State
from tests.factories import criteria, units
from tests.factories import indicators as make
from tests.factories.indicators import Scene
from tests.screens import come_back, enter
from units.enums import Role
from units.models import Session

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60_000  # milliseconds; rows on a machine that has other things to do
MOST_BYTES = 300_000


def open_area(page: Page, portal: str, scene: Scene, area: str) -> Page:
    enter(page.context, portal, scene.reporter)
    page.goto(portal + reverse("indicators:entry", args=[scene.assessment_id, area]))
    return page


def named(scene: Scene, code: str, name: str) -> str:
    return f"[name='{scene.score(code).pk}-{name}']"


def cell(page: Page, scene: Scene, code: str, name: str) -> Locator:
    return page.locator(named(scene, code, name))


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile("Đã lưu tất cả"), timeout=PATIENCE)


# --- by keyboard alone ------------------------------------------------------------------------------------------------


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is there: nothing a mouse could do."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab never reaches {selector}")


@pytest.fixture
def no_mouse(page: Page) -> None:
    """Whatever reaches the page by a mouse is a fault of the test."""
    page.add_init_script("""
        for (const kind of ['mousedown', 'pointerdown', 'touchstart'])
            addEventListener(kind, () => console.error('a mouse was used'), true);
    """)


DOWN = "↓"  # pressed in a list: its first entry
KEYS = {  # what the hand types in each row, cell by cell
    "1": {
        "1.1.1": {"yes": DOWN, "citation": "12/KH-STC, 05/01/2026, trang 2"},
        "1.1.2": {"choice": DOWN},
        "1.2": {"days": "0"},
        "1.3": {"count": "0"},
    },
    "2": {"2.1": {"done": "42", "due": "68"}, "2.3": {"done": "5"}},
}


@pytest.mark.usefixtures("no_mouse")
def test_a_whole_quarter_is_entered_and_passed_on_by_keyboard_alone(page: Page, live_portal: str) -> None:
    """From the sign-in page to the hand-in: every area, every row the unit answers, and the request to the head."""
    scene = make.scene()
    make.measure(scene)
    scene.reporter.set_password(units.PASSWORD)
    scene.reporter.save()
    page.goto(live_portal)
    tab_to(page, "[name=username]")
    page.keyboard.type(scene.reporter.username)
    tab_to(page, "[name=password]")
    page.keyboard.type(units.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Việc của tôi"))
    tab_to(page, f"main a[href*='/cham-diem/{scene.assessment_id}/']")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^1. Chỉ đạo"))

    for area, rows in KEYS.items():
        tab_to(page, f".rail a[href$='/linh-vuc/{area}/']")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/linh-vuc/{area}/$"))
        page.wait_for_load_state()
        for code, cells in rows.items():
            for name, text in cells.items():
                tab_to(page, named(scene, code, name))
                page.keyboard.press("ArrowDown") if text == DOWN else page.keyboard.type(text)
        page.keyboard.press("Control+s")
        saved(page)
    expect(page.locator("#progress")).to_contain_text("6 / 6 tiêu chí đã nhập")
    tab_to(page, ".bar-foot a.pri")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/xem-lai/$"))
    tab_to(page, ".bar-foot button.pri")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Đã trình lãnh đạo duyệt.")).to_be_visible()
    assert scene.assessment.state == State.WAITING
    typed = {code: scene.score(code).answer for rows in KEYS.values() for code in rows}
    assert typed == {code: row.values for code, row in make.FULL.items()}


def test_three_clicks_from_signing_in_to_the_first_saved_number(page: Page, live_portal: str) -> None:
    scene = make.scene()
    scene.reporter.set_password(units.PASSWORD)
    scene.reporter.save()
    page.goto(live_portal)
    page.evaluate("sessionStorage.setItem('clicks', '0')")
    page.add_init_script("""
        addEventListener('click', () => sessionStorage.setItem('clicks', 1 + Number(sessionStorage.clicks)), true);
    """)
    page.reload()
    page.get_by_label("Tên đăng nhập").fill(scene.reporter.username)
    page.get_by_label("Mật khẩu").fill(units.PASSWORD)

    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.locator(f"main a[href*='/cham-diem/{scene.assessment_id}/']").first.click()
    cell(page, scene, "1.2", "days").click()
    page.keyboard.type("0")
    page.keyboard.press("Tab")

    saved(page)
    assert scene.score("1.2").answer == {"days": "0"}
    assert page.evaluate("Number(sessionStorage.clicks)") == 3


# --- nothing is lost --------------------------------------------------------------------------------------------------


def end_session(page: Page, portal: str) -> None:
    """A request under way may put the session back into the cache: ended is what the server calls ended."""
    state = portal + reverse("units:session_state")
    while page.request.get(state, headers={"Accept": "application/json"}).status != 401:
        Session.objects.all().delete()
        cache.clear()


def test_a_cut_line_and_an_ended_session_lose_no_cell_of_thirty_rows(
    page: Page, live_portal: str, forgiven: list[str]
) -> None:
    """Rows 1–10 are typed as usual, 11–20 without network, 21–30 after the session has ended on the server."""
    forgiven.extend(["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest", "Failed to load", "401"])
    scene = make.scene(rules_text=make.THIRTY)
    scene.reporter.set_password(units.PASSWORD)
    scene.reporter.save()
    open_area(page, live_portal, scene, "1")
    rows = {at: (str(at), str(at + 100)) for at in range(1, 31)}

    def type_rows(first: int, last: int) -> None:
        for at in range(first, last + 1):
            for name, text in zip(("done", "due"), rows[at], strict=True):
                cell(page, scene, f"1.{at}", name).fill(text)
        cell(page, scene, f"1.{last}", "due").press("Tab")

    type_rows(1, 10)
    page.context.set_offline(True)
    type_rows(11, 20)
    expect(page.locator("#saved")).to_contain_text("dòng chưa lưu, đang thử lại…", timeout=PATIENCE)
    page.context.set_offline(False)
    saved(page)
    end_session(page, live_portal)
    type_rows(21, 30)
    bar = page.locator("#notice")
    expect(bar).to_contain_text("Phiên làm việc đã hết", timeout=PATIENCE)
    with page.context.expect_page() as opened:
        bar.get_by_role("link").click()
    window = opened.value
    window.get_by_label("Tên đăng nhập").fill(scene.reporter.username)
    window.get_by_label("Mật khẩu").fill(units.PASSWORD)
    window.get_by_role("button", name="Đăng nhập", exact=True).click()
    window.wait_for_load_state()
    window.close()
    come_back(page)
    saved(page)

    stored = {at: scene.score(f"1.{at}").answer for at in rows}
    assert stored == {at: {"done": done, "due": due} for at, (done, due) in rows.items()}


def test_a_window_that_crashed_mid_cell_offers_what_was_typed(
    page: Page, live_portal: str, forgiven: list[str]
) -> None:
    """F17: the cell was never left, so nothing was sent; the browser kept it, for this person only."""
    scene = make.scene()
    open_area(page, live_portal, scene, "2")
    cell(page, scene, "2.1", "done").press_sequentially("115439")
    context = page.context
    page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(live_portal + reverse("indicators:entry", args=[scene.assessment_id, "2"]))
    bar = again.locator("#draft")
    expect(bar).to_contain_text(re.compile(r"Còn 1 ô gõ dở lúc \d\d:\d\d ngày \d\d/\d\d trên máy này"))
    bar.get_by_role("button", name="Lấy lại").click()

    saved(again)
    assert scene.score("2.1").answer == {"done": "115439"}
    again.reload()
    expect(again.locator("#draft")).to_be_hidden()


def test_a_draft_over_a_row_somebody_saved_meanwhile_is_a_clash(
    page: Page, live_portal: str, forgiven: list[str]
) -> None:
    forgiven.append("409")
    scene = make.scene()
    open_area(page, live_portal, scene, "2")
    cell(page, scene, "2.3", "done").press_sequentially("3")
    scene.save("2.3", values={"done": "4"}, by=units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh"))
    page.reload()

    page.locator("#draft").get_by_role("button", name="Lấy lại").click()

    expect(page.locator(".clashbox")).to_contain_text("Trần Văn Minh vừa lưu 4")
    assert scene.score("2.3").answer == {"done": "4"}


def test_the_first_time_three_lines_say_how_it_works(page: Page, live_portal: str) -> None:
    scene = make.scene()
    open_area(page, live_portal, scene, "2")
    help_ = page.locator("#first-help")
    expect(help_.get_by_role("listitem")).to_have_count(3)

    help_.get_by_role("button", name="Đã hiểu").click()
    page.reload()

    expect(help_).to_be_hidden()


# --- little to load ---------------------------------------------------------------------------------------------------


def test_the_widest_area_of_a_real_set_loads_in_under_300_kb(page: Page, live_portal: str) -> None:
    """Page, styles, scripts and pictures as they come over the line; the typeface is asked for once and kept."""
    scene = make.scene(rules_text=criteria.worked_set("so-2022"), code="nam-2026")
    loaded: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: urls.setdefault(event["requestId"], event["response"]["url"]))
    session.on(
        "Network.loadingFinished",
        lambda event: loaded.__setitem__(urls[event["requestId"]], event["encodedDataLength"]),
    )

    open_area(page, live_portal, scene, "3")
    page.wait_for_load_state("networkidle")

    counted = {url: size for url, size in loaded.items() if not url.endswith(".ttf")}
    assert {Path(url.split("?")[0]).suffix for url in counted} >= {".css", ".js", ".svg"}
    assert sum(counted.values()) < MOST_BYTES, counted


# --- what is odd, and the words that clear it -------------------------------------------------------------------------


def test_a_jump_is_pointed_out_beside_last_quarter_and_cleared_by_a_reason(page: Page, live_portal: str) -> None:
    scene = make.second_quarter(make.scene(), {"2.1": Typed({"done": "40", "due": "50"})})
    open_area(page, live_portal, scene, "2")
    row = page.locator(f"#r-{scene.score('2.1').pk}")
    expect(row.locator(".was").first).to_have_text("40")
    expect(cell(page, scene, "2.1", "remark")).to_be_hidden()

    cell(page, scene, "2.1", "done").fill("90")
    cell(page, scene, "2.1", "due").fill("100")
    cell(page, scene, "2.1", "due").press("Tab")

    state = page.locator(f"#r-{scene.score('2.1').pk} [role=status]")
    expect(state).to_have_text("Xem lại")
    expect(row.locator(".msg.warn").first).to_contain_text(
        "“Số hồ sơ trực tuyến” tăng 125% so với Quý II/2026 (40 → 90)."
    )
    expect(row.locator(".was").first).to_have_text("40+125%")
    expect(row.locator(".out").first).to_contain_text("Quý II/2026: 80,00%")
    cell(page, scene, "2.1", "remark").fill("Tăng do chiến dịch 60 ngày")
    cell(page, scene, "2.1", "remark").press("Tab")

    expect(state).to_contain_text("Đã lưu")
    expect(row.locator(".msg.warn")).to_have_count(0)
    assert scene.score("2.1").remark == "Tăng do chiến dịch 60 ngày"


def test_the_talk_about_a_row_is_new_until_it_is_opened(page: Page, live_portal: str) -> None:
    scene = make.scene()
    row = scene.score("2.1")
    write_note(score_id=row.pk, text="Số này lấy từ đâu?", by=scene.appraiser, now=scene.period.opens_at)
    open_area(page, live_portal, scene, "2")
    link = page.locator(f"#r-{row.pk} a.talk")
    expect(link).to_contain_text("1 mới")

    link.click()
    expect(page.locator(".notes li.new")).to_contain_text("Số này lấy từ đâu?")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Nội dung trao đổi").fill("Từ sổ văn bản đến")
    page.get_by_role("button", name="Gửi").click()

    expect(page.locator(".notes li")).to_have_count(2)
    page.get_by_role("link", name="Quay lại phiếu").click()
    expect(link).to_have_text(re.compile(r"^2 tin trao đổi"))


# --- on paper ---------------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def printed(page: Page, tmp_path: Path) -> Callable[[], str]:
    """The text of the page as Chromium prints it on A4, without any space: a PDF places letters, not words."""

    def text() -> str:
        path = tmp_path / "in.pdf"
        page.pdf(path=path, prefer_css_page_size=True)
        with pypdfium2.PdfDocument(path) as document:
            return bare("".join(leaf.get_textpage().get_text_range() for leaf in document))

    return text


def test_paper_shows_what_the_screen_shows_and_no_button(
    page: Page, live_portal: str, printed: Callable[[], str]
) -> None:
    scene = make.second_quarter(make.scene(), {"2.1": Typed({"done": "40", "due": "50"})})
    make.measure(scene)
    scene.fill()
    scene.save("2.1", values={"done": "115439", "due": "186916"}, remark="Nhập bù hồ sơ cũ", citation="12/BC-STC")
    open_area(page, live_portal, scene, "2")

    text = printed()

    values = [el.input_value() for el in page.locator(".grid input:not([type]):visible, .grid textarea:visible").all()]
    assert "115.439" in values
    assert [value for value in values if bare(value) not in text] == []
    shown = ["Hồ sơ trực tuyến", "61,76%", "Hệ thống 1,24", "Số liệu tự động", "40", "80,00%", "Nhập bù hồ sơ cũ"]
    assert [word for word in shown if bare(word) not in text] == []
    buttons = ["Nhập từ Excel", "Xem lại để nộp", "Thêm", "Lưu dòng", "Hoàn tác", "Tất cả", "Đăng xuất"]
    assert [word for word in buttons if bare(word) in text] == []


def test_the_whole_sheet_on_paper_holds_every_row(page: Page, live_portal: str, printed: Callable[[], str]) -> None:
    scene = make.scene()
    make.measure(scene)
    scene.fill()
    open_area(page, live_portal, scene, "1")
    page.goto(live_portal + reverse("indicators:review", args=[scene.assessment_id]))
    words = page.evaluate("""() => [...document.querySelectorAll('table.review :is(th,td)')].flatMap(cell => {
        const seen = cell.cloneNode(true);
        seen.querySelectorAll('.vh').forEach(hidden => hidden.remove());
        return seen.textContent.split(/\\s+/).filter(Boolean);
    })""")
    assert "61,76%" in words

    text = printed()

    assert sorted(word for word in set(words) if word not in text) == []
    assert bare("Nộp phiếu cho Sở Nội vụ") not in text


def test_the_first_sheet_of_paper_begins_with_the_first_area(page: Page, live_portal: str, tmp_path: Path) -> None:
    """And without what the portal has just said to whoever prints it."""
    scene = make.scene()
    scene.fill()
    enter(page.context, live_portal, scene.reporter)
    page.goto(live_portal + reverse("indicators:review", args=[scene.assessment_id]))
    page.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    expect(page.locator(".told")).to_contain_text("Chưa nộp được phiếu")

    page.pdf(path=tmp_path / "in.pdf", prefer_css_page_size=True)

    with pypdfium2.PdfDocument(tmp_path / "in.pdf") as document:
        first = bare(document[0].get_textpage().get_text_range())
    assert bare("Nội dung kế hoạch") in first
    assert bare("Chưa nộp được phiếu") not in first
