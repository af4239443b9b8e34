"""Three years of the invented city, told through the real doors: imports, entry, appraisal, survey, publication."""

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from django.db.models import F
from django.utils.timezone import localdate

from cchc_portal.demo import NOTE
from cchc_portal.demo.answers import DemoAnswer, Question, answer
from cchc_portal.demo.appraisals import ANSWER, given, objection, verdict
from cchc_portal.demo.casting import Cast
from cchc_portal.demo.decision_story import tell_decision
from cchc_portal.demo.given_tasks import given_2021, given_2022, given_2023
from cchc_portal.demo.halfway import NOTES, halfway
from cchc_portal.demo.one_stop import Untold, explain_late, load_catalogue, load_year
from cchc_portal.demo.periods import PUBLISHED_2021, PUBLISHED_2022, YEAR_2022, DemoPeriod, PublishedYear, open_periods
from cchc_portal.demo.plan_tasks import PLAN_NUMBERS, DemoTask, plan_2021, plan_2022, plan_2023
from cchc_portal.demo.province import APPRAISING, DISTRICTS, STORY
from cchc_portal.demo.results import Quality, quality_2021, quality_2022, quality_2023
from cchc_portal.demo.surveys import SurveyQuestion, survey_answers
from cchc_portal.kit.excel import write_table
from indicators.actions.appraisals import appraise_row, load_appraisal
from indicators.actions.assessments import request_approval, submit
from indicators.actions.measurements import refresh_measured
from indicators.actions.notes import write_note
from indicators.actions.periods import create_period, open_period
from indicators.actions.plans import PlanHead, load_tasks
from indicators.actions.recalculation import recalculate
from indicators.actions.rounds import accept_result, explain_row, finish_first, finish_second, send_explanations
from indicators.actions.scores import Typed, load_answers
from indicators.actions.surveys import load_surveys
from indicators.enums import AssignedBy, ScoredBy, Stance, State
from indicators.imports import plans, surveys
from indicators.models import Assessment, Criterion, Period, Score
from reports.actions.minutes import record_minutes
from reports.actions.proposals import Wording, approve, propose
from reports.models import Publication
from units.models import User

YEARS = {
    2021: (plan_2021, given_2021, quality_2021),
    2022: (plan_2022, given_2022, quality_2022),
    2023: (plan_2023, given_2023, quality_2023),
}
APPRAISED_SHARE = Decimal("0.74")  # of a total, where the appraisal is still open
OF_THE_SECOND = {APPRAISING, *(unit.code for unit in DISTRICTS)}  # sheets of the second inspector
LEFT_TO_PLAY = ("5.", "6.")  # what the clerk of the story has not filled in yet
Say = Callable[[str], None]


def tell(cast: Cast, *, small: bool, now: dt.datetime, say: Say) -> None:
    """2021 and 2022 from the plan to the publication; 2023 open, with one department still at work."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        load_catalogue(cast, now)
        for year in YEARS:
            say(f"Nạp kế hoạch, nhiệm vụ và hồ sơ năm {year}")
            load_plan(cast, year, Path(folder), now)
            load_year(cast, year, Path(folder), small=small)
        explain_late(cast, now)
        for published, sets in ((PUBLISHED_2021, cast.older_sets), (PUBLISHED_2022, cast.sets)):
            say(f"Chấm điểm, thẩm định và công bố năm {published.period.year}")
            publication = tell_published(cast, published, sets, Path(folder))
        tell_decision(cast, publication, PUBLISHED_2022, Path(folder), now=PUBLISHED_2022.public_at)
        say("Mở kỳ 6 tháng và kỳ năm 2023")
        for period in reversed(open_periods(localdate(now))):  # opened first, the year starts from an empty sheet
            tell_2023(cast, period, Path(folder), now)


# --- plans and dossiers ------------------------------------------------------------------------------------------


def load_plan(cast: Cast, year: int, folder: Path, now: dt.datetime) -> None:
    plan, given_outside, _ = YEARS[year]
    rows = [_task_line(task, AssignedBy.PLAN) for task in plan()]
    rows += [_task_line(task, AssignedBy.PROVINCE) for task in given_outside()]
    file = folder / f"nhiem-vu-{year}.xlsx"
    write_table(file, f"Nhiệm vụ CCHC năm {year} ({NOTE})", plans.COLUMNS, rows)
    tasks, errors = plans.read_tasks(file, year=year, today=localdate(now))
    _believe(errors)
    number, decided_on = PLAN_NUMBERS[year]
    name, signer = f"Kế hoạch cải cách hành chính năm {year}", f"Chủ tịch UBND thành phố ({NOTE})"
    head = PlanHead(f"{number} ({NOTE})", name, decided_on, signer)
    load_tasks(year=year, rows=tasks, head=head, by=cast.coordinator, now=now)


def _task_line(task: DemoTask, source: AssignedBy) -> dict[str, object]:
    facts = {name: getattr(task, name) for name in DemoTask.__slots__}
    return facts | {"assigned_by": source.label}


# --- periods -----------------------------------------------------------------------------------------------------


def tell_published(cast: Cast, year: PublishedYear, sets: Mapping[int, int], folder: Path) -> Publication:
    """A year that is over: every sheet handed in and appraised, surveyed, and published."""
    period = _open(cast, year.period, sets, year.period.opens_at)
    for assessment in _assessments(period):
        fill_in(cast, period, assessment, now=year.submitted_at)
        hand_in(cast, assessment, now=year.submitted_at)
        appraise(cast, period, assessment, now=year.first_at, answered=year.explained_at, again=year.second_at)
    survey(cast, period, folder, now=year.second_at)
    recalculate(period_id=period.pk, now=year.second_at, by=cast.coordinator)
    record_minutes(period_id=period.pk, by=cast.coordinator, now=year.second_at, **year.minutes)
    moments = {"units_at": year.published_at, "public_at": year.public_at}
    wording = Wording(year.title, year.decision_number, year.decided_on, **moments)
    proposal = propose(period_id=period.pk, wording=wording, by=cast.coordinator, now=year.published_at)
    return approve(proposal_id=proposal.pk, by=cast.users["demo.lanhdao"], now=year.published_at)


def tell_2023(cast: Cast, demo: DemoPeriod, folder: Path, now: dt.datetime) -> None:
    """The half year waits only for the department of the story, which has begun the whole year too; the others have
    not, but for the survey."""
    period = _open(cast, demo, cast.newer_sets, now)
    for assessment in _assessments(period) if demo.kind == "half" else ():
        if assessment.unit.code == STORY:
            fill_in(cast, period, assessment, now=now, without=LEFT_TO_PLAY)
            continue
        fill_in(cast, period, assessment, now=now)
        hand_in(cast, assessment, now=now)
        appraise(cast, period, assessment, now=now)
    if demo.kind == "year":
        begin_year(cast, period, now)
    survey(cast, period, folder, now=now)
    recalculate(period_id=period.pk, now=now, by=cast.coordinator)


def begin_year(cast: Cast, period: Period, now: dt.datetime) -> None:
    """The department of the story halfway through its year: odd rows, a wrong one, reasons, questions."""
    assessment = period.assessments.get(unit__code=STORY)
    last = Score.objects.filter(assessment__period__code=YEAR_2022.code, assessment__unit__code=STORY)
    typed = {leaf.code for leaf in _leaves(assessment, ScoredBy.UNIT) if not _measured(leaf)}
    before = {
        score.criterion.code: DemoAnswer(score.answer, score.no_occurrence)
        for score in last.select_related("criterion").order_by("pk")
        if score.criterion.code in typed
    }
    rows = {code: Typed(**asdict(said)) for code, said in halfway(before, unit=STORY).items()}
    load_answers(assessment_id=assessment.pk, rows=rows, by=cast.reporter(STORY), now=now)
    scores = dict(assessment.scores.order_by("pk").values_list("criterion__code", "pk"))
    for who, code, text in NOTES:
        write_note(score_id=scores[code], text=text, by=cast.users[who], now=now)


def _open(cast: Cast, demo: DemoPeriod, sets: Mapping[int, int], now: dt.datetime) -> Period:
    facts = {name: getattr(demo, name) for name in DemoPeriod.__slots__}
    period = create_period(period=Period(**facts), sets=sets, by=cast.coordinator, now=now)
    open_period(period_id=period.pk, by=cast.coordinator, now=now)
    refresh_measured(period_id=period.pk, now=now)
    period.refresh_from_db()
    return period


def _assessments(period: Period) -> list[Assessment]:
    return list(period.assessments.select_related("unit").order_by("pk"))


def fill_in(
    cast: Cast, period: Period, assessment: Assessment, *, now: dt.datetime, without: Sequence[str] = ()
) -> None:
    """The reporter of the unit answers every criterion it scores itself, except those whose code begins so."""
    unit = assessment.unit.code
    figures = dict(period.measurements.filter(unit=assessment.unit).order_by("pk").values_list("name", "value"))
    rows = {}
    for leaf in _leaves(assessment, ScoredBy.UNIT):
        if leaf.code.startswith(tuple(without)):
            continue
        question = Question(leaf.code, leaf.max_points, leaf.rule, tuple(leaf.inputs), leaf.evidence_required, figures)
        said = answer(question, unit=unit, year=period.year, quality=_quality(period, unit).work)
        rows[leaf.code] = Typed(values=said.values, no_occurrence=said.no_occurrence, citation=said.citation)
    load_answers(assessment_id=assessment.pk, rows=rows, by=cast.reporter(unit), now=now)


def hand_in(cast: Cast, assessment: Assessment, *, now: dt.datetime) -> None:
    """The reporter asks, the head approves."""
    unit = assessment.unit.code
    request_approval(assessment_id=assessment.pk, by=cast.reporter(unit), now=now)
    submit(assessment_id=assessment.pk, by=cast.head(unit), now=now)


def appraise(
    cast: Cast,
    period: Period,
    assessment: Assessment,
    *,
    now: dt.datetime,
    answered: dt.datetime | None = None,
    again: dt.datetime | None = None,
) -> None:
    """Both rounds: an appraiser of another unit judges, the unit accepts or explains, the appraiser has the last word.

    `answered`, `again`: when the unit answers and the second round ends, where that is not now.
    """
    unit = assessment.unit.code
    by = _appraiser(cast, unit)
    about = {"unit": unit, "year": period.year, "work": _quality(period, unit).work}
    own = dict(assessment.scores.order_by("pk").values_list("criterion__code", "self_points"))
    decided = {
        leaf.code: verdict(leaf.code, self_points=own[leaf.code], **about)
        for leaf in _leaves(assessment, ScoredBy.UNIT)
    }
    for leaf in _leaves(assessment, ScoredBy.APPRAISER):
        decided[leaf.code] = given(leaf.code, leaf.rule, full=leaf.max_points, **about)
    load_appraisal(assessment_id=assessment.pk, given=decided, by=by, now=now)
    owned = {
        leaf.code: given(leaf.code, leaf.rule, full=leaf.max_points, **about)
        for leaf in _leaves(assessment, ScoredBy.OWNER)
    }
    if owned:
        load_appraisal(assessment_id=assessment.pk, given=owned, by=cast.users["demo.linhvuc"], now=now)
    finish_first(assessment_id=assessment.pk, by=by, now=now)
    assessment.refresh_from_db()
    if assessment.state == State.EXPLAINING:
        answer_appraisal(cast, assessment, now=answered or now)
    assessment.refresh_from_db()
    if assessment.state == State.EXPLAINED:
        judge_again(assessment, by=by, now=again or now)


def answer_appraisal(cast: Cast, assessment: Assessment, *, now: dt.datetime) -> None:
    """Some units dispute the first deduction, the others accept everything."""
    unit = assessment.unit.code
    said = objection(unit)
    cut = assessment.scores.filter(first_points__lt=F("self_points")).order_by("criterion__position").first()
    if not said or cut is None:
        accept_result(assessment_id=assessment.pk, by=cast.head(unit), now=now)
        return
    explain_row(score_id=cut.pk, stance=Stance.DISPUTED, text=said, by=cast.reporter(unit), now=now)
    send_explanations(assessment_id=assessment.pk, by=cast.head(unit), now=now)


def judge_again(assessment: Assessment, *, by: User, now: dt.datetime) -> None:
    """The points of the first round are kept, with an answer."""
    for score in assessment.scores.filter(justification__stance=Stance.DISPUTED).order_by("pk"):
        facts = {"score_id": score.pk, "version": score.version, "points": score.first_points}
        appraise_row(**facts, reason=ANSWER, by=by, now=now)
    finish_second(assessment_id=assessment.pk, by=by, now=now)


def _appraiser(cast: Cast, unit: str) -> User:
    """Two inspectors share the city, so that each may read again what the other has judged."""
    return cast.users["demo.thamdinh-ub" if unit in OF_THE_SECOND else "demo.thamdinh"]


def survey(cast: Cast, period: Period, folder: Path, *, now: dt.datetime) -> None:
    """Results that bring every unit from its appraised points to the total the story gives it."""
    recalculate(period_id=period.pk, now=now, by=cast.coordinator)
    rows = []
    for assessment in _assessments(period):
        quality = _quality(period, assessment.unit.code)
        done = assessment.state == State.APPRAISED
        appraised = assessment.appraised_points if done else quality.total * APPRAISED_SHARE
        questions = [
            SurveyQuestion(leaf.code, leaf.rule["kind"], leaf.max_points)
            for leaf in _leaves(assessment, ScoredBy.SURVEY)
        ]
        answers = survey_answers(questions, points=quality.total - appraised, satisfaction=quality.satisfaction)
        rows += [
            {"unit": assessment.unit.code, "criterion": said.code, "index": said.index, **said.counts}
            for said in answers
        ]
    file = folder / f"dieu-tra-{period.code}.xlsx"
    write_table(file, f"Điều tra xã hội học {period.name} ({NOTE})", surveys.COLUMNS, rows)
    results, errors = surveys.read_surveys(file, period=period)
    _believe(errors)
    load_surveys(period_id=period.pk, rows=results, by=cast.coordinator, now=now)


def _leaves(assessment: Assessment, scored_by: ScoredBy) -> list[Criterion]:
    leaves = Criterion.objects.filter(criteria_set=assessment.criteria_set_id, is_leaf=True, scored_by=scored_by)
    return list(leaves.order_by("position"))


def _measured(leaf: Criterion) -> bool:
    return any(each.get("source", "typed") != "typed" for each in leaf.inputs)


def _quality(period: Period, unit: str) -> Quality:
    return YEARS[period.year][2](unit)


def _believe(errors: Sequence[object]) -> None:
    if errors:
        raise Untold("\n".join(map(str, errors[:20])))
