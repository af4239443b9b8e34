"""A small period with points, built directly: departments scored in a few areas."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import rounded
from dossiers.models import UnitSlot
from indicators.enums import FINAL, FIRST_DONE, PeriodKind, PeriodState, ScoredBy, SetState, State
from indicators.models import Assessment, CriteriaSet, Criterion, Period, PeriodSet, Score, SurveyResult
from reports.actions.minutes import record_minutes
from reports.actions.proposals import Wording, approve, propose
from reports.figures import Row
from reports.models import Proposal, Publication
from tests.factories import units
from units.enums import Level, Role
from units.models import Block, Unit, User
from units.policy import Person, Post

NOW = dt.datetime(2026, 12, 28, 3, 0, tzinfo=dt.UTC)
WIDE = Person(None, dt.date(2026, 12, 28), (Post(0, Role.LEADER),))  # sees everything
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # whatever the clock says, units and public may read by now
NAMES = ("Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương", "Sở Ngoại vụ")
AREAS = ("Chỉ đạo, điều hành", "Thể chế", "Thủ tục hành chính", "Tổ chức bộ máy", "Chế độ công vụ", "Tài chính công")


def department(number: int, of: Block | None = None, **fields: object) -> Unit:
    name = NAMES[number % len(NAMES)] + (f" {number}" if number >= len(NAMES) else "")
    kept = {"name": name, "level": Level.DEPARTMENT, "block": of or units.block(), "valid_from": dt.date(2020, 1, 1)}
    return Unit.objects.get_or_create(code=f"D{number:03}", defaults={**kept, **fields})[0]


def criteria_set(
    code: str,
    areas: int = 2,
    leaves: int = 2,
    of: Block | None = None,
    *,
    source: str = "criteria = []\n",
    rule: dict[str, Any] | None = None,
    **more: Any,
) -> CriteriaSet:
    """`areas` areas of `leaves` leaves worth 10 points each, all by the same `rule`; the last area is the survey.

    `source` is only kept.
    """
    full = Decimal(10) * areas * leaves
    block = of or units.block()
    made = CriteriaSet.objects.create(
        code=code,
        name="Bộ tiêu chí sở, ban, ngành",
        block=block,
        year=2026,
        edition=CriteriaSet.objects.filter(block=block).count() + 1,
        decision_number="1/QĐ-UBND",
        decided_on=dt.date(2020, 1, 2),
        max_points=full,
        source=source,
        digest=hashlib.sha256(code.encode()).hexdigest(),
        scoring={
            "ranking_precision": 2,
            "bands": [{"label": "Tốt", "from": "80"}, {"label": "Khá", "from": "0"}],
        },
        **more,
    )
    position = 0
    for area in range(1, areas + 1):
        position += 1
        points = {"criteria_set": made, "max_points": Decimal(10) * leaves}
        name = AREAS[(area - 1) % len(AREAS)]
        root = Criterion.objects.create(position=position, code=str(area), name=name, is_leaf=False, **points)
        for leaf in range(1, leaves + 1):
            position += 1
            Criterion.objects.create(
                criteria_set=made,
                parent=root,
                position=position,
                code=f"{area}.{leaf}",
                name=f"Tiêu chí {area}.{leaf}",
                max_points=Decimal(10),
                is_leaf=True,
                rule=rule or {"kind": "ratio"},
                inputs=[{"name": "done", "label": "Đã làm"}, {"name": "due", "label": "Phải làm"}],
                scored_by=ScoredBy.SURVEY if area == areas else ScoredBy.UNIT,
            )
    made.state = SetState.ISSUED
    made.save()
    return made


def period(code: str = "nam-2026", year: int = 2026, kind: PeriodKind = PeriodKind.YEAR) -> Period:
    opens = dt.datetime(year, 11, 15, tzinfo=dt.UTC)
    return Period.objects.create(
        code=code,
        name=f"Năm {year}" if kind == PeriodKind.YEAR else f"Quý III/{year}",
        year=year,
        kind=kind,
        data_from=dt.date(year - 1, 12, 15),
        data_to=dt.date(year, 12, 14),
        opens_at=opens,
        self_due_at=opens + dt.timedelta(days=30),
        first_due_at=opens + dt.timedelta(days=31),
        explain_due_at=opens + dt.timedelta(days=32),
        second_due_at=opens + dt.timedelta(days=33),
        state=PeriodState.OPEN,
        scored_at=opens + dt.timedelta(days=35),
    )


def appraised_period(
    points: Sequence[Sequence[str]] = (("9", "7"), ("8", "8"), ("6", "5")),
    *,
    code: str = "nam-2026",
    year: int = 2026,
    kind: PeriodKind = PeriodKind.YEAR,
    state: State = State.APPRAISED,
    rules: CriteriaSet | None = None,
) -> Period:
    """One department per entry of `points`; each entry gives, by area, the points of every leaf in that area."""
    made = period(code, year, kind)
    rules = rules or criteria_set(f"bo-{code}", len(points[0]))
    PeriodSet.objects.create(period=made, block=rules.block, criteria_set=rules)
    for number, by_area in enumerate(points):
        assessment(made, department(number), rules, [Decimal(each) for each in by_area], state)
    return made


def assessment(
    of: Period, unit: Unit, rules: CriteriaSet, by_area: Sequence[Decimal], state: State = State.APPRAISED
) -> Assessment:
    """An assessment with a score for every leaf, totalled as recalculation would."""
    by = units.user()
    handed_in_at, first_at = of.opens_at + dt.timedelta(days=10), of.opens_at + dt.timedelta(days=20)
    handed_in = {"submitted_at": handed_in_at, "submitted_by": by, "handed_in_at": handed_in_at}
    judged = {"first_at": first_at, "first_by": by, "explain_until": first_at + dt.timedelta(days=5)}
    appraised = {"appraised_at": first_at, "appraised_by": by}
    moves = {
        **({} if state == State.DRAFT else handed_in),
        **(judged if state in FIRST_DONE else {}),
        **(appraised if state in FINAL else {}),
    }
    made = Assessment.objects.create(period=of, unit=unit, criteria_set=rules, state=state, **moves)
    leaves = list(rules.criteria.filter(is_leaf=True).order_by("position"))
    per_area = len(leaves) // len(by_area)
    given = [by_area[place // per_area] for place in range(len(leaves))]
    Score.objects.bulk_create(_score(made, leaf, points) for leaf, points in zip(leaves, given, strict=True))
    SurveyResult.objects.bulk_create(
        _surveyed(made, leaf, points)
        for leaf, points in zip(leaves, given, strict=True)
        if leaf.scored_by == ScoredBy.SURVEY
    )
    survey = sum(p for leaf, p in zip(leaves, given, strict=True) if leaf.scored_by == ScoredBy.SURVEY)
    _total(made, Decimal(sum(given)), Decimal(survey), rules.max_points)
    return made


NOT_JUDGED = dict.fromkeys(("first_at", "first_by", "explain_until", "appraised_at", "appraised_by"))
NOT_HANDED_IN = {**NOT_JUDGED, **dict.fromkeys(("submitted_at", "submitted_by", "handed_in_at"))}
"""What .update() takes away from a sheet that these factories made, to put it back to an earlier state."""


def _score(of: Assessment, leaf: Criterion, points: Decimal) -> Score:
    by_unit = leaf.scored_by == ScoredBy.UNIT
    return Score(
        assessment=of,
        criterion=leaf,
        answer={"done": "8", "due": "10"},
        self_points=Decimal(10) if by_unit else None,
        appraised_points=points if by_unit else None,
        appraisal_reason="Thiếu minh chứng" if by_unit and points != 10 else "",
        computed_points=Decimal(8) if by_unit else points,
        points=points,
        explanation=f"8 / 10 = 80,00% → {points} điểm",
    )


def _surveyed(of: Assessment, leaf: Criterion, points: Decimal) -> SurveyResult:
    """What a survey found that gives just these points of 10."""
    counts = {"done": int(points * 100), "due": 1000}
    return SurveyResult(period=of.period, unit=of.unit, criterion_code=leaf.code, counts=counts, respondents=1000)


def _total(of: Assessment, total: Decimal, survey: Decimal, full: Decimal) -> None:
    of.appraised_points, of.survey_points, of.total_points, of.max_points = total - survey, survey, total, full
    of.percent = rounded(total * 100 / full)
    of.grade = "Tốt" if of.percent >= 80 else "Khá"
    of.save()


def dossiers(unit: Unit, slot: dt.date, *, early: int = 0, on_time: int = 0, late: int = 0) -> UnitSlot:
    received = early + on_time + late
    return UnitSlot.objects.create(unit=unit, slot=slot, received=received, early=early, on_time=on_time, late=late)


def minutes(of: Period, by: User | None = None) -> None:
    """The council has met on the period."""
    said = {
        "number": "5/BB-HĐTĐ",
        "held_on": dt.date(2026, 12, 20),
        "chair": "Ông Lê Văn Chủ",
        "conclusion": "Nhất trí.",
    }
    record_minutes(period_id=of.pk, by=by or coordinator(), now=NOW, **said)


def coordinator() -> User:
    return User.objects.filter(username="dieu.phoi").first() or units.coordinator(username="dieu.phoi")


def leader() -> User:
    """Who approves: another person than whoever proposes."""
    found = User.objects.filter(username="lanh.dao").first()
    return found or units.holder(Role.LEADER, department(0), username="lanh.dao")


def wording(of: Period, **given: object) -> Wording:
    decision = {"title": f"Kết quả {of.name}", "decision_number": "412/QĐ-UBND", "decided_on": dt.date(2026, 12, 27)}
    return Wording(**{**decision, "units_at": LONG_AGO, "public_at": LONG_AGO, **given})


def proposed(of: Period, by: User | None = None, **given: object) -> Proposal:
    by = by or coordinator()
    if not of.minutes.exists():
        minutes(of, by)
    return propose(period_id=of.pk, wording=wording(of, **given), by=by, now=NOW)


def published(of: Period, by: User | None = None, **given: object) -> Publication:
    """The period as proposed by a coordinator and approved by a leader on 28/12/2026, open to everybody."""
    return approve(proposal_id=proposed(of, by, **given).pk, by=leader(), now=NOW)


def row(unit_id: int, rank: int | None, total: str | None, **given: object) -> Row:
    """A row of the league table without a database."""
    points = None if total is None else Decimal(total)
    plain = Row(
        unit_id=unit_id,
        unit_code=f"D{unit_id}",
        unit_name=f"Sở {unit_id}",
        rank=rank,
        of=3,
        appraised=points,
        survey=Decimal(0),
        total=points,
        max=Decimal(100),
        percent=points,
        grade="Tốt",
        grade_reason="",
        submitted_at=None,
    )
    return replace(plain, **given)
