"""Who reads dossiers and sends files of them, as tables; which days of the calendar make sense."""

import datetime as dt

import pytest

from dossiers.enums import DayKind
from dossiers.policy import (
    COUNT_FOR_UNIT,
    EXPLAIN_LATE,
    LOAD_FOR_UNIT,
    READ_DOSSIERS,
    READ_UPLOADS,
    Deed,
    why_not_day,
    why_not_late,
)
from units.enums import Role
from units.rules import READ_PROVINCE, Reach, Rule


def test_rules_of_dossiers_and_files() -> None:
    senders = {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL}

    assert Rule(READ_PROVINCE) == READ_DOSSIERS
    assert Rule(READ_PROVINCE, owner=True) == READ_UPLOADS
    assert Rule({**senders, Role.API_CLIENT: Reach.BELOW}) == LOAD_FOR_UNIT
    assert Rule(senders) == COUNT_FOR_UNIT
    assert Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}) == EXPLAIN_LATE
    assert Deed.choices == [
        ("read", "xem hồ sơ"),
        ("load", "gửi tệp hồ sơ"),
        ("explain", "ghi nguyên nhân quá hạn"),
        ("count", "nhập số liệu tháng"),
    ]


FRIDAY, SATURDAY = dt.date(2026, 5, 1), dt.date(2026, 5, 2)
OFF = "“{}” không thể tính là ngày làm việc; hãy bỏ chọn, hoặc chọn loại ngày khác."
ORDINARY_WORKS = "Ngày thường phải tính là ngày làm việc; nếu được nghỉ, hãy chọn loại ngày nghỉ."
WEEKLY = "Ngày nghỉ hằng tuần chỉ có thể là thứ bảy, chủ nhật."
WEEKEND = "Thứ bảy, chủ nhật không thể là “{}”; nếu đi làm, hãy chọn “{}”."
DOCUMENT = "Nghỉ hoán đổi và làm bù phải có số văn bản."


@pytest.mark.parametrize(
    ("day", "kind", "working", "document", "said"),
    [
        (FRIDAY, DayKind.ORDINARY, True, "", None),
        (FRIDAY, DayKind.ORDINARY, False, "", ORDINARY_WORKS),
        (FRIDAY, DayKind.HOLIDAY, False, "", None),
        (FRIDAY, DayKind.HOLIDAY, True, "", OFF.format(DayKind.HOLIDAY.label)),
        (FRIDAY, DayKind.COMPENSATORY, False, "", None),
        (FRIDAY, DayKind.COMPENSATORY, True, "", OFF.format(DayKind.COMPENSATORY.label)),
        (FRIDAY, DayKind.SWAPPED_OFF, False, "12/TB", None),
        (FRIDAY, DayKind.SWAPPED_OFF, True, "12/TB", OFF.format(DayKind.SWAPPED_OFF.label)),
        (FRIDAY, DayKind.SWAPPED_OFF, False, " ", DOCUMENT),
        (FRIDAY, DayKind.WEEKEND, False, "", WEEKLY),
        (SATURDAY, DayKind.WEEKEND, False, "", None),
        (SATURDAY, DayKind.WEEKEND, True, "", OFF.format(DayKind.WEEKEND.label)),
        (SATURDAY, DayKind.ORDINARY, True, "", WEEKEND.format(DayKind.ORDINARY.label, DayKind.MAKEUP.label)),
        (SATURDAY, DayKind.SWAPPED_OFF, False, "1/TB", WEEKEND.format(DayKind.SWAPPED_OFF.label, DayKind.MAKEUP.label)),
        (SATURDAY, DayKind.HOLIDAY, False, "", None),
        (SATURDAY, DayKind.MAKEUP, True, "1/TB", None),
        (SATURDAY, DayKind.MAKEUP, True, "", DOCUMENT),
        (SATURDAY, DayKind.MAKEUP, False, "1/TB", None),
    ],
)
def test_a_day_of_the_calendar_makes_sense(day, kind, working, document, said):
    assert why_not_day(day, kind, working, document) == said


def test_a_cause_is_written_only_for_what_is_late():
    assert why_not_late(True) is None
    assert why_not_late(False) == "Hồ sơ này không quá hạn nên không có nguyên nhân quá hạn để ghi."
