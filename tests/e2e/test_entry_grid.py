"""The grid in a real browser: the autosave contract, keyboard only, two clerks, no network, no session, no mouse."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.fixtures import Settings

from tests.factories import indicators as make
from tests.factories import units
from tests.factories.indicators import Scene
from tests.screens import come_back, enter
from units.enums import Role
from units.models import Session, User

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 15_000  # milliseconds; a row that could not be sent waits 2 and then 5 seconds


@pytest.fixture
def scene(live_portal: str) -> Scene:
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def sign_in(live_portal: str) -> Callable[[BrowserContext, User], None]:
    return lambda context, who: enter(context, live_portal, who)


@pytest.fixture
def grid(page: Page, live_portal: str, scene: Scene, sign_in: Callable[[BrowserContext, User], None]) -> Page:
    sign_in(page.context, scene.reporter)
    page.goto(address(live_portal, scene, "2"))
    return page


def address(portal: str, scene: Scene, area: str) -> str:
    return portal + reverse("indicators:entry", args=[scene.assessment_id, area])


def named(scene: Scene, code: str, name: str) -> str:
    """In the grid an input is named with its row; on the desk each row is a form, and stands by itself."""
    pk = scene.score(code).pk
    return f"[name='{pk}-{name}'], #r-{pk} [name='{name}']"


def cell(page: Page, scene: Scene, code: str, name: str) -> Locator:
    return page.locator(named(scene, code, name))


def state(page: Page, scene: Scene, code: str) -> Locator:
    return page.locator(f"#r-{scene.score(code).pk} [role=status]")


def fill(page: Page, scene: Scene, code: str, **typed: str) -> None:
    """Type and leave the cell, as a hand does."""
    for name, text in typed.items():
        cell(page, scene, code, name).fill(text)
        cell(page, scene, code, name).press("Tab")


# --- typing ----------------------------------------------------------------------------------------------------------


def test_enter_saves_the_row_and_walks_down_the_column(grid: Page, scene: Scene) -> None:
    cell(grid, scene, "2.1", "done").fill("115439")
    cell(grid, scene, "2.1", "done").press("Tab")
    grid.keyboard.type("186916")
    cell(grid, scene, "2.1", "due").press("Shift+Tab")
    grid.keyboard.press("Enter")

    expect(cell(grid, scene, "2.3", "done")).to_be_focused()
    expect(state(grid, scene, "2.1")).to_have_text(re.compile(r"^\s*Đã lưu \d\d:\d\d\s*$"))
    expect(grid.locator(f"#r-{scene.score('2.1').pk} .out b")).to_have_text("61,76%")
    expect(cell(grid, scene, "2.1", "done")).to_have_value("115.439")
    expect(cell(grid, scene, "2.1", "self")).to_have_value("1,24")
    expect(grid.locator("#saved")).to_have_text(re.compile(r"^Đã lưu tất cả lúc \d\d:\d\d$"))
    expect(grid.locator("#progress")).to_contain_text("1 / 6 tiêu chí đã nhập")
    assert scene.score("2.1").answer == {"done": "115439", "due": "186916"}


def test_arrows_walk_and_escape_gives_the_saved_value_back(grid: Page, scene: Scene) -> None:
    fill(grid, scene, "2.1", done="42", due="68")
    expect(state(grid, scene, "2.1")).to_contain_text("Đã lưu")

    cell(grid, scene, "2.1", "done").fill("99")
    cell(grid, scene, "2.1", "done").press("Escape")
    expect(cell(grid, scene, "2.1", "done")).to_have_value("42")
    cell(grid, scene, "2.1", "done").press("ArrowDown")
    expect(cell(grid, scene, "2.3", "done")).to_be_focused()
    grid.keyboard.press("Shift+Enter")
    expect(cell(grid, scene, "2.1", "done")).to_be_focused()
    assert scene.score("2.1").version == 2


def test_a_wrong_figure_is_marked_at_its_cell_and_mended(grid: Page, scene: Scene, forgiven: list[str]) -> None:
    forgiven.append("422")
    fill(grid, scene, "2.1", done="12a")

    expect(state(grid, scene, "2.1")).to_have_text("Chưa lưu")
    expect(cell(grid, scene, "2.1", "done")).to_have_attribute("aria-invalid", "true")
    expect(cell(grid, scene, "2.1", "done")).to_have_value("12a")
    expect(grid.locator("#saved")).to_have_text("Chưa lưu 2.1: xem lời nhắc ở dòng")
    tick, warning = grid.locator("#saved svg").all()
    expect(tick).not_to_be_visible()
    expect(warning).to_be_visible()

    fill(grid, scene, "2.1", done="12", due="24")
    expect(state(grid, scene, "2.1")).to_contain_text("Đã lưu")
    expect(tick).to_be_visible()
    expect(warning).not_to_be_visible()
    expect(cell(grid, scene, "2.1", "done")).not_to_have_attribute("aria-invalid", "true")


def test_on_a_phone_all_steps_stand_in_one_line(grid: Page) -> None:
    grid.set_viewport_size({"width": 390, "height": 844})

    tops = {round(step.bounding_box()["y"]) for step in grid.locator(".steps i").all()}

    assert len(tops) == 1


@pytest.mark.parametrize("width", [1280, 1366, 1440])
def test_what_is_said_of_a_figure_covers_nothing_beside_it(grid: Page, scene: Scene, width: int) -> None:
    grid.set_viewport_size({"width": width, "height": 768})
    fill(grid, scene, "2.1", done="80", due="24")

    said = grid.locator(f"#r-{scene.score('2.1').pk} .msg").first
    expect(said).to_contain_text("lớn hơn")
    box, beside = said.bounding_box(), said.locator("xpath=ancestor::td/following-sibling::td[1]").bounding_box()
    assert box is not None
    assert beside is not None
    assert box["x"] + box["width"] <= beside["x"]


def test_what_is_typed_while_a_row_is_on_its_way_is_not_lost(grid: Page, scene: Scene) -> None:
    """The answer to the first saving must not put its figures over the second typing."""
    grid.route("**/cham-diem/dong/**", lambda route: (grid.wait_for_timeout(300), route.continue_()))
    cell(grid, scene, "2.1", "done").fill("1")
    cell(grid, scene, "2.1", "due").fill("2")
    cell(grid, scene, "2.1", "self").fill("0,8")
    cell(grid, scene, "2.1", "citation").fill("12/KH")
    cell(grid, scene, "2.1", "citation").press("Tab")

    expect(grid.locator("#saved")).to_have_text(re.compile("Đã lưu tất cả"), timeout=PATIENCE)
    row = scene.score("2.1")
    assert (row.answer, str(row.self_points), row.citation) == ({"done": "1", "due": "2"}, "0.80", "12/KH")


def test_leaving_the_page_waits_for_the_row(grid: Page, scene: Scene) -> None:
    grid.route("**/cham-diem/dong/**", lambda route: (grid.wait_for_timeout(300), route.continue_()))
    cell(grid, scene, "2.3", "done").fill("5")
    grid.get_by_role("link", name="Xem lại để nộp").click()

    expect(grid).to_have_url(re.compile("/xem-lai/$"), timeout=PATIENCE)
    assert scene.score("2.3").answer == {"done": "5"}


def test_the_side_panel_explains_the_row_in_hand_with_the_step_it_stands_on(grid: Page, scene: Scene) -> None:
    side = grid.locator("#side")
    cell(grid, scene, "2.1", "done").focus()
    expect(side.get_by_role("heading", level=2)).to_have_text("2.1 Hồ sơ trực tuyến")
    fill(grid, scene, "2.1", done="42", due="68")

    expect(side.locator("tr.hit")).to_have_text(re.compile("Dưới 100%"))
    expect(side).to_contain_text("42 / 68 = 61,76% × 2 điểm → 1,24 điểm")


# --- two clerks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "kept"), [("Giữ 3", "3"), ("Lấy 4", "4")])
def test_two_clerks_on_one_cell_choose(
    grid: Page,
    scene: Scene,
    live_portal: str,
    sign_in: Callable[[BrowserContext, User], None],
    forgiven: list[str],
    watched: Callable[[BrowserContext], BrowserContext],
    button: str,
    kept: str,
) -> None:
    forgiven.append("409")
    browser = grid.context.browser
    assert browser is not None
    other = watched(browser.new_context())
    sign_in(other, units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh"))
    colleague = other.new_page()
    colleague.goto(address(live_portal, scene, "2"))

    fill(colleague, scene, "2.3", done="4")
    expect(state(colleague, scene, "2.3")).to_contain_text("Đã lưu")
    fill(grid, scene, "2.3", done="3")

    box = grid.locator(".clashbox")
    expect(box).to_contain_text("Trần Văn Minh vừa lưu 4 / 10")
    expect(box).to_contain_text("Anh/chị đang nhập 3 / 10")
    assert scene.score("2.3").answer == {"done": "4"}
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")  # both buttons within it
    box.get_by_text(button).click()
    expect(state(grid, scene, "2.3")).to_contain_text("Đã lưu")
    expect(box).to_have_count(0)
    expect(cell(grid, scene, "2.3", "done")).to_have_value(kept)
    assert scene.score("2.3").answer == {"done": kept}

    forgiven.append("409")  # whoever goes on from the older version is told as well
    with colleague.expect_response(lambda answer: answer.request.method == "POST"):
        fill(colleague, scene, "2.3", done="7")
    if kept == "3":
        expect(colleague.locator(".clashbox")).to_contain_text("Nguyễn Thị Lan vừa lưu 3 / 10")
        assert scene.score("2.3").answer == {"done": "3"}
    else:
        expect(state(colleague, scene, "2.3")).to_contain_text("Đã lưu")
    other.close()


# --- no network, no session ------------------------------------------------------------------------------------------


def test_nothing_is_lost_while_the_line_is_down(grid: Page, scene: Scene, forgiven: list[str]) -> None:
    forgiven.extend(["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest", "Failed to load resource"])
    grid.context.set_offline(True)
    fill(grid, scene, "2.1", done="42", due="68")
    fill(grid, scene, "2.3", done="5")

    expect(state(grid, scene, "2.1")).to_have_text("Chưa lưu, đang thử lại…")
    expect(grid.locator("#saved")).to_have_text("2 dòng chưa lưu, đang thử lại…")

    grid.context.set_offline(False)
    expect(grid.locator("#saved")).to_have_text(re.compile("Đã lưu tất cả"), timeout=PATIENCE)
    assert scene.score("2.1").answer == {"done": "42", "due": "68"}
    assert scene.score("2.3").answer == {"done": "5"}


def test_a_cut_session_keeps_the_row_until_one_has_signed_in_again(
    grid: Page, scene: Scene, forgiven: list[str]
) -> None:
    forgiven.append("401")
    scene.reporter.set_password(units.PASSWORD)
    scene.reporter.save()
    Session.objects.all().delete()
    cache.clear()
    fill(grid, scene, "2.1", done="42", due="68", citation="12/BC-SLĐTBXH, trang 3")

    bar = grid.locator("#notice")
    expect(bar).to_contain_text("Phiên làm việc đã hết")
    expect(state(grid, scene, "2.1")).to_have_text("Chưa lưu, đang thử lại…")
    with grid.context.expect_page() as opened:
        bar.get_by_role("link", name="Mở cửa sổ đăng nhập").click()
    window = opened.value
    window.get_by_label("Tên đăng nhập").fill(scene.reporter.username)
    window.get_by_label("Mật khẩu").fill(units.PASSWORD)
    window.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(window.get_by_text("Đã đăng nhập lại. Đóng cửa sổ này và bấm Lưu.")).to_be_visible()
    window.close()
    come_back(grid)

    expect(state(grid, scene, "2.1")).to_contain_text("Đã lưu", timeout=PATIENCE)
    expect(bar).to_be_empty()
    assert scene.score("2.1").answer == {"done": "42", "due": "68"}
    assert scene.score("2.1").citation == "12/BC-SLĐTBXH, trang 3"


def test_the_grid_warns_before_the_session_ends(
    page: Page,
    live_portal: str,
    scene: Scene,
    sign_in: Callable[[BrowserContext, User], None],
    settings: Settings,
) -> None:
    """The clock of the session and the grid are two scripts: neither may take the other's words for its own."""
    settings.SESSION_IDLE, settings.SESSION_WARNING = 30, 29
    sign_in(page.context, scene.reporter)
    page.goto(address(live_portal, scene, "2"))
    bar = page.locator("#session")

    expect(bar).to_contain_text("Phiên làm việc sẽ hết sau", timeout=PATIENCE)
    bar.get_by_role("button", name="Tiếp tục làm việc").click()
    expect(bar).to_be_hidden()


def test_a_sheet_handed_in_meanwhile_locks_the_row_and_keeps_the_text(
    grid: Page, scene: Scene, forgiven: list[str]
) -> None:
    forgiven.append("423")
    scene.submit()
    fill(grid, scene, "2.1", done="77")

    expect(state(grid, scene, "2.1")).to_have_text("Đã khóa")
    expect(cell(grid, scene, "2.1", "done")).to_have_value("77")
    assert cell(grid, scene, "2.1", "done").get_attribute("readonly") is not None
    expect(grid.locator(".msg")).to_contain_text("Đỗ Văn Hùng đã nộp phiếu lúc")


def test_a_post_that_was_taken_away_is_never_called_saved(grid: Page, scene: Scene, forgiven: list[str]) -> None:
    """F19: the next saving finds nothing; the text can still be copied."""
    forgiven.extend(["404", "htmx:responseError", "Response Status Error"])
    scene.reporter.memberships.all().delete()
    fill(grid, scene, "2.1", done="77")

    expect(state(grid, scene, "2.1")).to_have_text("Chưa lưu. Chép lại số vừa nhập rồi tải lại trang.")
    expect(grid.locator("#saved")).to_have_text("Chưa lưu 2.1: xem lời nhắc ở dòng")
    expect(cell(grid, scene, "2.1", "done")).to_have_value("77")


# --- the desk --------------------------------------------------------------------------------------------------------


def test_points_of_the_system_need_a_reason(
    page: Page,
    live_portal: str,
    scene: Scene,
    sign_in: Callable[[BrowserContext, User], None],
    forgiven: list[str],
) -> None:
    forgiven.append("422")
    scene.fill()
    scene.save("1.3", values={"count": "2"}, self_points="1", shown="")
    scene.submit_as_it_is()
    sign_in(page.context, scene.appraiser)
    page.goto(live_portal + reverse("indicators:appraisal", args=[scene.assessment_id, "1"]))
    row = page.locator(f"#r-{scene.score('1.3').pk}")

    row.get_by_role("button", name="Theo hệ thống").click()
    expect(state(page, scene, "1.3")).to_have_text("Chưa lưu")
    expect(row.get_by_text("hãy ghi lý do để đơn vị biết")).to_be_visible()
    expect(cell(page, scene, "1.3", "reason")).to_be_focused()
    page.keyboard.type("Hai lần muộn theo sổ văn bản")
    page.keyboard.press("Tab")

    expect(state(page, scene, "1.3")).to_have_text("Đã chấm")
    stored = scene.score("1.3")
    assert (str(stored.appraised_points), stored.appraisal_reason) == ("0.50", "Hai lần muộn theo sổ văn bản")
