"""The main menu as data: sections, and in each the pages behind it; who sees which. Apps are named by URL name only."""

from dataclasses import dataclass

EVERYONE: frozenset[str] = frozenset()
BLIND = frozenset({"sysadmin"})  # no sight of scores, so no door to them either

CRITERIA_READERS = frozenset(
    {"reporter", "head", "appraiser", "field_owner", "coordinator", "council", "leader", "auditor"}
)
CONSOLIDATES = frozenset({"coordinator", "leader", "council", "auditor"})


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    roles: frozenset[str] = EVERYONE  # empty: everyone who is signed in
    not_for: frozenset[str] = frozenset()  # not even then, when nothing else is held


@dataclass(frozen=True, slots=True)
class Section:
    """One word of the bar; where a person sees only one of its pages, that page's name stands there instead."""

    label: str
    entries: tuple[Entry, ...]


MENU = (
    Section("Việc của tôi", (Entry("Việc của tôi", "home"), Entry("Nhắc việc", "indicators:reminder_list"))),
    Section(
        "Chấm điểm",
        (
            Entry(
                "Tự chấm điểm", "indicators:assessment_list", frozenset({"reporter", "head", "coordinator", "auditor"})
            ),
            Entry(
                "Thẩm định",
                "indicators:appraisal_list",
                frozenset({"appraiser", "field_owner", "coordinator", "council", "auditor"}),
            ),
            Entry(
                "Tiến độ",
                "indicators:progress",
                frozenset({"appraiser", "coordinator", "council", "leader", "auditor"}),
            ),
            Entry("Nhất quán", "indicators:consistency", frozenset({"appraiser", "coordinator", "council", "auditor"})),
            Entry("Kỳ đánh giá", "indicators:period_list", frozenset({"coordinator"})),
            Entry("Bộ tiêu chí", "indicators:criteria_set_list", CRITERIA_READERS),
            Entry("Không áp dụng", "indicators:exemption_list", frozenset({"coordinator", "appraiser", "auditor"})),
            Entry("Điều tra xã hội học", "indicators:survey_list", frozenset({"coordinator", "auditor"})),
            Entry("Chỉ số đã công bố", "indicators:index_list", frozenset({"coordinator", "appraiser", "auditor"})),
        ),
    ),
    Section(
        "Kế hoạch",
        (
            Entry("Kế hoạch", "indicators:plan_detail", not_for=BLIND),
            Entry("Văn bản kế hoạch", "indicators:plan_list", not_for=BLIND),
            Entry("Kiểm tra", "indicators:inspection_list", not_for=BLIND),
            Entry("Tuyên truyền", "indicators:activity_list", not_for=BLIND),
            Entry("Sáng kiến", "indicators:initiative_list", not_for=BLIND),
        ),
    ),
    Section(
        "Hồ sơ",
        (
            Entry("Hồ sơ", "dossiers:dossier_list", not_for=BLIND),
            Entry("Hồ sơ quá hạn", "dossiers:late_list", not_for=BLIND),
            Entry("Thống kê", "dossiers:dossier_dashboard", not_for=BLIND),
            Entry("Thủ tục", "dossiers:procedure_list", not_for=BLIND),
            Entry("Lịch làm việc", "dossiers:calendar_now", not_for=BLIND),
            Entry("Tệp đã gửi", "dossiers:upload_list", frozenset({"reporter", "head", "coordinator"})),
        ),
    ),
    Section(
        "Kết quả",
        (
            Entry("Xếp hạng", "reports:ranking", not_for=BLIND),
            Entry("Chỉ số của tỉnh", "reports:province_years", not_for=BLIND),
            Entry("Khen thưởng", "indicators:commendation_list", not_for=BLIND),
            Entry("Tổng hợp, công bố", "reports:consolidation_list", CONSOLIDATES),
            Entry(
                "Theo quyết định", "reports:official_list", frozenset({"coordinator", "leader", "auditor", "council"})
            ),
        ),
    ),
    Section(
        "Quản trị",
        (
            Entry("Đơn vị", "units:unit_list", frozenset({"coordinator", "appraiser", "auditor", "sysadmin"})),
            Entry("Người dùng", "units:person_list", frozenset({"coordinator", "sysadmin", "head", "auditor"})),
            Entry("Nhật ký", "audit:event_list", frozenset({"coordinator", "auditor"})),
            Entry("Mẫu văn bản", "reports:template_list", frozenset({"coordinator"})),
            Entry("Gửi nhắc việc", "indicators:delivery_list", frozenset({"coordinator", "sysadmin"})),
            Entry("Kho minh chứng", "indicators:vault_health", frozenset({"sysadmin"})),
            Entry("Tiến trình", "jobs:job_list"),
        ),
    ),
)
