"""The user guide as pages: every file, every link and every picture of it arrives."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from cchc_portal.guide import pages
from cchc_portal.guide.pages import DOCS, FILES, FIRST, FOLDER, MARKDOWN, Leads, page, page_of_roles, titles
from units.enums import Role


def address(slug: str) -> str:
    return f"/huong-dan/{slug}/"


def picture(path: str) -> str:
    return f"/static/{FOLDER}/{path}"


def rendered(markdown: str) -> str:
    leads = Leads(FOLDER, address, picture)
    return MARKDOWN.renderer.render(MARKDOWN.parse(markdown), MARKDOWN.options, {"leads": leads})


def test_every_file_of_the_guide_is_a_page():
    written = {path.relative_to(DOCS).as_posix() for path in (DOCS / FOLDER).glob("*.md")}

    assert written <= set(FILES.values())


@pytest.mark.parametrize("slug", FILES)
def test_pictures_and_links_of_a_page_lead_somewhere(slug: str):
    shown = page(slug, address, picture)

    sources = re.findall(r'<img src="/static/([^"]+)"', shown.html)
    assert [each for each in sources if not finders.find(each)] == []
    links = re.findall(r'<a href="/huong-dan/([^/"]+)/', shown.html)
    assert set(links) <= set(FILES)
    anchors = re.findall(r'<a href="#([^"]+)"', shown.html) + [section.anchor for section in shown.sections]
    assert [each for each in anchors if f'id="{each}"' not in shown.html] == []


@pytest.mark.parametrize("slug", FILES)
def test_every_picture_says_what_it_shows(slug: str):
    assert 'alt=""' not in page(slug, address, picture).html


def test_every_picture_is_in_the_guide():
    shown = "".join((DOCS / file).read_text(encoding="utf-8") for file in FILES.values())
    taken = (path.relative_to(pages.PICTURES).as_posix() for path in pages.PICTURES.rglob("*.png"))

    assert [each for each in taken if f"(anh/{each})" not in shown] == []


def test_the_pictures_of_the_readme_are_there():
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")

    assert [each for each in re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme) if not (DOCS.parent / each).is_file()] == []


def test_a_page_has_its_title_and_its_sections():
    clerk = page("can-bo", address, picture)

    assert clerk.title == "Cán bộ đầu mối: nhập kết quả của đơn vị"
    assert [section.title for section in clerk.sections[:2]] == ["1. Đăng nhập và tìm việc", "2. Nhập từng lĩnh vực"]
    assert "<h1" not in clerk.html


def test_contents_are_in_the_order_of_the_pages():
    assert [slug for slug, _ in titles()] == list(FILES)


def test_raw_html_stays_text():
    assert "<script>" not in rendered("<script>alert(1)</script>")


def test_what_stands_outside_of_the_guide_is_not_linked():
    assert "href" not in rendered("[cài đặt](../running.md) và [nơi khác](javascript:alert)")


def test_a_wide_table_scrolls_by_itself():
    assert '<div class="scroll" tabindex="0"><table>' in rendered("| a |\n|---|\n| b |")


@pytest.mark.parametrize("role", Role)
def test_every_role_of_a_person_has_a_page(role: Role):
    assert page_of_roles([role]) != FIRST
    assert Path(DOCS / FILES[page_of_roles([role])]).is_file()


def test_who_has_no_role_begins_with_what_concerns_everybody():
    assert page_of_roles([]) == FIRST
