"""A Word document laid out by Nghị định 30/2020/NĐ-CP, phụ lục I: paper, margins, fonts, quốc hiệu, nơi nhận."""

from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.text.paragraph import Paragraph

FACE = "Times New Roman"
CENTRE, BOTH, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def sheet(*, landscape: bool = False):  # python-docx has no types
    """An empty A4: margins 20–25, 20–25, 30–35, 15–20 mm; page number at the top from the second page on."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _field(number, "PAGE")
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    normal.paragraph_format.space_before, normal.paragraph_format.space_after = Pt(0), Pt(0)
    return made


def _field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    run.font.name, run.font.size = FACE, Pt(14)
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)  # python-docx has no fields


def write(
    paragraph: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False, align=CENTRE
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FACE, Pt(size), bold, italic
    paragraph.alignment = align
    return paragraph


def masthead(made, *, number: str, place: str) -> None:
    """Authority and number on the left, quốc hiệu, tiêu ngữ, place and day on the right."""
    table = made.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widen(table, (6.9, 9.6))
    left, right = table.rows[0].cells
    write(left.paragraphs[0], "{{ co_quan|upper }}", size=12, bold=True)
    _rule(left.paragraphs[0], inset=0.2)
    write(left.add_paragraph(), number, size=13)
    write(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _rule(write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True))
    write(right.add_paragraph(), place, size=13, italic=True)


def _rule(paragraph: Paragraph, inset: float = 0.8) -> None:
    """The line under tiêu ngữ and under the authority."""
    edges = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    edges.append(bottom)
    paragraph._p.get_or_add_pPr().append(edges)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(inset)


def titles(made, kind: str, about: Sequence[str]) -> None:
    made.add_paragraph()
    write(made.add_paragraph(), kind, bold=True)
    for line in about[:-1]:
        write(made.add_paragraph(), line, bold=True)
    write(made.add_paragraph(), about[-1], italic=True)
    made.add_paragraph()


def body(made, text: str, *, align=BOTH) -> Paragraph:
    """Running text: justified unless said otherwise, first line in by 1,27 cm, 6 pt between paragraphs."""
    paragraph = write(made.add_paragraph(), text, align=align)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_before = Pt(6)
    return paragraph


def heading(made, text: str) -> None:
    paragraph = body(made, "")
    write(paragraph, text, bold=True, align=BOTH)
    paragraph.paragraph_format.keep_with_next = True


def control(made, text: str) -> None:
    """A line that only steers the filling in; it leaves no trace."""
    write(made.add_paragraph(), text, size=10, align=LEFT)


def listing(made, loop: str, columns: Sequence[tuple[str, str, float]], *, named: int = 1) -> None:
    """A table of one line per item of `loop` ("dv in khoi.don_vi"); columns are head, text and width in cm.

    The column `named` holds words and stands to the left.
    """
    table = made.add_table(rows=4, cols=len(columns))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    _widen(table, [width for _, _, width in columns])
    for cell, (head, _, _) in zip(table.rows[0].cells, columns, strict=True):
        write(cell.paragraphs[0], head, size=12, bold=True)
    _repeat(table.rows[0])
    write(table.rows[1].cells[0].paragraphs[0], f"{{%tr for {loop} %}}", size=12)
    for place, (cell, (_, text, _)) in enumerate(zip(table.rows[2].cells, columns, strict=True)):
        write(cell.paragraphs[0], text, size=12, align=LEFT if place == named else CENTRE)
    write(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", size=12)


def _widen(table, widths: Sequence[float]) -> None:
    """Columns of these widths in cm, in the grid and in every cell: Word reads the one, LibreOffice the other."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _repeat(row) -> None:
    """The head comes again on every page, and no line is torn in two."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


def closing(made, who: str, receivers: Sequence[str]) -> None:
    """Nơi nhận on the left, who signs on the right."""
    made.add_paragraph()
    table = made.add_table(rows=1, cols=2)
    _widen(table, (8.0, 8.5))
    left, right = table.rows[0].cells
    write(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True, align=LEFT)
    for receiver in receivers:
        write(left.add_paragraph(), receiver, size=11, align=LEFT)
    write(right.paragraphs[0], who, bold=True)
    for _ in range(4):
        right.add_paragraph()
    write(right.add_paragraph(), "(Họ và tên)", bold=True)
