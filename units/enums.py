"""The vocabulary of units and people."""

from django.db.models import TextChoices


class Level(TextChoices):
    PROVINCE = "province", "Tỉnh, thành phố"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DISTRICT = "district", "Cấp huyện (đến 30/6/2025)"
    COMMUNE = "commune", "Cấp xã"
    VERTICAL = "vertical", "Cơ quan ngành dọc"


class Role(TextChoices):
    """What a person does in a unit; one person may hold several, each with dates."""

    REPORTER = "reporter", "Cán bộ đầu mối"
    HEAD = "head", "Lãnh đạo đơn vị"
    APPRAISER = "appraiser", "Chuyên viên thẩm định"
    COORDINATOR = "coordinator", "Điều phối CCHC"
    LEADER = "leader", "Lãnh đạo UBND"


PROVINCE_WIDE = frozenset({Role.APPRAISER, Role.COORDINATOR, Role.LEADER})
"""Roles that read every unit of the province; the others read their own unit and those below it."""


class Succession(TextChoices):
    """What became of a closed unit; the label reads between the old name and the new one."""

    MERGED = "merged", "sáp nhập vào"
    SPLIT = "split", "tách thành"
    RENAMED = "renamed", "đổi tên thành"
    DISSOLVED = "dissolved", "giải thể, bàn giao cho"


class Change(TextChoices):
    """What a reorganisation does."""

    MERGE = "merge", "Sáp nhập, hợp nhất"
    SPLIT = "split", "Chia, tách"
    RENAME = "rename", "Đổi tên"
    DISSOLVE = "dissolve", "Giải thể"


class Stage(TextChoices):
    """Where a reorganisation stands."""

    DRAFT = "draft", "Đang soạn"
    SCHEDULED = "scheduled", "Chờ đến ngày"
    DONE = "done", "Đã thực hiện"
    WITHDRAWN = "withdrawn", "Đã rút"
