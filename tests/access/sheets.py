"""The periods of the province of world, their sheets with points that exist once, and a survey."""

import datetime as dt
from decimal import Decimal

from indicators.enums import PeriodKind, PeriodState, State, SurveyState
from indicators.models import (
    AssessmentEvent,
    Assignment,
    Note,
    NoteRead,
    Period,
    PeriodSet,
    Survey,
    SurveyQuestion,
    SurveyTally,
)
from reports.actions.minutes import record_minutes
from reports.actions.proposals import Wording, approve, propose
from reports.enums import Paper
from reports.models import Proposal
from reports.papers.shelf import DRAW, key_of
from tests.access.world import RELATIONS, STATES, World, canary, finished_job
from tests.factories import criteria, evidence, reports, units
from units.enums import Role

POINTS = {  # leaf points by relation: with the state they make totals no two sheets share
    "own": Decimal("7.03"),
    "child": Decimal("6.07"),
    "sibling": Decimal("5.11"),
    "parent": Decimal("4.17"),
}
MORE = {"draft": Decimal("0.01"), "submitted": Decimal("0.21"), "appraised": Decimal("0.41"), "published": Decimal(0)}


def points_of(relation: str, state: str) -> tuple[Decimal, Decimal]:
    """Points of each leaf of the first area and of the survey."""
    return POINTS[relation] + MORE[state], Decimal("3.37")


def total_of(relation: str, state: str) -> Decimal:
    first, survey = points_of(relation, state)
    return 2 * first + 2 * survey


def surveyed_of(relation: str) -> int:
    """How many people answered about the unit."""
    return 71_300_011 + 101 * RELATIONS.index(relation)


def hold_periods(world: World) -> None:
    world.rules = reports.criteria_set("bo-thu", areas=2, leaves=2)
    world.draft_rules = criteria.criteria_set()
    year = {"preparing": 2026, "draft": 2025, "submitted": 2024, "appraised": 2023, "published": 2022}
    for state in STATES:
        period = Period.objects.create(
            code=f"ky-{state}",
            name=f"Kỳ {state}",
            year=year[state],
            kind=PeriodKind.YEAR,
            data_from=dt.date(year[state] - 1, 12, 15),
            data_to=dt.date(year[state], 12, 14),
            opens_at=world.now - dt.timedelta(days=30),
            self_due_at=world.now + dt.timedelta(days=30),
            first_due_at=world.now + dt.timedelta(days=50),
            explain_due_at=world.now + dt.timedelta(days=57),
            second_due_at=world.now + dt.timedelta(days=71),
            state=PeriodState.PREPARING if state == "preparing" else PeriodState.OPEN,
            scored_at=world.now,
        )
        PeriodSet.objects.create(period=period, block=world.rules.block, criteria_set=world.rules)
        world.period[state] = period
        if state == "preparing":
            appraiser = units.holder(
                Role.APPRAISER, world.coordinator.memberships.get().unit, full_name="Thẩm định viên"
            )
            facts = {"given_by": world.coordinator, "given_at": world.now}
            world.assignment = Assignment.objects.create(
                period=period, appraiser=appraiser, criterion_code="2", **facts
            )
        if state != "preparing":
            for relation in RELATIONS:
                _sheet(world, relation, state)
    for state in ("appraised", "published"):
        world.proposal[state] = _proposal(world, state)
    leader = units.holder(Role.LEADER, world.unit["parent"], username="lanh.dao", full_name="Lãnh đạo")
    world.publication = approve(proposal_id=world.proposal["published"].pk, by=leader, now=world.now)
    world.period["published"].refresh_from_db()
    for relation in RELATIONS:
        _card(world, relation)


def _card(world: World, relation: str) -> None:
    """A document of the publication that somebody of the unit has had drawn; kept for all who may have it."""
    owner, publication, unit = world.staff[relation], world.publication.pk, world.unit[relation].pk
    finished_job(
        owner,
        canary("card", relation),
        kind=DRAW,
        label="Phiếu điểm",
        key=key_of(owner.pk, publication, Paper.CARD, unit),
        params={"publication": publication, "paper": str(Paper.CARD), "unit": unit},
    )


def _proposal(world: World, state: str) -> Proposal:
    """Of one person's; the minutes of the council are there."""
    given = {"period_id": world.period[state].pk, "by": world.coordinator, "now": world.now}
    record_minutes(number="1/BB", held_on=dt.date(2023, 1, 4), chair="Ông Chủ tịch", conclusion="Nhất trí", **given)
    wording = Wording("Kết quả thử", "1/QĐ-UBND", dt.date(2023, 1, 5), units_at=world.now, public_at=world.now)
    return propose(wording=wording, **given)


def _sheet(world: World, relation: str, state: str) -> None:
    """Filled in as a draft and then moved on: what is handed in no longer changes."""
    by_area = points_of(relation, state)
    sheet = reports.assessment(world.period[state], world.unit[relation], world.rules, by_area, State.DRAFT)
    for score in sheet.scores.all():
        score.citation = canary("cited", relation, state)
        score.remark = canary("remark", relation, state)
        score.explanation = canary("how", relation, state)
        if state in ("appraised", "published"):
            score.appraisal_reason = canary("why", relation, state)
        elif state == "draft":
            score.appraised_points, score.appraisal_reason = None, ""
        score.save()
    staff = world.staff[relation]
    world.evidence[relation, state] = evidence.document(
        sheet.scores.order_by("criterion__position").first(), canary("paper", relation, state), by=staff, at=world.now
    )
    world.sheet_file[relation, state] = evidence.filled_in(sheet, canary("book", relation, state), staff, world.now)
    note = Note.objects.create(
        score=sheet.scores.order_by("criterion__position").first(),
        by=staff,
        speaks_as=canary("speaker", relation, state),
        text=canary("note", relation, state),
        at=world.now,
    )
    NoteRead.objects.create(score=note.score, user=staff, upto=note.pk)
    if state != "draft":
        sheet.state, sheet.submitted_at, sheet.submitted_by = State.SUBMITTED, world.now, staff
        sheet.handed_in_at = world.now
    if state in ("appraised", "published"):
        sheet.first_at, sheet.first_by, sheet.explain_until = world.now, world.coordinator, world.now
        sheet.state, sheet.appraised_at, sheet.appraised_by = State.APPRAISED, world.now, world.coordinator
    sheet.save()
    AssessmentEvent.objects.create(
        assessment=sheet,
        action="send_back",
        by=world.staff[relation],
        at=world.now,
        reason=canary("event", relation, state),
    )
    if state != "draft":
        AssessmentEvent.objects.create(assessment=sheet, action="submit", by=staff, at=world.now)
    world.sheet[relation, state] = sheet
    world.score[relation, state] = sheet.scores.order_by("criterion__position").first()


def hold_survey(world: World) -> None:
    """Answered and closed, and not released: how many chose what is a figure of each unit that exists once."""
    deed = {"added_by": world.coordinator, "added_at": world.now}
    place = {"period": world.period["draft"], "block": world.rules.block, "state": SurveyState.CLOSED}
    world.survey = Survey.objects.create(name="Phiếu 02", asked="đại biểu HĐND", **place, **deed)
    question = SurveyQuestion.objects.create(
        survey=world.survey, position=1, text="Hài lòng?", criterion_code="2.1", choices=[["Có", "100"], ["Không", "0"]]
    )
    for relation in RELATIONS:
        SurveyTally.objects.create(
            question=question, unit=world.unit[relation], channel="paper", counts={"A": surveyed_of(relation)}
        )
