"""Inspections, publicity, initiatives, commendations, indices and a unit's own plan of the invented city (pure data).

The published facts (docs/demo.md): 7 planned and 33 surprise inspections in the first half of 2023; 19 electronic
bulletins, 4.000 posters and 10 mobile shows with about 300 viewers each; 1.545 online services = 356 + 1.189; 12.498
online payments against 1.044; targets 90/75/45 % with results 90/74/43 %; 5 units and 12 people commended.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.demo.plan_tasks import AREAS, DemoTask
from cchc_portal.demo.province import SCORED

DIGITAL = "STTTT"  # the department whose own plan specifies that of the city
CONTENTS = ("Bộ phận một cửa, thủ tục hành chính", "Kỷ luật, kỷ cương hành chính", "Công vụ và đạo đức công chức")


@dataclass(frozen=True, slots=True)
class DemoInspection:
    unit: str
    surprise: bool
    held_on: dt.date
    content: str
    findings: tuple[tuple[str, dt.date, dt.date | None], ...] = ()  # what, due, remedied


_PLANNED = ("SXD", "STNMT", "SCT", "SYT", "HVINHDIEN", "QTANGIANG", "HLONGHUNG")
_FOUND = {
    "SXD": (("Hồ sơ quá hạn chưa có phiếu xin lỗi", dt.date(2023, 5, 31), dt.date(2023, 5, 25)),),
    "STNMT": (
        ("Chưa niêm yết thủ tục mới công bố", dt.date(2023, 5, 15), dt.date(2023, 5, 12)),
        ("Kéo dài thời gian giải quyết ở phòng chuyên môn", dt.date(2023, 6, 30), None),
    ),
    "HVINHDIEN": (("Bộ phận một cửa thiếu thiết bị quét", dt.date(2023, 5, 31), dt.date(2023, 6, 9)),),
    "HLONGHUNG": (("Báo cáo quý gửi chậm", dt.date(2023, 6, 10), None),),
}


def inspections() -> Iterator[DemoInspection]:
    """7 units of the plan in April; 33 visits without notice, some units twice."""
    for place, unit in enumerate(_PLANNED):
        day = dt.date(2023, 4, 10) + dt.timedelta(days=2 * place)
        yield DemoInspection(unit, False, day, CONTENTS[0], _FOUND.get(unit, ()))
    codes = [unit.code for unit in SCORED if unit.code != "SNV"]
    for place in range(33):
        day = dt.date(2023, 1, 9) + dt.timedelta(days=4 * place + (place % 3))
        yield DemoInspection(codes[place % len(codes)], True, day, CONTENTS[1 + place % 2])


def planned_later() -> Iterator[tuple[str, dt.date]]:
    """The second round of the inspection plan: unit, day it is planned for."""
    units = ("SNNPTNT", "SGTVT", "SGDDT", "STC", "QBINHTRUNG", "QPHUTHU", "HTHANHLOI", "HTRUONGXUAN")
    for place, unit in enumerate(units):
        yield unit, dt.date(2023, 10, 3) + dt.timedelta(days=2 * place)


def activities() -> Iterator[tuple[str, str, str, int, int | None, dt.date]]:
    """Unit, channel, title, quantity, people reached, day."""
    yield "STTTT", "bulletin", "Bản tin điện tử CCHC", 19, None, dt.date(2023, 6, 12)
    yield "SNV", "poster", "Áp phích tuyên truyền CCHC", 4_000, None, dt.date(2023, 5, 8)
    yield "SVHTTDL", "show", "Biểu diễn lưu động tại 9 quận, huyện", 10, 3_000, dt.date(2023, 6, 5)
    yield "STTTT", "page", "Chuyên trang, chuyên mục CCHC trên báo, đài", 2, None, dt.date(2023, 2, 20)


def unit_plan() -> list[DemoTask]:
    """Kế hoạch của Sở Thông tin và Truyền thông: the quantities of the article, as tasks with targets."""

    def task(number: str, title: str, target: int, achieved: int, product: str = "Báo cáo") -> DemoTask:
        day = dt.date(2023, 6, 20)
        facts = (DIGITAL, "", dt.date(2023, 6, 30), day, Decimal(target), Decimal(achieved))
        return DemoTask(number, AREAS[6], title, product, *facts)

    return [
        task("1", "Cung cấp dịch vụ công trực tuyến toàn trình (dịch vụ)", 356, 356, "Danh mục"),
        task("2", "Cung cấp dịch vụ công trực tuyến một phần (dịch vụ)", 1_189, 1_189, "Danh mục"),
        task("3", "Giao dịch thanh toán trực tuyến, so với 1.044 giao dịch cùng kỳ", 1_044, 12_498),
        task("4", "Hồ sơ công việc cấp thành phố xử lý trên môi trường mạng (%)", 90, 90),
        task("5", "Hồ sơ công việc cấp huyện xử lý trên môi trường mạng (%)", 75, 74),
        task("6", "Hồ sơ công việc cấp xã xử lý trên môi trường mạng (%)", 45, 43),
    ]


PARENT = "Cung cấp dịch vụ công trực tuyến toàn trình đợt 2"
"""The task of the city that the first two specify."""


def initiatives() -> Iterator[tuple[str, str, str, dt.date, str]]:
    """Unit, title, author, day of registration, decision ("" while it waits)."""
    yield "QTANGIANG", "Trả kết quả thủ tục hành chính tại nhà", "Phan Thị Thúy", dt.date(2023, 2, 14), "812/QĐ-UBND"
    yield "SYT", "Đặt lịch nộp hồ sơ qua Zalo", "Bùi Quang Huy", dt.date(2023, 3, 9), "812/QĐ-UBND"
    yield "SXD", "Phiếu theo dõi hồ sơ bằng mã QR", "Đặng Minh Khoa", dt.date(2023, 5, 22), ""


DECIDED = dt.date(2023, 6, 1)


def commendations() -> Iterator[tuple[str, str]]:
    """Unit, person ("" for the unit as a whole): 5 units and 12 people."""
    for unit in ("SNV", "STP", "SLDTBXH", "QTANGIANG", "QHOALAC"):
        yield unit, ""
    people = ("Lê Thị Hạnh", "Trần Văn Long", "Phạm Minh Khoa", "Võ Thị Mai", "Hồ Quang Huy", "Ngô Thị Thúy")
    people += ("Đỗ Hữu Phước", "Dương Kim Chi", "Phan Ngọc Ánh", "Vũ Văn Long", "Bùi Thị Hạnh", "Huỳnh Kim Chi")
    for place, person in enumerate(people):
        yield SCORED[place].code, person


INDICES = (
    ("par_index", {2020: ("84.21", 21), 2021: ("86.90", 18), 2022: ("85.47", 16)}),
    ("sipas", {2020: ("83.40", 30), 2021: ("85.12", 27), 2022: ("81.96", 24)}),
    ("papi", {2020: ("42.80", 31), 2021: ("43.15", 28), 2022: ("42.91", 26)}),
    ("pci", {2020: ("66.33", 12), 2021: ("68.06", 12), 2022: ("66.94", 19)}),
)
"""Invented, as everything here without a fact in docs/demo.md: index → year → (value, rank of 63)."""
