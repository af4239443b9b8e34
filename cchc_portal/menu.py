"""The main menu as data: who sees which entry. Apps are named by URL name only."""

from dataclasses import dataclass

EVERYONE: frozenset[str] = frozenset()
BLIND = frozenset({"sysadmin"})  # no sight of scores, so no door to them either

CRITERIA_READERS = frozenset(
    {"reporter", "head", "appraiser", "field_owner", "coordinator", "council", "leader", "auditor"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    roles: frozenset[str] = EVERYONE  # empty: everyone who is signed in
    not_for: frozenset[str] = frozenset()  # not even then, when nothing else is held


MENU = (
    Entry("Việc của tôi", "home"),
    Entry("Tự chấm điểm", "indicators:assessment_list", frozenset({"reporter", "head", "coordinator", "auditor"})),
    Entry("Thẩm định", "indicators:appraisal_list", frozenset({"appraiser", "coordinator", "council", "auditor"})),
    Entry("Bộ tiêu chí", "indicators:criteria_set_list", CRITERIA_READERS),
    Entry("Kế hoạch", "indicators:plan_detail", not_for=BLIND),
    Entry("Hồ sơ", "dossiers:dossier_list", not_for=BLIND),
    Entry("Xếp hạng", "reports:ranking", not_for=BLIND),
    Entry("Đơn vị", "units:unit_list", frozenset({"coordinator", "appraiser", "auditor", "sysadmin"})),
    Entry("Người dùng", "units:person_list", frozenset({"coordinator", "sysadmin", "head", "auditor"})),
    Entry("Nhật ký", "audit:event_list", frozenset({"coordinator", "auditor"})),
    Entry("Tiến trình", "jobs:job_list"),
)
