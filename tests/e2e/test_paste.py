"""A block out of Excel in a real browser: shown first, typed then, and exactly the faulty cells are marked."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Score
from tests.factories import indicators as make
from tests.factories.indicators import Scene
from tests.screens import enter, violations

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 30
PATIENCE = 60_000  # milliseconds; thirty rows on a machine that has other things to do
PASTE = """([selector, text]) => {
    const el = document.querySelector(selector), data = new DataTransfer();
    data.setData('text/plain', text);
    el.focus();
    el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def scene(live_portal: str) -> Scene:
    return make.scene(rules_text=make.THIRTY)


@pytest.fixture
def grid(page: Page, live_portal: str, scene: Scene) -> Page:
    enter(page.context, live_portal, scene.reporter)
    page.goto(live_portal + reverse("indicators:entry", args=[scene.assessment_id, "1"]))
    return page


def cell(scene: Scene, at: int, name: str) -> str:
    return f"[name='{scene.score(f'1.{at}').pk}-{name}']"


def block() -> list[list[str]]:
    """30 × 4: figures, self score, evidence; five of the cells are wrong, each in its own way."""
    made = [[str(at), "1.000", "0,5", f"Số {at}/BC, trang 1"] for at in range(1, ROWS + 1)]
    made[2][0] = "12a"
    made[7][1] = "1/2"
    made[12][0] = "2000"  # more done than due: readable, so it is stored and flagged
    made[20][2] = "5"  # more than the criterion gives
    made[29][2] = "không"
    return made


FAULTS = {(3, "done"), (8, "due"), (13, "done"), (21, "self"), (30, "self")}


def test_a_block_of_30_by_4_with_5_faults_marks_exactly_5_cells(
    grid: Page, scene: Scene, forgiven: list[str], picture: Callable[[str], None]
) -> None:
    forgiven.append("422")
    text = "\r\n".join("\t".join(row) for row in block()) + "\r\n"

    grid.evaluate(PASTE, [cell(scene, 1, "done"), text])
    dialog = grid.get_by_role("dialog", name="Dán từ Excel")
    expect(dialog).to_contain_text("Dán 120 giá trị vào 30 tiêu chí, từ tiêu chí 1.1?")
    expect(dialog).to_contain_text("3 giá trị không đọc được")
    assert violations(grid) == []
    assert not Score.objects.exclude(version=0).exists()  # nothing is stored before it is wanted
    dialog.get_by_role("button", name="Dán", exact=True).click()

    expect(grid.locator("#saved")).to_have_text(re.compile("^Chưa lưu 1.3, 1.8, 1.30|^Chưa lưu"), timeout=PATIENCE)
    expect(grid.locator('.grid [aria-invalid="true"]')).to_have_count(5, timeout=PATIENCE)
    marked = {el.get_attribute("name") for el in grid.locator('.grid [aria-invalid="true"]').all()}
    assert {f"[name='{name}']" for name in marked} == {cell(scene, at, name) for at, name in FAULTS}
    assert Score.objects.exclude(version=0).count() == ROWS - 3  # unreadable rows stay in the page, unsaved
    assert scene.score("1.1").answer == {"done": "1", "due": "1000"}
    assert (str(scene.score("1.1").self_points), scene.score("1.1").citation) == ("0.50", "Số 1/BC, trang 1")


def test_a_block_that_is_not_wanted_changes_nothing(grid: Page, scene: Scene) -> None:
    grid.evaluate(PASTE, [cell(scene, 29, "due"), "5\n6\n7"])
    dialog = grid.get_by_role("dialog", name="Dán từ Excel")
    expect(dialog).to_contain_text("1 giá trị rơi vào ô khóa hoặc ngoài bảng")
    grid.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(grid.locator(cell(scene, 29, "due"))).to_be_focused()
    expect(grid.locator(cell(scene, 29, "due"))).to_have_value("")


def test_one_value_pastes_as_ever(grid: Page, scene: Scene) -> None:
    grid.evaluate(PASTE, [cell(scene, 1, "done"), "42\r\n"])

    expect(grid.get_by_role("dialog", name="Dán từ Excel")).to_be_hidden()
