"""The user guide as pages: the Markdown files of docs/, which people with nothing but the repository read as well."""

import posixpath
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from cchc_portal.kit.text import folded

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER = "huong-dan"
PICTURES = DOCS / FOLDER / "anh"

# Address to file, in the order of the contents.
FILES = {
    "chung": f"{FOLDER}/README.md",
    "can-bo": f"{FOLDER}/can-bo.md",
    "lanh-dao-don-vi": f"{FOLDER}/lanh-dao-don-vi.md",
    "tham-dinh": f"{FOLDER}/tham-dinh.md",
    "dieu-phoi": f"{FOLDER}/dieu-phoi.md",
    "lanh-dao": f"{FOLDER}/lanh-dao.md",
    "ket-qua": f"{FOLDER}/ket-qua.md",
    "quan-tri": f"{FOLDER}/quan-tri.md",
    "ket-noi": f"{FOLDER}/ket-noi.md",
    "tep-ho-so": "dossier-import.md",
    "viet-bo-tieu-chi": "criteria-set.md",
}
FIRST = "chung"
SLUGS = {file: slug for slug, file in FILES.items()}
BY_ROLE = {
    "reporter": "can-bo",
    "head": "lanh-dao-don-vi",
    "appraiser": "tham-dinh",
    "field_owner": "tham-dinh",
    "coordinator": "dieu-phoi",
    "leader": "lanh-dao",
    "council": "lanh-dao",
    "auditor": "lanh-dao",
    "sysadmin": "quan-tri",
    "api_client": "ket-noi",
}

PNG_SIZE = slice(16, 24)  # width and height, four bytes each (PNG specification, 11.2.2)


@dataclass(frozen=True)
class Section:
    """A heading of the second level: where it is on the page, and its words."""

    anchor: str
    title: str


@dataclass(frozen=True)
class GuidePage:
    """One page, ready to be shown: `html` is without its title and safe, since raw HTML in Markdown stays text."""

    slug: str
    title: str
    sections: tuple[Section, ...]
    html: str


@dataclass(frozen=True)
class Leads:
    """Where the links and pictures of one page lead."""

    folder: str  # of the file, below docs/
    address: Callable[[str], str]  # of a page, by slug
    picture: Callable[[str], str]  # by its path below the folder of pictures


def page_of_roles(roles: Iterable[str]) -> str:
    """The page for the first of these roles that has one; else the page for everybody."""
    return next((BY_ROLE[role] for role in roles if role in BY_ROLE), FIRST)


@cache
def titles() -> tuple[tuple[str, str], ...]:
    """(slug, title) of every page, in the order of the contents."""
    return tuple((slug, _words(_tokens(slug)[1])) for slug in FILES)


@cache
def page(slug: str, address: Callable[[str], str], picture: Callable[[str], str]) -> GuidePage:
    """The page of that address; KeyError where there is none. Kept: the files are those of the release that runs."""
    tokens = _tokens(slug)
    sections = tuple(
        Section(_anchor(text.content), _words(text))
        for heading, text in pairwise(tokens)
        if (heading.type, heading.tag) == ("heading_open", "h2")
    )
    leads = Leads(posixpath.dirname(FILES[slug]), address, picture)
    html = MARKDOWN.renderer.render(tokens[3:], MARKDOWN.options, {"leads": leads})
    return GuidePage(slug, _words(tokens[1]), sections, html)


def _tokens(slug: str) -> list[Token]:
    """The page as Markdown has it; the first three tokens are its title."""
    return MARKDOWN.parse((DOCS / FILES[slug]).read_text(encoding="utf-8"))


def _words(text: Token) -> str:
    """A heading without the marks of Markdown."""
    return "".join(child.content for child in text.children or ())


def _anchor(heading: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", folded(heading)))


# --- how Markdown becomes HTML where the portal wants it otherwise than usual ------------------------------------


def _heading(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f'<{tokens[at].tag} id="{_anchor(tokens[at + 1].content)}">'


def _table(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Wide tables scroll by themselves, so that the page never does."""
    return '<div class="scroll" tabindex="0"><table>' if tokens[at].nesting == 1 else "</table></div>"


def _link(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """To another page of the guide; what stands outside of it is named, not linked."""
    target, fragment = urldefrag(str(tokens[at].attrGet("href")))
    slug = SLUGS.get(posixpath.normpath(posixpath.join(env["leads"].folder, target))) if target else ""
    if slug is None:
        return "<a>"
    anchor = f"#{fragment}" if fragment else ""
    return f'<a href="{escape((env["leads"].address(slug) if slug else "") + anchor)}">'


def _image(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture of a screen, which a click opens in full; its size is said, so that nothing moves as it arrives."""
    path = str(tokens[at].attrGet("src")).removeprefix("anh/")
    width, height = struct.unpack(">II", (PICTURES / path).read_bytes()[PNG_SIZE])
    where = escape(env["leads"].picture(path))
    words = escape(tokens[at].content)
    return (
        f'<a class="shot" href="{where}">'
        f'<img src="{where}" alt="{words}" width="{width}" height="{height}" loading="lazy"></a>'
    )


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
for name, rule in {
    "heading_open": _heading,
    "table_open": _table,
    "table_close": _table,
    "link_open": _link,
    "image": _image,
}.items():
    MARKDOWN.add_render_rule(name, rule)
