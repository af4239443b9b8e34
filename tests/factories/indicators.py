"""A period with sheets to fill in: a small criteria set with a leaf of every kind, and people of every role."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from indicators.actions.appraisals import appraise_row
from indicators.actions.assessments import submit
from indicators.actions.periods import open_period
from indicators.actions.rounds import accept_result, explain_row, finish_first
from indicators.actions.scores import Typed, load_answers, save_row
from indicators.answers import is_appraised
from indicators.enums import PeriodKind, Stance
from indicators.models import Assessment, Justification, Measurement, Period, PeriodSet, Score, SurveyResult
from indicators.sets.trees import tree_of
from tests.factories import criteria, units
from units.enums import Role
from units.models import Unit, User

GRID_SET = """
code = "luoi-2026"
name = "Bộ tiêu chí lưới nhập"
block = "so"
max = 15
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14

[[bands]]
label = "Tốt"
from = 80
[[bands]]
label = "Khá"
from = 50
[[bands]]
label = "Yếu"
from = 0

[[gates]]
of = "9.1"
below = 60
cap = "Khá"
reason = "chỉ số hài lòng dưới 60%"

[[criteria]]
code = "1"
name = "Công tác chỉ đạo, điều hành"
short_name = "Chỉ đạo"
max = 4
[[criteria]]
code = "1.1"
name = "Kế hoạch năm"
max = 2
[[criteria]]
code = "1.1.1"
name = "Ban hành kế hoạch"
max = 1
rule.kind = "yes_no"
evidence_required = true
guidance = "Đạt khi kế hoạch đã ký."
clause = "Mục 1.1.1"
[[criteria]]
code = "1.1.2"
name = "Nội dung kế hoạch"
max = 1
rule.kind = "choice"
rule.options = [{ label = "Đủ", points = 1 }, { label = "Một phần", points = 0.5 }]
[[criteria]]
code = "1.2"
name = "Gửi báo cáo"
max = 1
rule.kind = "lateness"
rule.nothing = "zero"
rule.bands = [{ up_to = 0, points = 1 }, { up_to = 10, points = 0.5 }]
[[criteria]]
code = "1.3"
name = "Kỷ luật báo cáo"
max = 1
rule.kind = "deduction"
rule.per = 0.25
inputs = [{ name = "count", label = "Số lần vi phạm", unit = "lần" }]

[[criteria]]
code = "2"
name = "Cải cách thủ tục hành chính"
short_name = "Thủ tục"
max = 6
[[criteria]]
code = "2.1"
name = "Hồ sơ trực tuyến"
max = 2
rule.kind = "ratio"
rule.nothing = "full"
inputs = [{ name = "done", label = "Số hồ sơ trực tuyến" }, { name = "due", label = "Số hồ sơ tiếp nhận" }]
[[criteria]]
code = "2.2"
name = "Hồ sơ đúng hạn"
max = 2
rule.kind = "ratio"
scored_by = "system"
inputs = [
  { name = "done", label = "Số hồ sơ đúng hạn", source = "dossiers.in_time" },
  { name = "due", label = "Số hồ sơ đã giải quyết", source = "dossiers.finished" },
]
[[criteria]]
code = "2.3"
name = "Xin lỗi khi trễ hạn"
max = 1
rule.kind = "ratio"
inputs = [
  { name = "done", label = "Số thư xin lỗi" },
  { name = "due", label = "Số hồ sơ quá hạn", source = "dossiers.late" },
]
[[criteria]]
code = "2.4"
name = "Thanh toán trực tuyến"
max = 1
rule.kind = "ratio"
inputs = [
  { name = "done", label = "Số hồ sơ thanh toán trực tuyến", source = "dossiers.paid_online" },
  { name = "due", label = "Số hồ sơ phải nộp phí", source = "dossiers.payable" },
]

[[criteria]]
code = "TD"
name = "Tác động của cải cách"
short_name = "Tác động"
max = 5
[[criteria]]
code = "9.1"
parent = "TD"
name = "Hài lòng của người dân"
max = 3
rule.kind = "share"
scored_by = "survey"
[[criteria]]
code = "9.2"
parent = "TD"
name = "Đánh giá của Hội đồng"
max = 2
rule.kind = "yes_no"
scored_by = "appraiser"
"""

_LEAF = """
[[criteria]]
code = "1.{at}"
name = "Tỷ lệ hồ sơ loại {at}"
max = 1
rule.kind = "ratio"
inputs = [{{ name = "done", label = "Đã xong" }}, {{ name = "due", label = "Phải làm" }}]
"""
THIRTY = (  # one area of thirty rows alike: as long as a block out of Excel
    GRID_SET[: GRID_SET.index("[[gates]]")].replace("max = 15", "max = 30")
    + '\n[[criteria]]\ncode = "1"\nname = "Ba mươi tiêu chí"\nshort_name = "Ba mươi"\nmax = 30\n'
    + "".join(_LEAF.format(at=at) for at in range(1, 31))
)

DAY = dt.timedelta(days=1)
ASKED = ("1.1.1", "1.1.2", "1.2", "1.3", "2.1", "2.3")  # what a unit answers, in the order of the sheet
APPRAISED = (*ASKED, "9.2")

FULL = {
    "1.1.1": Typed({"yes": "1"}, citation="12/KH-STC, 05/01/2026, trang 2"),
    "1.1.2": Typed({"choice": "1"}),
    "1.2": Typed({"days": "0"}),
    "1.3": Typed({"count": "0"}),
    "2.1": Typed({"done": "42", "due": "68"}),
    "2.3": Typed({"done": "5"}),
}
FIGURES = {
    "dossiers.in_time": 90,
    "dossiers.finished": 100,
    "dossiers.late": 10,
    "dossiers.paid_online": 30,
    "dossiers.payable": 40,
}


@dataclass(frozen=True)
class Scene:
    """One unit with its sheet in an open period, and everyone who has to do with it."""

    period: Period
    unit: Unit
    assessment_id: int
    reporter: User
    head: User
    appraiser: User
    coordinator: User

    @property
    def assessment(self) -> Assessment:
        """Fresh from the database."""
        return Assessment.objects.select_related("period", "unit", "criteria_set").get(pk=self.assessment_id)

    def score(self, code: str) -> Score:
        return Score.objects.select_related("criterion", "assessment").get(
            assessment=self.assessment_id, criterion__code=code
        )

    def save(self, code: str, *, version: int | None = None, by: User | None = None, **typed: Any) -> Score:
        """Save a row as its reporter, on the version that is stored."""
        row = self.score(code)
        seen = row.version if version is None else version
        return save_row(
            score_id=row.pk,
            version=seen,
            typed=Typed(**{"values": {}} | typed),
            by=by or self.reporter,
            now=timezone.now(),
        )

    def fill(self, without: tuple[str, ...] = ()) -> None:
        """Answer every row the unit is asked, but for some."""
        for code, typed in FULL.items():
            if code not in without:
                row = self.score(code)
                save_row(score_id=row.pk, version=row.version, typed=typed, by=self.reporter, now=timezone.now())

    def submit(self) -> Assessment:
        """Answer everything and hand it in."""
        self.fill()
        return self.submit_as_it_is()

    def submit_as_it_is(self) -> Assessment:
        return submit(assessment_id=self.assessment_id, by=self.head, now=timezone.now())

    def appraise(self, code: str, points: str, reason: str = "", *, version: int | None = None) -> Score:
        row = self.score(code)
        seen = row.version if version is None else version
        return appraise_row(
            score_id=row.pk, version=seen, points=Decimal(points), reason=reason, by=self.appraiser, now=timezone.now()
        )

    def appraise_all(self) -> None:
        """Every row an appraiser decides: as the unit says, full points where the unit was not asked."""
        leaves = tree_of(self.assessment.criteria_set).leaf_by_id
        for row in self.assessment.scores.order_by("criterion__position"):
            leaf = leaves[row.criterion_id]
            if is_appraised(leaf):
                self.appraise(leaf.code, str(leaf.max_points if row.self_points is None else row.self_points))

    def finish_first(self) -> Assessment:
        """End the first appraisal: appraised where nothing was taken away, else the unit is asked."""
        return finish_first(assessment_id=self.assessment_id, by=self.appraiser, now=timezone.now())

    def explain(
        self, code: str, text: str = "Có văn bản kèm theo, trang 3", stance: Stance = Stance.DISPUTED
    ) -> Justification:
        return explain_row(score_id=self.score(code).pk, stance=stance, text=text, by=self.reporter, now=timezone.now())

    def accept(self) -> Assessment:
        return accept_result(assessment_id=self.assessment_id, by=self.head, now=timezone.now())

    def judged(self, **cuts: str) -> Assessment:
        """Judged as the unit says but for the cuts (by code), and the first appraisal ended."""
        self.appraise_all()
        for code, points in cuts.items():
            self.appraise(code, points, "Thiếu minh chứng")
        return self.finish_first()


def period(code: str = "quy-3-2026", **fields: Any) -> Period:
    """The third quarter of 2026, opened ten days ago, due in six days."""
    now = timezone.now()
    facts = {
        "name": "Quý III/2026",
        "year": 2026,
        "kind": PeriodKind.QUARTER,
        "data_from": dt.date(2026, 6, 15),
        "data_to": dt.date(2026, 9, 14),
        "opens_at": now - 10 * DAY,
        "self_due_at": now + 6 * DAY,
    }
    facts |= later_deadlines(fields.get("self_due_at", facts["self_due_at"]))
    return Period.objects.create(code=code, **facts | fields)


def later_deadlines(self_due_at: dt.datetime) -> dict[str, dt.datetime]:
    """What follows the deadline of the units: first appraisal, explanation, second appraisal."""
    return {
        "first_due_at": self_due_at + 20 * DAY,
        "explain_due_at": self_due_at + 27 * DAY,
        "second_due_at": self_due_at + 41 * DAY,
    }


def scene(
    name: str = "Sở Tài chính", *, within: Scene | None = None, rules_text: str = GRID_SET, **period_fields: Any
) -> Scene:
    """A unit with its empty sheet; `within` puts one more unit into the period of another scene."""
    rules = within.assessment.criteria_set if within else criteria.criteria_set(rules_text, issued=True)
    unit = units.unit(name, block=rules.block)
    if within is None:
        of = period(**period_fields)
        PeriodSet.objects.create(period=of, block=rules.block, criteria_set=rules)
        home = units.unit("Sở Nội vụ")
        appraiser = units.holder(Role.APPRAISER, home, full_name="Phạm Thu Hà")
        coordinator = units.coordinator(home, full_name="Lê Quang Vinh")
    else:
        of, appraiser, coordinator = within.period, within.appraiser, within.coordinator
    open_period(period_id=of.pk, by=coordinator, now=timezone.now())
    of.refresh_from_db()
    reporter = units.holder(Role.REPORTER, unit, full_name="Nguyễn Thị Lan")
    head = units.holder(Role.HEAD, unit, full_name="Đỗ Văn Hùng")
    assessment = of.assessments.get(unit=unit)
    return Scene(of, unit, assessment.pk, reporter, head, appraiser, coordinator)


def second_quarter(third: Scene, answers: Mapping[str, Typed], **fields: Any) -> Scene:
    """Give the unit of a third quarter these answers in the second one; returns the third."""
    before = {
        "name": "Quý II/2026",
        "data_from": dt.date(2026, 3, 15),
        "data_to": dt.date(2026, 6, 14),
    }
    of = period("quy-2-2026", **before | fields)
    rules = third.assessment.criteria_set
    PeriodSet.objects.create(period=of, block=rules.block, criteria_set=rules)
    open_period(period_id=of.pk, by=third.coordinator, now=timezone.now())
    load_answers(
        assessment_id=of.assessments.get(unit=third.unit).pk, rows=answers, by=third.reporter, now=timezone.now()
    )
    return third


def measure(of: Scene, figures: Mapping[str, int] = FIGURES) -> None:
    """Measured figures of the unit, in place of earlier ones.

    The recalculation that opening the period has queued would measure anew: it is waited for or taken back.
    """
    with transaction.atomic():
        Period.objects.select_for_update().get(pk=of.period.pk)
        Job.objects.filter(state=JobState.QUEUED).delete()
        for name, value in figures.items():
            Measurement.objects.update_or_create(
                period=of.period, unit=of.unit, name=name, defaults={"value": value, "measured_at": timezone.now()}
            )


def survey(of: Scene, index: str = "80") -> None:
    SurveyResult.objects.update_or_create(
        period=of.period, unit=of.unit, criterion_code="9.1", defaults={"index": Decimal(index), "respondents": 100}
    )
