"""The workbook that is projected and handed out at the conference (pure)."""

import io

from openpyxl import Workbook

from cchc_portal.kit.office import settled
from reports.papers.sheets import areas, dossiers, grades, matrix, method, official, ranking, years
from reports.papers.source import BlockTable, Source

_LONGEST = 31  # characters of a sheet's name, says Excel


def conference(source: Source) -> bytes:
    """The workbook as a file: of one publication always the same bytes."""
    out = io.BytesIO()
    workbook(source).save(out)
    title = f"Xếp hạng cải cách hành chính {source.period}"
    return settled(out.getvalue(), title=title, by=source.authority, at=source.made_at)


def workbook(source: Source) -> Workbook:
    """Six sheets of every block, one more where a decision had spoken before, and the method.

    No formula, nothing hidden, no name of a person.
    """
    book = Workbook()
    book.remove(book.active)
    several = len(source.blocks) > 1
    for block in source.blocks:
        _block(book, source, block, f" {block.code.upper()}" if several else "")
    method.draw(book.create_sheet("Phương pháp"), source)
    return book


def _block(book: Workbook, source: Source, block: BlockTable, suffix: str) -> None:
    def sheet(name: str, part: str = ""):  # openpyxl has no types
        return book.create_sheet(f"{name}{suffix[: _LONGEST - len(name) - len(part)]}{part}")

    ranking.draw(sheet("Xếp hạng"), source, block)
    areas.draw(sheet("Theo lĩnh vực"), source, block)
    pages = matrix.pages(block)
    for number, units in enumerate(pages, start=1):
        matrix.draw(sheet("Tiêu chí", f" ({number})" if len(pages) > 1 else ""), source, block, units)
    years.draw(sheet("So với năm trước"), source, block)
    grades.draw(sheet("Xếp loại"), source, block)
    dossiers.draw(sheet("Hồ sơ"), source, block)
    if block.official:
        official.draw(sheet("Theo quyết định"), source, block)
