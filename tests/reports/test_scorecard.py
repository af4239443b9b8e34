"""The scorecard workbook: the points of one unit as the publication froze them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from indicators.models import Assessment, Score
from reports.papers.reading import source_of
from reports.papers.scorecard import scorecard
from tests.factories import reports as make

pytestmark = pytest.mark.django_db


def test_the_scorecard_has_areas_criteria_reasons_and_the_digest() -> None:
    period = make.appraised_period([("9", "7"), ("8", "8")])
    Score.objects.filter(assessment__unit=make.department(0), criterion__code="1.1").update(
        not_applicable=True, exemption="5/QĐ-UBND"
    )
    Assessment.objects.filter(unit=make.department(0)).update(grade_reason="chưa xong kế hoạch")
    source = source_of(period=period, block_code="", publication_id=None, now=make.NOW)
    block, row = source.placed(make.department(0).pk)

    book = load_workbook(BytesIO(scorecard(source, block, row)))

    areas = [tuple(cell.value for cell in line) for line in book["Theo lĩnh vực"]["A12:G15"]]
    assert areas == [
        ("1", "Chỉ đạo, điều hành", 10, 10, 9, 1, 90),
        ("2", "Thể chế", 20, None, 14, 6, 70),
        (None, "Tổng điểm", 40, None, 32, 8, 80),
        ("Mức xếp loại bị khống chế: chưa xong kế hoạch", None, None, None, None, None, None),
    ]
    assert [tuple(cell.value for cell in line) for line in book["Từng tiêu chí"]["A13:I15"]] == [
        ("1.1", "Tiêu chí 1.1", 10, 10, 8, 9, "KAD", None, "8 / 10 = 80,00% → 9 điểm. Thẩm định: Thiếu minh chứng"),
        ("1.2", "Tiêu chí 1.2", 10, 10, 8, 9, 9, 1, "8 / 10 = 80,00% → 9 điểm. Thẩm định: Thiếu minh chứng"),
        ("2", "Thể chế", 20, None, None, None, 14, 6, None),
    ]
    assert {sheet.oddFooter.left.text for sheet in book} == {"KẾT QUẢ TẠM TÍNH – CHƯA CÔNG BỐ"}
    assert book["Theo lĩnh vực"]["A6"].value == (
        "Khối sở, ban, ngành: tổng điểm 32,00 trên 40,00; chỉ số 80,00%; hạng 1/2; xếp loại Tốt"
    )
