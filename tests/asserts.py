"""Comparisons that several tests share."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

CSRF = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')


def same_query_count(ask: Callable[[], Any], grow: Callable[[], Any]) -> None:
    """`ask` takes as many queries before as after `grow` has added rows: a list must not ask per row.

    Example: one row; same_query_count(lambda: client.get(url), lambda: [make_unit(), make_unit()]).
    """
    ask()  # whatever is fetched only once, such as content types
    before = _queries(ask)

    grow()
    after = _queries(ask)

    assert len(after) == len(before), "\n".join(after)


def part_equals_page(client: Client, url: str, part: str) -> None:
    """The part that htmx asks for is, letter by letter, its place in the full page."""
    page = _text(client, url)
    piece = _text(client, url, **{"HX-Request": "true", "HX-Target": part})

    assert piece != page, f"{url} has no part {part}"
    assert page.count(piece) == 1


def sheet_rows(book: Path | str | bytes, sheet: str | None = None) -> list[list[Any]]:
    """The values of a workbook's sheet (the first one unless named) as a grid; an empty cell is None."""
    source = BytesIO(book) if isinstance(book, bytes) else book
    workbook = load_workbook(source, data_only=True)
    try:
        page = workbook[sheet] if sheet else workbook.worksheets[0]
        return [list(row) for row in page.iter_rows(values_only=True)]
    finally:
        workbook.close()


def _queries(ask: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured.captured_queries]


def _text(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return CSRF.sub(r'\1"…"', response.content.decode()).strip()
