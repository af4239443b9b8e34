"""Who may read dossiers, send files of them and explain late ones; which changes of the calendar make sense (pure).

The register of a unit is read by whoever reads the unit's work; a file is also read by whoever sent it. Reporters and
heads send dossiers for their own units, coordinators for all; one-stop software for its own unit and those below.
"""

import datetime as dt

from django.db.models import TextChoices

from dossiers.enums import DayKind
from units.enums import Role
from units.rules import READ_PROVINCE, Reach, Rule


class Deed(TextChoices):
    READ = "read", "xem hồ sơ"
    LOAD = "load", "gửi tệp hồ sơ"
    EXPLAIN = "explain", "ghi nguyên nhân quá hạn"
    COUNT = "count", "nhập số liệu tháng"


READ_DOSSIERS = Rule(READ_PROVINCE)
READ_UPLOADS = Rule(READ_PROVINCE, owner=True)
COUNT_FOR_UNIT = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL})
"""Monthly totals of a unit without dossier-level data."""
LOAD_FOR_UNIT = Rule({**COUNT_FOR_UNIT.reach, Role.API_CLIENT: Reach.BELOW})
EXPLAIN_LATE = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
"""Cause, apology and new date are the word of the unit that is late: nobody writes them in its place."""

OFF = frozenset({DayKind.HOLIDAY, DayKind.COMPENSATORY, DayKind.SWAPPED_OFF, DayKind.WEEKEND})
BY_DOCUMENT = frozenset({DayKind.SWAPPED_OFF, DayKind.MAKEUP})
SATURDAY = 5


def why_not_day(day: dt.date, kind: DayKind, working: bool, document_number: str) -> str | None:
    """Why a day of the calendar cannot be like that; None means: it can."""
    if kind in OFF and working:
        return f"“{kind.label}” không thể tính là ngày làm việc; hãy bỏ chọn, hoặc chọn loại ngày khác."
    if kind == DayKind.ORDINARY and not working:
        return "Ngày thường phải tính là ngày làm việc; nếu được nghỉ, hãy chọn loại ngày nghỉ."
    if kind == DayKind.WEEKEND and day.weekday() < SATURDAY:
        return "Ngày nghỉ hằng tuần chỉ có thể là thứ bảy, chủ nhật."
    if kind in (DayKind.ORDINARY, DayKind.SWAPPED_OFF) and day.weekday() >= SATURDAY:
        return f"Thứ bảy, chủ nhật không thể là “{kind.label}”; nếu đi làm, hãy chọn “{DayKind.MAKEUP.label}”."
    if kind in BY_DOCUMENT and not document_number.strip():
        return "Nghỉ hoán đổi và làm bù phải có số văn bản."
    return None


def why_not_late(is_late: bool) -> str | None:
    """Why no cause is written down for a dossier; None means: go ahead."""
    return None if is_late else "Hồ sơ này không quá hạn nên không có nguyên nhân quá hạn để ghi."
