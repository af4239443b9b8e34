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
    FIELD_OWNER = "field_owner", "Cơ quan chủ trì lĩnh vực"
    COORDINATOR = "coordinator", "Điều phối CCHC"
    COUNCIL = "council", "Hội đồng thẩm định"
    LEADER = "leader", "Lãnh đạo UBND"
    AUDITOR = "auditor", "Kiểm tra, giám sát"
    SYSADMIN = "sysadmin", "Quản trị hệ thống"
    API_CLIENT = "api_client", "Phần mềm kết nối (API)"


PROVINCE_WIDE = frozenset({Role.APPRAISER, Role.FIELD_OWNER, Role.COORDINATOR, Role.COUNCIL, Role.LEADER, Role.AUDITOR})
"""Roles that read every unit of the province; the others read their own unit and those below it."""

BLIND = frozenset({Role.SYSADMIN})
"""Roles that give no sight of scores, not even of those of the own unit."""

PRIVILEGED = PROVINCE_WIDE | BLIND
"""Roles whose loss would hurt the whole province: second factor, shorter sessions."""


class AccountState(TextChoices):
    """Whether the holder of an account can sign in today, and if not, why."""

    ACTIVE = "active", "Đang dùng"
    PROGRAM = "program", "Tài khoản phần mềm"  # has keys, needs no password
    WAITING = "waiting", "Chưa đặt mật khẩu"
    LOCKED = "locked", "Đã khóa"
    LEFT = "left", "Đã nghỉ"


class Audience(TextChoices):
    """Who finds a kept filter above the list."""

    OWNER = "owner", "Chỉ mình tôi"
    UNIT = "unit", "Đơn vị của tôi"
    EVERYONE = "everyone", "Mọi người"


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
