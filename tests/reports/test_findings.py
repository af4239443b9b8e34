"""The sentences a leader reads first."""

from decimal import Decimal

from indicators.enums import Reporting
from reports.figures import Area, Dossiers, Named, Row, Submissions
from reports.findings import Link, findings
from tests.factories.reports import row

ALL_IN = Submissions({})


def said(rows: list[Row], handed_in: Submissions = ALL_IN) -> list[tuple[str, str]]:
    return [(finding.tone, str(finding)) for finding in findings(rows, handed_in)]


def area(points: str) -> tuple[Area, ...]:
    return (Area("1", "Thể chế", Decimal(points), Decimal(10)), Area("2", "Tổ chức", Decimal(5), Decimal(10)))


def test_findings_of_nothing_are_none() -> None:
    assert said([]) == []


def test_findings_name_the_most_divided_area_with_its_lowest_unit() -> None:
    rows = [row(1, 1, "80", areas=area("10")), row(2, 2, "70", areas=area("4.93")), row(3, None, "1", areas=area("0"))]

    assert said(rows) == [("warn", "Thể chế là lĩnh vực phân hóa nhất: từ 49,3% (Sở 2) đến 100,0%.")]
    assert [part for part in findings(rows, ALL_IN)[0].parts if isinstance(part, Link)] == [
        Link("Thể chế", 2, "1"),
        Link("Sở 2", 2),
    ]


def test_findings_name_units_above_one_percent_late_and_their_part_of_all_late() -> None:
    rows = [
        row(1, 1, "80", dossiers=Dossiers(100, 50, 49, 1)),  # exactly 1 % is not above it
        row(2, 2, "70", dossiers=Dossiers(100, 50, 48, 2)),
        row(3, 3, "60", dossiers=Dossiers(100, 50, 47, 3)),
    ]

    assert said(rows) == [("err", "Sở 3 và Sở 2 có trên 1% hồ sơ trễ hạn, chiếm 83% số hồ sơ trễ hạn của cả khối.")]
    assert said(rows[:1]) == [("ok", "Không đơn vị nào có trên 1% hồ sơ trễ hạn.")]


def test_findings_count_the_units_beyond_the_first_named() -> None:
    missing = tuple(Named(number, f"Sở {number}") for number in range(1, 7))

    overdue = said([], Submissions({Reporting.OVERDUE: missing}))
    waiting = said([], Submissions({Reporting.DUE: missing[:4]}))

    assert overdue == [("err", "6 đơn vị chưa nộp phiếu dù đã quá hạn: Sở 1, Sở 2, Sở 3 và 3 đơn vị khác.")]
    assert waiting == [("warn", "4 đơn vị chưa nộp phiếu: Sở 1, Sở 2, Sở 3 và Sở 4.")]


def test_findings_name_the_biggest_climber_if_anyone_climbed() -> None:
    rows = [row(1, 1, "80", movement=3), row(2, 2, "70", movement=0), row(3, 3, "60", movement=-1)]

    assert said(rows) == [("ok", "2 trong 3 đơn vị giữ hoặc tăng hạng; Sở 1 tăng nhiều nhất (3 bậc).")]
    assert said(rows[1:]) == [("ok", "1 trong 2 đơn vị giữ hoặc tăng hạng; không đơn vị nào tăng hạng.")]


def test_findings_name_capped_grades() -> None:
    rows = [row(1, 1, "80", grade_reason="Dưới 60% ở Thể chế")]

    assert said(rows) == [("warn", "Sở 1 bị khống chế mức xếp loại; lý do ghi dưới bảng.")]
