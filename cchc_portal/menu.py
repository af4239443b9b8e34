"""The main menu as data: who sees which entry. Apps are named by URL name only."""

from dataclasses import dataclass

EVERYONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    roles: frozenset[str] = EVERYONE  # empty: everyone who is signed in


MENU = (
    Entry("Việc của tôi", "home"),
    Entry("Tự chấm điểm", "indicators:assessment_list", frozenset({"reporter", "head", "coordinator"})),
    Entry("Thẩm định", "indicators:appraisal_list", frozenset({"appraiser", "coordinator"})),
    Entry("Kế hoạch", "indicators:plan_detail"),
    Entry("Hồ sơ", "dossiers:dossier_list"),
    Entry("Xếp hạng", "reports:ranking"),
    Entry("Đơn vị", "units:unit_list", frozenset({"coordinator", "appraiser"})),
    Entry("Nhật ký", "audit:event_list", frozenset({"coordinator", "auditor"})),
    Entry("Tiến trình", "jobs:job_list"),
)
