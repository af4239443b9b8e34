"""Deeds on survey forms: writing the questions, opening, closing."""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.enums import PeriodState, SurveyAction, SurveyState
from indicators.models import Period, PeriodSet, SpentSlip, Survey, SurveyQuestion
from indicators.surveys.criteria import survey_leaves
from indicators.surveys.options import Option, stored, why_unfit
from indicators.workflow import SURVEY_MOVES
from units.access import person_of
from units.enums import PROVINCE_WIDE
from units.models import User
from units.policy import Person

WHAT = "phiếu khảo sát"


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What a coordinator writes at the head of a form; `allowed_margin` in points of percent."""

    name: str
    asked: str
    intro: str
    allowed_margin: Decimal


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question; without options it is answered by an index from outside."""

    text: str
    criterion_code: str
    options: tuple[Option, ...]


def why_not_survey(survey: Survey, action: SurveyAction, person: Person) -> str | None:
    """The sentence that refuses; None means: go ahead."""
    roles = {post.role for post in person.posts} & PROVINCE_WIDE
    return why_not(SURVEY_MOVES, action, state=SurveyState(survey.state), roles=roles, what=WHAT)


def locked_survey(survey_id: int, action: SurveyAction, by: User, now: dt.datetime) -> Survey:
    """The survey, locked for this deed; raises Refused. What is published takes no survey any more."""
    survey = Survey.objects.select_for_update(of=("self",)).select_related("period", "block").get(pk=survey_id)
    if refusal := why_not_survey(survey, action, person_of(by, localdate(now))):
        raise Refused(refusal)
    if survey.period.state == PeriodState.PUBLISHED and action != SurveyAction.CLOSE:
        raise Refused(f"{survey.period.name} đã công bố nên khảo sát không sửa được nữa.")
    return survey


@transaction.atomic
def create_survey(*, period_id: int, block_id: int, facts: SurveyFacts, by: User, now: dt.datetime) -> Survey:
    """A draft without questions. Raises Refused."""
    period = Period.objects.get(pk=period_id)
    survey = Survey(period=period, block_id=block_id, added_by=by, added_at=now, **asdict(facts))
    if refusal := why_not_survey(survey, SurveyAction.EDIT, person_of(by, localdate(now))):
        raise Refused(refusal)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, không soạn khảo sát mới cho kỳ này được.")
    if not PeriodSet.objects.filter(period=period, block=block_id).exists():
        raise Refused(f"{period.name} không có bộ tiêu chí cho khối này.")
    _refuse_same_name(survey)
    survey.save(force_insert=True)
    trail.record("survey.create", survey, by=by, after={"name": facts.name}, period_id=period.pk)
    return survey


@transaction.atomic
def edit_survey(*, survey_id: int, facts: SurveyFacts, by: User, now: dt.datetime) -> Survey:
    """The head of a draft. Raises Refused."""
    survey = locked_survey(survey_id, SurveyAction.EDIT, by, now)
    for name, value in asdict(facts).items():
        setattr(survey, name, value)
    _refuse_same_name(survey)
    survey.save(update_fields=list(asdict(facts)))
    trail.record("survey.edit", survey, by=by, after={"name": facts.name}, period_id=survey.period_id)
    return survey


def _refuse_same_name(survey: Survey) -> None:
    place = {"period": survey.period_id, "block": survey.block_id, "name": survey.name}
    if Survey.objects.filter(**place).exclude(pk=survey.pk).exists():
        raise Refused(f"Kỳ này đã có phiếu “{survey.name}” cho khối này. Hãy đặt tên khác.")


@transaction.atomic
def save_question(
    *, survey_id: int, question_id: int | None, facts: QuestionFacts, by: User, now: dt.datetime
) -> SurveyQuestion:
    """A new question at the end (`question_id` None), or new words for one. Raises Refused."""
    survey = locked_survey(survey_id, SurveyAction.EDIT, by, now)
    leaf = survey_leaves(survey).get(facts.criterion_code)
    if leaf is None:
        raise Refused(f"“{facts.criterion_code}” không phải tiêu chí điều tra của khối {survey.block.name}.")
    if wrong := why_unfit(leaf, facts.options):
        raise Refused(wrong)
    last = survey.questions.aggregate(last=Max("position"))["last"] or 0
    question = survey.questions.get(pk=question_id) if question_id else SurveyQuestion(survey=survey, position=last + 1)
    question.text, question.criterion_code = facts.text, facts.criterion_code
    question.choices = stored(facts.options)
    question.save()
    after = {"number": question.position, "name": facts.text, "criterion": facts.criterion_code}
    trail.record("survey.question", survey, by=by, after=after, period_id=survey.period_id)
    return question


@transaction.atomic
def remove_question(*, survey_id: int, question_id: int, by: User, now: dt.datetime) -> None:
    """Take a question out of a draft; those behind it move up. Raises Refused."""
    survey = locked_survey(survey_id, SurveyAction.EDIT, by, now)
    gone = survey.questions.get(pk=question_id)
    before = {"number": gone.position, "name": gone.text}
    gone.delete()
    for question in survey.questions.filter(position__gt=before["number"]).order_by("position"):
        question.position -= 1
        question.save(update_fields=["position"])
    trail.record("survey.remove_question", survey, by=by, before=before, period_id=survey.period_id)


@transaction.atomic
def move_survey(*, survey_id: int, action: SurveyAction, by: User, now: dt.datetime) -> Survey:
    """Open, close, or go on collecting. Raises Refused."""
    survey = locked_survey(survey_id, action, by, now)
    if action == SurveyAction.OPEN:
        _refuse_unfit(survey)
    if action == SurveyAction.REOPEN and was_looked_at(survey):
        raise Refused(
            "Kết quả các phiếu trực tuyến đã xem được nên không thu tiếp được: ai trả lời sau sẽ bị đoán ra. "
            "Hãy lập phiếu khảo sát khác."
        )
    was, target = survey.state, SURVEY_MOVES[action].target
    survey.state = str(target)
    survey.save(update_fields=["state"])
    facts = {"before": {"state": was}, "after": {"state": survey.state}}
    trail.record(f"survey.{action.value}", survey, by=by, period_id=survey.period_id, **facts)
    return survey


def was_looked_at(survey: Survey) -> bool:
    """Whether online answers could be read since it was closed: one more slip would tell what its holder answered."""
    return survey.state == SurveyState.CLOSED and SpentSlip.objects.filter(slip__survey=survey).exists()


def _refuse_unfit(survey: Survey) -> None:
    """The set may have been amended since the questions were written."""
    leaves, questions = survey_leaves(survey), list(survey.questions.order_by("position"))
    if not questions:
        raise Refused("Phiếu chưa có câu hỏi nào. Hãy thêm câu hỏi trước khi mở thu phiếu.")
    wrong = []
    for each in questions:
        leaf = leaves.get(each.criterion_code)
        said = (
            f"bộ tiêu chí không còn tiêu chí {each.criterion_code}." if leaf is None else why_unfit(leaf, each.options)
        )
        wrong += [f"Câu {each.position}: {said}"] if said else []
    if wrong:
        raise Refused(" ".join(wrong))
