"""Tasks that the People's Committee gave outside the yearly plan (pure data).

2021 and 2022: 74 to Sở Lao động - Thương binh và Xã hội, 61 finished early, 13 on time, none late.
"""

import datetime as dt
import random

from cchc_portal.demo.plan_tasks import DemoTask
from cchc_portal.demo.province import SCORED, STORY

AREA = "Nhiệm vụ UBND, Chủ tịch UBND giao"
_STORY_SUBJECTS = (
    "chính sách người có công với cách mạng",
    "chi trả trợ cấp thất nghiệp",
    "hỗ trợ người lao động bị ảnh hưởng bởi dịch bệnh",
    "giảm nghèo đa chiều",
    "trợ giúp xã hội thường xuyên",
    "bảo vệ và chăm sóc trẻ em",
    "giáo dục nghề nghiệp",
    "giải quyết việc làm",
    "an toàn, vệ sinh lao động",
    "phòng, chống tệ nạn xã hội",
    "bình đẳng giới",
    "đưa người lao động đi làm việc ở nước ngoài",
)
_SUBJECTS = (
    "công tác quản lý nhà nước của ngành",
    "giải quyết kiến nghị của cử tri",
    "kết luận thanh tra",
    "dự toán và quyết toán ngân sách",
    "phòng, chống tham nhũng",
    "chuyển đổi số",
)
_DEEDS = (
    ("Báo cáo quý I về {}", "Báo cáo", (3, 25)),
    ("Tham mưu kế hoạch thực hiện {}", "Kế hoạch", (2, 28)),
    ("Báo cáo 6 tháng về {}", "Báo cáo", (6, 24)),
    ("Kiểm tra, đôn đốc {}", "Báo cáo", (9, 15)),
    ("Báo cáo quý III về {}", "Báo cáo", (9, 26)),
    ("Báo cáo năm về {}", "Báo cáo", (12, 9)),
)
_LAST_STORY = (
    ("Tổ chức lễ dâng hương, viếng nghĩa trang liệt sĩ ngày 27/7", "Kế hoạch", (7, 25)),
    ("Trình quy định mức quà tặng người có công dịp Tết", "Quyết định", (1, 14)),
)
# (tasks, finished late) of the other units in 2022; the rest were finished in time.
_OTHERS = {
    "SNV": (22, 0),
    "STP": (16, 0),
    "SKHDT": (24, 0),
    "STC": (20, 0),
    "SCT": (14, 0),
    "SNNPTNT": (18, 1),
    "SGTVT": (15, 1),
    "SXD": (16, 3),
    "STNMT": (20, 4),
    "STTTT": (18, 0),
    "SVHTTDL": (12, 1),
    "SKHCN": (10, 0),
    "SGDDT": (14, 0),
    "SYT": (20, 2),
    "BQLKCN": (8, 0),
    "HVINHDIEN": (12, 2),
    "HTRUONGXUAN": (12, 1),
}
_DISTRICT = (12, 0)


def given_2021() -> list[DemoTask]:
    return _of_whole_year(2021)


def given_2022() -> list[DemoTask]:
    return _of_whole_year(2022)


def _of_whole_year(year: int) -> list[DemoTask]:
    tasks = _tasks(STORY, year, [*_titles(_STORY_SUBJECTS), *_LAST_STORY], late=0, on_time=13)
    for unit in SCORED:
        if unit.code != STORY:
            count, late = _OTHERS.get(unit.code, _DISTRICT)
            tasks += _tasks(unit.code, year, _titles(_SUBJECTS)[:count], late=late, on_time=count // 5)
    return tasks


def given_2023() -> list[DemoTask]:
    """The first half of 2023: what is due in the second half is still open."""
    tasks = []
    for unit in SCORED:
        count, _ = _OTHERS.get(unit.code, _DISTRICT)
        subjects = _STORY_SUBJECTS if unit.code == STORY else _SUBJECTS
        tasks += _tasks(
            unit.code, 2023, _titles(subjects)[:count], late=0, on_time=count // 5, until=dt.date(2023, 6, 30)
        )
    return tasks


def _titles(subjects: tuple[str, ...]) -> list[tuple[str, str, tuple[int, int]]]:
    """Every deed on every subject, the deeds of one subject side by side."""
    return [(title.format(subject), product, due) for subject in subjects for title, product, due in _DEEDS]


def _tasks(
    unit: str,
    year: int,
    titles: list[tuple[str, str, tuple[int, int]]],
    *,
    late: int,
    on_time: int,
    until: dt.date = dt.date.max,
) -> list[DemoTask]:
    """Tasks of one unit: exactly so many late and on time among them, those due after `until` unfinished."""
    chance = random.Random(f"{unit} {year} tasks")  # believable numbers, no secrets
    order = chance.sample(range(len(titles)), len(titles))
    ahead = dict.fromkeys(order[:late], -3) | dict.fromkeys(order[late : late + on_time], 0)
    tasks = []
    for number, (title, product, (month, day)) in enumerate(titles):
        due = dt.date(year, month, day)
        finished = due - dt.timedelta(days=ahead.get(number, chance.randrange(1, 9)))
        tasks.append(
            DemoTask(
                number=str(number + 1),
                area=AREA,
                title=title,
                product=product,
                lead=unit,
                supporting="",
                due_on=due,
                finished_on=finished if due <= until else None,
            )
        )
    return tasks
