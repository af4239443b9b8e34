"""Every document and page of a publication says the same figures and carries the digest; each is parsed back."""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from indicators.actions.officials import Decision, OfficialRow, load_official
from indicators.models import Assessment
from reports.enums import Paper
from reports.models import Publication
from reports.papers.reading import source_of
from reports.papers.shelf import SHELF, drawn
from reports.publications.bundle import opened
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db
SIGNED = Decision("617/QĐ-UBND", dt.date(2026, 3, 29))
HOSTILE = '=1+1 <b>&"#panic()" {{ ma_bam }}'  # a name that would act in Excel, in a page, in Word and in PDF alike


@pytest.fixture
def publication() -> Publication:
    """Two years of one block, a unit with a hostile name, a grade with a reason, dossiers."""
    rules = make.criteria_set("bo")
    make.published(make.appraised_period([("5", "5"), ("8", "8")], code="nam-2025", year=2025, rules=rules))
    period = make.appraised_period([("9.33", "7.77"), ("8.11", "6.66"), ("5", "4")], rules=rules)
    Unit.objects.filter(pk=make.department(2).pk).update(name=HOSTILE)
    Assessment.objects.filter(period=period, unit=make.department(1)).update(grade_reason="chưa xong kế hoạch")
    make.dossiers(make.department(0), period.data_from.replace(month=9, day=1, year=2026), early=7, on_time=2, late=1)
    said = OfficialRow(make.department(0).pk, "", Decimal("34.5"), Decimal(40), Decimal("86.25"), 1, "Tốt")
    load_official(period_id=period.pk, rows=[said], decision=SIGNED, by=None, now=make.NOW)
    return make.published(period)


def test_what_a_decision_said_is_frozen_beside_what_was_computed(publication: Publication) -> None:
    unit = opened(bytes(publication.bundle)).inputs["units"][0]
    book = load_workbook(io.BytesIO(file_of(publication, Paper.CONFERENCE)))

    figures = {"points": "34.5000", "max_points": "40.00", "percent": "86.2500", "rank": 1, "grade": "Tốt"}
    decision = {"decision_number": "617/QĐ-UBND", "decided_on": "2026-03-29"}
    assert unit["official"] == [{"criterion": "", **figures, **decision}]
    lines = [[cell.value for cell in row] for row in book["Theo quyết định"].iter_rows() if row[0].value == 1]
    total = publication.standings.get(unit=make.department(0)).total_points
    assert [lines[0][place] for place in (1, 2, 3, 6, 9, 10)] == [
        "Sở Nội vụ", "617/QĐ-UBND ngày 29/03/2026", 34.5, float(total), float(Decimal("34.5") - total), "có",
    ]  # fmt: skip


def file_of(publication: Publication, paper: Paper, unit_id: int | None = None) -> bytes:
    source = source_of(period=publication.period, block_code="", publication_id=publication.pk, now=make.NOW)
    made = drawn(paper, source, bytes(publication.bundle), unit_id)
    assert made is not None
    return made[0]


def frozen(publication: Publication) -> list[tuple[str, str, Decimal, Decimal, str]]:
    """Rank, name, total, index and grade of every unit, as the standings hold them."""
    rows = publication.standings.order_by("rank")
    return [(str(row.rank), row.unit_name, row.total_points, row.percent, row.grade) for row in rows]


def shown(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")


def test_excel_says_what_was_frozen(publication: Publication) -> None:
    book = load_workbook(io.BytesIO(file_of(publication, Paper.CONFERENCE)))

    lines = [[cell.value for cell in row] for row in book["Xếp hạng"].iter_rows() if isinstance(row[0].value, int)]
    assert [(str(r), n, cent(t), cent(p), g) for r, n, _, _, t, p, _, g, _ in lines] == frozen(publication)
    assert {sheet.oddFooter.left.text for sheet in book} == {f"Mã băm: {publication.digest}"}
    matrix = [[cell.value for cell in row] for row in book["Tiêu chí"].iter_rows()]
    totals = next(line for line in matrix if line[1] == "Tổng điểm")
    assert [cent(value) for value in totals[3:6]] == [row[2] for row in frozen(publication)]


def cent(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_word_says_what_was_frozen(publication: Publication) -> None:
    expected = [(r, n, shown(t), f"{shown(p)}%", g) for r, n, t, p, g in frozen(publication)]

    for paper in (Paper.REPORT, Paper.ANNEX):
        document = Document(io.BytesIO(file_of(publication, paper)))

        rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
        ranking = [row for row in rows if len(row) == 7 and row[0].isdigit()]
        assert [(r[0], r[1], r[4], r[5], r[6]) for r in ranking] == expected
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert publication.digest in text
        assert "Sở Tài chính: mức xếp loại bị khống chế do chưa xong kế hoạch." in text
        assert "{" not in text


def test_pdf_says_what_was_frozen(publication: Publication) -> None:
    pages = text_of(file_of(publication, Paper.REPORT_PDF))

    for rank, name, total, index, _ in frozen(publication):
        assert re.search(rf"^{rank}\s+{re.escape(name[:10])}", pages, re.M), pages
        assert shown(total) in pages
        assert f"{shown(index)}%" in pages
    assert HOSTILE in pages.replace("\n", " ")
    assert pages.count(f"Mã băm SHA-256 của gói công bố: {publication.digest}") >= pages.count("Trang ") > 0


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        texts = []
        for page in document:
            part = page.get_textpage()
            texts.append(part.get_text_bounded().replace("\r\n", "\n"))
            part.close()
            page.close()
        return "\n".join(texts)


def test_scorecards_say_what_was_frozen(publication: Publication) -> None:
    row = publication.standings.get(unit=make.department(2))

    book = load_workbook(io.BytesIO(file_of(publication, Paper.CARD, row.unit_id)))
    pages = text_of(file_of(publication, Paper.CARD_PDF, row.unit_id))

    lines = [[cell.value for cell in line] for line in book["Từng tiêu chí"].iter_rows()]
    leaves = [line for line in lines if re.fullmatch(r"\d\.\d", str(line[0]))]
    assert [(line[0], cent(line[6])) for line in leaves] == [
        (leaf["code"], Decimal(leaf["points"])) for leaf in row.leaves
    ]
    for leaf in row.leaves:
        assert f"{leaf['code']} {leaf['name']}" in pages
    assert {sheet.oddFooter.left.text for sheet in book} == {f"Mã băm: {publication.digest}"}
    assert f"Tổng điểm {shown(row.total_points)} trên {shown(row.max_points)}" in pages.replace("\n", " ")
    assert publication.digest in pages


def test_csv_says_what_was_frozen(publication: Publication) -> None:
    with zipfile.ZipFile(io.BytesIO(file_of(publication, Paper.TABLES))) as archive:
        found = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }

    units_csv = [
        (r["Hạng"], r["Đơn vị"].removeprefix("'"), Decimal(r["Tổng điểm"]), Decimal(r["Chỉ số (%)"]), r["Xếp loại"])
        for r in found["don-vi.csv"]
    ]
    assert units_csv == frozen(publication)
    points = {(r["Mã đơn vị"], r["Mã tiêu chí"]): r["Được tính"] for r in found["tieu-chi.csv"]}
    assert points == {
        (row.unit_code, leaf["code"]): leaf["points"]
        for row in publication.standings.order_by("pk")
        for leaf in row.leaves
    }
    assert {r["Mã SHA-256 của gói"] for rows in found.values() for r in rows} == {publication.digest}
    assert {name: bool(rows) for name, rows in found.items()} == {
        **dict.fromkeys(
            ("don-vi.csv", "linh-vuc.csv", "tieu-chi.csv", "ho-so.csv", "so-lieu.csv", "tra-loi.csv"), True
        ),
        "minh-chung.csv": False,
        "theo-quyet-dinh.csv": True,
    }


def test_pages_say_what_was_frozen(publication: Publication, client: Client) -> None:
    expected = [shown(row[2]) for row in frozen(publication)]
    public = client.get(f"/ket-qua/{publication.period.code}/lan-1/").content.decode()
    data = json.loads(client.get(f"/ket-qua/{publication.period.code}/lan-1/so-lieu.json").content)
    client.force_login(units.holder(Role.LEADER, make.department(0), username="xem"))
    page = client.get(f"/cong-bo/{publication.pk}/").content.decode()
    slides = client.get(f"/cong-bo/{publication.pk}/trinh-chieu/").content.decode()

    assert re.findall(r'<td class="num sc">([\d,]+)</td>', public) == expected
    assert re.findall(r'<td class="num sc">([\d,]+)</td>', page) == expected
    assert re.findall(r'<td class="num strong">(\d\d,\d\d)</td>', slides)[:3] == expected
    assert [each["total_points"] for each in data["units"]] == [str(row[2]) for row in frozen(publication)]
    assert [publication.digest in text for text in (public, page, slides, data["digest"])] == [True] * 4


def test_every_paper_is_the_same_bytes_after_units_change(publication: Publication) -> None:
    whole = [paper for paper in SHELF if SHELF[paper].unit is None]
    first = [file_of(publication, paper) for paper in whole]
    Unit.objects.update(name="Đổi tên")

    assert [file_of(publication, paper) == before for paper, before in zip(whole, first, strict=True)] == [True] * 5
