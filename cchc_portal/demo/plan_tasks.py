"""Tasks of the yearly plans of the invented city (pure data).

68 tasks for 2023, 42 of them finished by 30/6/2023 (61,76 %); the same work one year earlier, all finished, with the
quantity task of the source article: 13.870 digitised against a target of 6.935.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

PLAN_NUMBERS = {
    2021: ("251/KH-UBND", dt.date(2020, 12, 29)),
    2022: ("268/KH-UBND", dt.date(2021, 12, 28)),
    2023: ("275/KH-UBND", dt.date(2022, 12, 27)),
}

AREAS = (
    "Công tác chỉ đạo, điều hành CCHC",
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy hành chính",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Xây dựng chính quyền điện tử, chính quyền số",
)


@dataclass(frozen=True, slots=True)
class DemoTask:
    number: str
    area: str
    title: str
    product: str
    lead: str
    supporting: str
    due_on: dt.date | None
    finished_on: dt.date | None
    target: Decimal | None = None
    achieved: Decimal | None = None


ALL = "Các sở, ban, ngành; UBND quận, huyện"
# Area, title, product, lead, supporting, (day, month) it is due or None for all-year work,
# days finished before the due date (negative: late; None: not finished by 30/6).
_WORK = (
    (1, "Ban hành Kế hoạch CCHC năm {year}", "Kế hoạch", "SNV", ALL, (31, 1), 12),
    (1, "Ban hành Kế hoạch kiểm tra CCHC năm {year}", "Kế hoạch", "SNV", "", (28, 2), 9),
    (1, "Ban hành Kế hoạch tuyên truyền CCHC năm {year}", "Kế hoạch", "STTTT", "Sở Nội vụ", (28, 2), 4),
    (1, "Công bố Chỉ số CCHC của các cơ quan, đơn vị năm trước", "Quyết định", "SNV", ALL, (31, 3), 0),
    (1, "Kiểm tra CCHC đợt 1 tại 7 đơn vị", "Thông báo kết luận", "SNV", "Văn phòng UBND", (15, 6), 3),
    (1, "Kiểm tra CCHC đợt 2 tại 8 đơn vị", "Thông báo kết luận", "SNV", "Văn phòng UBND", (31, 10), None),
    (1, "Hội nghị sơ kết CCHC 6 tháng đầu năm", "Hội nghị", "SNV", ALL, (30, 6), 2),
    (1, "Hội nghị tổng kết CCHC năm {year}", "Hội nghị", "SNV", ALL, (20, 12), None),
    (
        1,
        "Thi tìm hiểu CCHC trong công chức, viên chức",
        "Cuộc thi",
        "SNV",
        "Sở Thông tin và Truyền thông",
        (30, 9),
        None,
    ),
    (1, "Khảo sát mức độ hài lòng của người dân, tổ chức", "Báo cáo", "SNV", ALL, (30, 11), None),
    (1, "Xây dựng chuyên trang, chuyên mục CCHC trên báo, đài", "Chuyên mục", "STTTT", "Báo, Đài", None, None),
    (1, "Báo cáo CCHC quý I", "Báo cáo", "SNV", ALL, (20, 3), 1),
    (1, "Báo cáo CCHC 6 tháng", "Báo cáo", "SNV", ALL, (20, 6), 0),
    (2, "Ban hành Kế hoạch rà soát văn bản quy phạm pháp luật", "Kế hoạch", "STP", "", (31, 1), 7),
    (2, "Ban hành Kế hoạch theo dõi thi hành pháp luật", "Kế hoạch", "STP", "", (31, 1), 5),
    (2, "Công bố danh mục văn bản hết hiệu lực năm trước", "Quyết định", "STP", ALL, (31, 1), 2),
    (2, "Rà soát văn bản trong lĩnh vực đất đai", "Báo cáo", "STNMT", "Sở Tư pháp", (30, 6), 8),
    (2, "Rà soát văn bản trong lĩnh vực thương mại, điện lực", "Báo cáo", "SCT", "Sở Tư pháp", (30, 6), 6),
    (2, "Rà soát văn bản trong lĩnh vực xây dựng, quy hoạch", "Báo cáo", "SXD", "Sở Tư pháp", (15, 6), None),
    (2, "Kiểm tra công tác xây dựng văn bản tại 5 đơn vị", "Thông báo", "STP", "", (30, 9), None),
    (2, "Tập huấn kỹ năng soạn thảo văn bản quy phạm pháp luật", "Lớp tập huấn", "STP", "Sở Nội vụ", (31, 5), -4),
    (2, "Điều tra, khảo sát tình hình thi hành pháp luật", "Báo cáo", "STP", "", (15, 11), None),
    (3, "Ban hành Kế hoạch kiểm soát thủ tục hành chính", "Kế hoạch", "STP", ALL, (31, 1), 3),
    (3, "Rà soát, đơn giản hóa TTHC lĩnh vực đất đai", "Quyết định", "STNMT", "", (31, 5), 0),
    (3, "Rà soát, đơn giản hóa TTHC lĩnh vực người có công", "Quyết định", "SLDTBXH", "", (31, 5), 14),
    (3, "Rà soát, đơn giản hóa TTHC lĩnh vực đầu tư", "Quyết định", "SKHDT", "", (31, 5), 2),
    (3, "Rà soát, đơn giản hóa TTHC lĩnh vực giấy phép xây dựng", "Quyết định", "SXD", "", (31, 8), None),
    (3, "Công bố danh mục TTHC liên thông cấp huyện - cấp xã", "Quyết định", "STP", "UBND quận, huyện", (30, 4), 6),
    (3, "Mở rộng tiếp nhận hồ sơ qua dịch vụ bưu chính công ích", "Báo cáo", "STTTT", "Bưu điện", (30, 6), 1),
    (3, "Rút ngắn thời gian giải quyết TTHC lĩnh vực giao thông", "Quyết định", "SGTVT", "", (30, 6), 5),
    (3, "Thí điểm trả kết quả TTHC tại nhà ở 2 quận", "Báo cáo", "QTANGIANG", "UBND quận Hòa Lạc", (30, 6), 0),
    (3, "Nâng cấp Bộ phận một cửa UBND huyện Vĩnh Điền", "Trụ sở", "HVINHDIEN", "Sở Xây dựng", (30, 9), None),
    (3, "Đánh giá chất lượng giải quyết TTHC của Bộ phận một cửa", "Báo cáo", "SNV", ALL, (31, 12), None),
    (4, "Sắp xếp các đơn vị sự nghiệp thuộc ngành giáo dục", "Đề án", "SGDDT", "Sở Nội vụ", (30, 6), 11),
    (4, "Sắp xếp các đơn vị sự nghiệp thuộc ngành y tế", "Đề án", "SYT", "Sở Nội vụ", (30, 6), 0),
    (4, "Sửa quy định chức năng, nhiệm vụ của các sở", "Quyết định", "SNV", ALL, (30, 6), 4),
    (4, "Rà soát quy chế làm việc của UBND quận An Thới Đông", "Báo cáo", "QANTHOI", "Sở Nội vụ", (31, 8), None),
    (4, "Thí điểm ủy quyền cấp phép xây dựng cho cấp xã", "Báo cáo", "HLONGHUNG", "Sở Xây dựng", (31, 10), None),
    (4, "Giao biên chế công chức, viên chức năm {year}", "Quyết định", "SNV", "", (15, 2), 5),
    (4, "Sắp xếp Ban quản lý dự án cấp huyện", "Đề án", "QBINHTRUNG", "Sở Nội vụ", (30, 6), 3),
    (5, "Ban hành Kế hoạch đào tạo, bồi dưỡng công chức, viên chức", "Kế hoạch", "SNV", "", (28, 2), 6),
    (5, "Tổ chức kỳ thi tuyển công chức", "Kỳ thi", "SNV", "", (30, 9), None),
    (5, "Phê duyệt vị trí việc làm của các đơn vị sự nghiệp", "Quyết định", "SNV", ALL, (30, 6), 1),
    (5, "Bồi dưỡng kỹ năng giao tiếp cho công chức một cửa", "Lớp bồi dưỡng", "QHOALAC", "Sở Nội vụ", (31, 5), 7),
    (5, "Bồi dưỡng chuyển đổi số cho lãnh đạo cấp phòng", "Lớp bồi dưỡng", "STTTT", "Sở Nội vụ", (31, 10), None),
    (5, "Kiểm tra công vụ đột xuất tại 33 đơn vị", "Báo cáo", "SNV", "Thanh tra", None, None),
    (5, "Cập nhật cơ sở dữ liệu cán bộ, công chức, viên chức", "Cơ sở dữ liệu", "SNV", ALL, (15, 6), 9),
    (5, "Đánh giá, xếp loại chất lượng công chức năm trước", "Báo cáo", "SNV", ALL, (31, 1), 0),
    (6, "Giao quyền tự chủ tài chính cho đơn vị sự nghiệp", "Quyết định", "STC", "", (31, 3), 8),
    (6, "Công khai ngân sách nhà nước năm {year}", "Công khai", "STC", ALL, (31, 3), 3),
    (6, "Sắp xếp, xử lý nhà đất công của các đơn vị", "Phương án", "STC", ALL, (31, 12), None),
    (6, "Đẩy nhanh giải ngân vốn đầu tư công", "Báo cáo", "SKHDT", ALL, None, None),
    (6, "Xã hội hóa dịch vụ công lĩnh vực giáo dục nghề nghiệp", "Đề án", "SLDTBXH", "Sở Tài chính", (30, 6), 15),
    (6, "Xã hội hóa dịch vụ công lĩnh vực y tế", "Đề án", "SYT", "Sở Tài chính", (30, 9), None),
    (6, "Ban hành định mức kinh tế kỹ thuật dịch vụ sự nghiệp", "Quyết định", "STC", "", (30, 6), 0),
    (7, "Ban hành Kế hoạch chuyển đổi số năm {year}", "Kế hoạch", "STTTT", ALL, (31, 1), 6),
    (7, "Nâng cấp Hệ thống thông tin giải quyết TTHC", "Hệ thống", "STTTT", ALL, (30, 6), 4),
    (7, "Kết nối dữ liệu dân cư với Hệ thống giải quyết TTHC", "Hệ thống", "STTTT", "Công an", (31, 5), 1),
    (7, "Tích hợp thanh toán trực tuyến lĩnh vực đất đai", "Dịch vụ", "STNMT", "Sở Tài chính", (30, 6), 2),
    (7, "Số hóa sổ hộ tịch huyện Trường Xuân", "Cơ sở dữ liệu", "HTRUONGXUAN", "Sở Tư pháp", (30, 11), None),
    (7, "Cung cấp dịch vụ công trực tuyến toàn trình đợt 2", "Danh mục", "STTTT", ALL, (31, 8), None),
    (7, "Tập huấn ký số cho cán bộ xã, thị trấn", "Lớp tập huấn", "HTHANHLOI", "Sở TT&TT", (30, 4), 5),
    (7, "Duy trì hệ thống quản lý chất lượng ISO 9001", "Báo cáo", "SKHCN", ALL, (30, 11), None),
    (7, "Xây dựng nền tảng học bạ điện tử", "Nền tảng", "SGDDT", "Sở TT&TT", (31, 8), None),
    (7, "Xây dựng bản đồ số du lịch", "Nền tảng", "SVHTTDL", "Sở TT&TT", (15, 6), -10),
    (7, "Xây dựng cơ sở dữ liệu vùng trồng", "Cơ sở dữ liệu", "SNNPTNT", "", (31, 10), None),
    (7, "Số hóa hồ sơ doanh nghiệp trong khu công nghiệp", "Cơ sở dữ liệu", "BQLKCN", "", (30, 11), None),
    (
        7,
        "Phổ cập chữ ký số cá nhân cho người dân",
        "Báo cáo",
        "QPHUTHU",
        "Sở Thông tin và Truyền thông",
        (31, 12),
        None,
    ),
)
LATE_2022 = frozenset({"SXD", "HVINHDIEN"})


def _task(number: int, year: int, work: tuple) -> DemoTask:
    area, title, product, lead, supporting, due, ahead = work
    due_on = due and dt.date(year, due[1], due[0])
    finished_on = None if ahead is None else due_on - dt.timedelta(days=ahead)
    return DemoTask(
        str(number), AREAS[area - 1], title.format(year=year), product, lead, supporting, due_on, finished_on
    )


def plan_2023() -> list[DemoTask]:
    return [_task(number, 2023, work) for number, work in enumerate(_WORK, start=1)]


def plan_2021() -> list[DemoTask]:
    return _finished(2021)


def plan_2022() -> list[DemoTask]:
    """The same work a year earlier, all of it finished; one more task with a quantity."""
    tasks = _finished(2022)
    digitising = DemoTask(
        number=str(len(tasks) + 1),
        area=AREAS[6],
        title="Số hóa ít nhất 50% trong 13.870 hồ sơ có kết quả phải số hóa của ngành lao động",
        product="Kết quả số hóa",
        lead="SLDTBXH",
        supporting="Sở Thông tin và Truyền thông",
        due_on=dt.date(2022, 11, 30),
        finished_on=dt.date(2022, 11, 18),
        target=Decimal(6935),
        achieved=Decimal(13870),
    )
    return [*tasks, digitising]


def _finished(year: int) -> list[DemoTask]:
    tasks = []
    for number, work in enumerate(_WORK, start=1):
        task = _task(number, year, work)
        if task.finished_on is None:
            ahead = -6 if task.lead in LATE_2022 else 5
            finished_on = (task.due_on or dt.date(year, 12, 12)) - dt.timedelta(days=ahead)
            task = replace(task, finished_on=min(finished_on, dt.date(year, 12, 14)))
        tasks.append(task)
    return tasks
