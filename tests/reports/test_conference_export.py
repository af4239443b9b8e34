"""The conference workbook: the same figures as the page, fit to be projected and printed."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import Run
from indicators.models import Assessment, Score
from reports import queries
from reports.models import Publication
from reports.papers.conference import conference
from reports.papers.reading import source_of
from reports.tasks import conference_workbook
from tests.factories import jobs as make_job
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db
URL = "/xep-hang/tai-excel/"
CHARTS = " (biểu đồ)"
SHEETS = [
    *("Xếp hạng", f"Xếp hạng{CHARTS}", "Theo lĩnh vực", "Tiêu chí", "So với năm trước"),
    *("Xếp loại", f"Xếp loại{CHARTS}", "Hồ sơ", "Phương pháp"),
]
HOSTILE = ('=HYPERLINK("http://x")', "@SUM(1)")


def drawn(period, publication: Publication | None = None, block: str = "so") -> bytes:
    found = queries.periods(make.WIDE).get(pk=period.pk)
    pk = publication.pk if publication else None
    return conference(source_of(period=found, block_code=block, publication_id=pk, now=make.NOW))


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def lines(book: Workbook, sheet: str) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in book[sheet].iter_rows()]


def test_the_workbook_has_the_figures_of_the_page_and_the_standings(client: Client) -> None:
    period = make.appraised_period([("9.33", "7.77"), ("8.11", "6.66"), ("5", "4")])
    make.dossiers(make.department(0), period.data_from.replace(month=9, day=1, year=2026), early=7, on_time=2, late=1)
    publication = make.published(period)
    client.force_login(units.holder(Role.LEADER, make.department(0)))
    page = client.get("/xep-hang/").content.decode()

    book = opened(drawn(period, publication))

    frozen = [
        (each.rank, each.unit_name, each.appraised_points, each.survey_points, each.total_points, each.percent)
        for each in publication.standings.order_by("rank")
    ]
    written = [line[:6] for line in lines(book, "Xếp hạng") if isinstance(line[0], int)]
    assert [
        (r, n, *(Decimal(str(f)).quantize(Decimal("0.01")) for f in figures)) for r, n, *figures in written
    ] == frozen
    shown = re.findall(r'<td class="num sc">([\d,]+)</td><td class="bar">', page)
    assert shown == [f"{total:.2f}".replace(".", ",") for *_, total, _ in frozen]
    assert next(line for line in lines(book, "Hồ sơ") if line[1] == "Toàn khối")[1:] == (
        "Toàn khối",
        10,
        7,
        70,
        2,
        20,
        1,
        10,
    )
    areas = [line[2:] for line in lines(book, "Theo lĩnh vực") if isinstance(line[0], int)]
    assert areas[0] == (18.66, 93.3, 15.54, 77.7, 34.2)


def test_the_workbook_of_an_unpublished_period_says_so_on_every_sheet() -> None:
    book = opened(drawn(make.appraised_period()))

    for sheet in book:
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        assert texts.count("KẾT QUẢ TẠM TÍNH – CHƯA CÔNG BỐ") == 1
        assert sheet.oddFooter.left.text == "KẾT QUẢ TẠM TÍNH – CHƯA CÔNG BỐ"


def test_the_workbook_of_a_published_period_carries_decision_and_digest() -> None:
    period = make.appraised_period()
    publication = make.published(period)

    book = opened(drawn(period, publication))

    assert {sheet.oddFooter.left.text for sheet in book} == {f"Mã băm: {publication.digest}"}
    assert "Theo Quyết định số 412/QĐ-UBND ngày 27/12/2026" in {line[0] for line in lines(book, "Xếp hạng")}
    assert any(publication.digest in str(line[1]) for line in lines(book, "Phương pháp"))


def test_the_workbook_is_ready_for_the_printer() -> None:
    book = opened(drawn(make.appraised_period()))

    assert book.sheetnames == SHEETS
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text == "Trang &P/&N"
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        assert texts.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 1
    heads = {sheet.title: sheet.print_title_rows for sheet in book if sheet.print_title_rows}
    assert heads == dict.fromkeys(("Xếp hạng", "Theo lĩnh vực", "Xếp loại", "Hồ sơ"), "$9:$10") | {"Tiêu chí": "$9:$9"}
    ranking = book["Xếp hạng"]
    assert {"C9:E9", "A9:A10", "B9:B10"} <= {str(merged) for merged in ranking.merged_cells.ranges}
    assert {"NGƯỜI LẬP BIỂU", "GIÁM ĐỐC"} <= {cell.value for row in ranking.iter_rows() for cell in row}
    assert {
        cell.font.name for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    } == {"Times New Roman"}


def test_the_workbook_has_a_native_chart_and_a_colour_scale() -> None:
    content = drawn(make.appraised_period())

    names = ZipFile(BytesIO(content)).namelist()
    chart = ZipFile(BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == 2  # the ranking, and the grades
    assert ('<grouping val="stacked"' in chart, chart.count("<ser>")) == (True, 2)
    rules = opened(content)["Theo lĩnh vực"].conditional_formatting
    assert [str(each.sqref) for each in rules] == ["D11:D13", "F11:F13"]


def test_no_text_of_the_workbook_is_a_formula_and_nothing_is_hidden() -> None:
    make.department(0, name='=HYPERLINK("http://x")')
    make.department(1, name="@SUM(1)\x07")
    period = make.appraised_period([("9", "7"), ("8", "6")])
    Assessment.objects.update(grade_reason="+84 người")

    content = drawn(period)

    book = opened(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells if cell.quotePrefix] == [
        *[HOSTILE[0], "+84 người", HOSTILE[1], "+84 người"],  # the ranking
        *HOSTILE,  # by area; the matrix writes the rank before the name
        *HOSTILE,  # grades: the first of those who have one, and whose grade was lowered
        *[HOSTILE[0], "+84 người", HOSTILE[1], "+84 người"],
        *HOSTILE,  # dossiers
    ]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert (len(book.defined_names), book.properties.creator, book.properties.lastModifiedBy) == (
        0,
        "UBND Thành phố Mẫu",
        None,
    )
    assert b"<f>" not in b"".join(ZipFile(BytesIO(content)).read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 8))


def test_the_workbook_of_all_blocks_has_sheets_for_each() -> None:
    communes = units.block("xa", "Xã, phường", position=2)
    period = make.appraised_period()
    make.assessment(
        period, make.department(9, communes), make.criteria_set("bo-xa", of=communes), [Decimal(5), Decimal(5)]
    )

    named = [
        f"{sheet.removesuffix(CHARTS)} {block}{CHARTS if sheet.endswith(CHARTS) else ''}"
        for block in ("SO", "XA")
        for sheet in SHEETS[:-1]
    ]
    assert opened(drawn(period, block="")).sheetnames == [*named, "Phương pháp"]


def test_the_workbook_notes_what_limits_a_result() -> None:
    make.department(1, ranked=False)
    period = make.appraised_period([("9", "7"), ("8", "6"), ("5", "5")])
    Assessment.objects.filter(unit=make.department(0)).update(grade_reason="Dưới 60% ở Thể chế")
    Assessment.objects.filter(unit=make.department(2)).update(total_points=None, percent=None)

    rows = [line for line in lines(opened(drawn(period)), "Xếp hạng") if str(line[1]).startswith("Sở")]

    assert [(line[0], line[1], line[8]) for line in rows] == [
        (1, "Sở Nội vụ", "Dưới 60% ở Thể chế"),
        ("–", "Sở Tài chính", "Không xếp hạng"),
        ("–", "Sở Y tế", "Chưa có điểm"),
    ]


def test_the_matrix_shows_every_criterion_beside_every_unit() -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    Score.objects.filter(assessment__unit=make.department(1), criterion__code="1.2").update(
        not_applicable=True, exemption="5/QĐ-UBND"
    )

    sheet = opened(drawn(period))["Tiêu chí"]

    assert [tuple(cell.value for cell in row[:5]) for row in sheet["A9:E17"]] == [
        ("Mã", "Tiêu chí", "Tối đa", "1. Sở Nội vụ", "2. Sở Tài chính"),
        ("1", "Chỉ đạo, điều hành", 20, 18, 8),
        ("1.1", "Tiêu chí 1.1", 10, 9, 8),
        ("1.2", "Tiêu chí 1.2", 10, 9, "KAD"),
        ("2", "Thể chế", 20, 14, 12),
        ("2.1", "Tiêu chí 2.1", 10, 7, 6),
        ("2.2", "Tiêu chí 2.2", 10, 7, 6),
        (None, "Tổng điểm", 40, 32, 28),
        (None, "Chỉ số (%)", None, 80, 70),
    ]
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["D11:E11", "D12:E12", "D14:E14", "D15:E15"]


def test_a_matrix_of_many_units_takes_a_sheet_for_every_twenty() -> None:
    names = opened(drawn(make.appraised_period([("9", "7")] * 21))).sheetnames

    assert names[3:5] == ["Tiêu chí (1)", "Tiêu chí (2)"]


def test_the_workbook_compares_with_the_year_before_as_it_was_published_then() -> None:
    rules = make.criteria_set("bo")
    past = make.appraised_period([("5", "5"), ("8", "8")], code="nam-2025", year=2025, rules=rules)
    make.published(past)
    period = make.appraised_period([("9", "9"), ("8", "8"), ("6", "6")], rules=rules)
    publication = make.published(period)
    make.published(past, reason="Cộng nhầm", decision_number="413/QĐ-UBND")  # later: it changes nothing here

    rows = [line for line in lines(opened(drawn(period, publication)), "So với năm trước") if isinstance(line[0], int)]

    assert rows == [
        (1, "Sở Nội vụ", 2, 50, "Khá", 1, 90, "Tốt", 1, 40),
        (2, "Sở Tài chính", 1, 80, "Tốt", 2, 80, "Tốt", -1, 0),
        (3, "Sở Y tế", None, None, None, 3, 60, "Khá", None, None),
    ]


def test_without_a_year_before_the_workbook_says_so() -> None:
    book = opened(drawn(make.appraised_period()))

    assert "Chưa có kết quả công bố của năm 2025 để so sánh." in {line[0] for line in lines(book, "So với năm trước")}


def test_the_workbook_counts_grades_and_notes_whose_was_lowered() -> None:
    period = make.appraised_period([("9", "9"), ("8", "8"), ("6", "6")])
    Assessment.objects.filter(unit=make.department(1)).update(grade="Khá", grade_reason="chưa xong kế hoạch")

    book = opened(drawn(period))

    found = [line for line in lines(book, "Xếp loại") if line[1] in ("Tốt", "Khá", "Toàn khối", "Sở Tài chính")]
    assert [(line[1:3], line[3] and round(line[3], 2), line[4]) for line in found] == [
        (("Tốt", 1), 33.33, "Sở Nội vụ"),
        (("Khá", 2), 66.67, "Sở Tài chính; Sở Y tế"),
        (("Toàn khối", 3), None, None),
        (("Sở Tài chính", "Khá"), 80, "chưa xong kế hoạch"),
    ]
    notes = {cell.coordinate: cell.comment.text for row in book["Xếp hạng"] for cell in row if cell.comment}
    assert notes == {"H12": "chưa xong kế hoạch"}


def test_the_workbook_of_a_publication_is_always_the_same_bytes() -> None:
    period = make.appraised_period()
    publication = make.published(period)
    first = drawn(period, publication)
    Unit.objects.filter(code="D000").update(name="Sở Đổi tên")
    units.block("xa", "Xã, phường", position=0)

    assert drawn(period, publication) == first


# --- the job ----------------------------------------------------------------------------------------------------------


def test_conference_export_starts_one_job_for_the_same_figures(client: Client) -> None:
    make.appraised_period()
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    first = client.post(URL, {"period": "nam-2026", "block": "so"})
    second = client.post(URL, {"period": "nam-2026", "block": "so"})

    job = Job.objects.get()
    assert first["Location"] == second["Location"] == f"/tien-trinh/{job.pk}/"
    assert job.label == "Sổ hội nghị: Khối sở, ban, ngành, Năm 2026"


def test_conference_export_of_changed_figures_is_another_job(client: Client) -> None:
    period = make.appraised_period()
    client.force_login(units.holder(Role.LEADER, make.department(0)))
    client.post(URL)
    period.version += 1
    period.save()

    client.post(URL)

    assert Job.objects.count() == 2


def test_conference_export_before_publication_is_closed_to_units(client: Client) -> None:
    make.appraised_period()
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    response = client.post(URL, {"period": "nam-2026"})

    assert (response.status_code, Job.objects.count()) == (403, 0)
    assert "Kết quả kỳ này chưa công bố." in response.content.decode()


def test_conference_export_of_an_old_version_exports_that_version(client: Client) -> None:
    period = make.appraised_period()
    old = make.published(period)
    make.published(period, reason="Cộng nhầm")
    client.force_login(units.holder(Role.REPORTER, make.department(0)))

    client.post(URL, {"publication": old.pk, "block": "so"})

    assert Job.objects.get().params == {"period": period.pk, "block": "so", "publication": old.pk}


@pytest.mark.parametrize("asked", [{"publication": "x", "block": "so"}, {"publication": "999999", "block": "so"}])
def test_conference_export_of_an_unknown_publication_is_not_found(client: Client, asked: dict[str, str]) -> None:
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    assert client.post(URL, asked).status_code == 404


def test_conference_export_of_an_unknown_block_of_a_publication_is_not_found(client: Client) -> None:
    publication = make.published(make.appraised_period())
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    assert client.post(URL, {"publication": publication.pk, "block": "khong-co"}).status_code == 404


def test_the_job_attaches_the_workbook() -> None:
    period = make.appraised_period()
    kind, params = "reports.conference_workbook", {"period": period.pk, "block": "so", "publication": None}
    run = Run(make_job.running(units.coordinator(), kind=kind, **params))

    said = conference_workbook(run)

    assert (said, run.file_name) == ("Đã lập sổ hội nghị năm 2026 cho 3 đơn vị.", "xep-hang-nam-2026-so.xlsx")
    run.discard()


def test_the_workbook_of_one_block_leaves_the_others_out() -> None:
    communes = units.block("xa", "Xã, phường", position=2)
    period, ward = make.appraised_period(), make.department(9, communes, ranked=False)
    make.assessment(period, ward, make.criteria_set("bo-xa", of=communes), [Decimal(5), Decimal(5)])

    book = opened(drawn(period, block="xa"))

    assert book.sheetnames == SHEETS
    assert [line[1] for line in lines(book, "Xếp hạng")[10:12]] == [ward.name, None]  # no mean of nothing ranked
