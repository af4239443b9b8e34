"""A period whose set asks two survey criteria, and a survey about its units."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from indicators.actions.survey_answers import TallyRow, load_tallies, print_slips
from indicators.actions.survey_forms import QuestionFacts, SurveyFacts, create_survey, move_survey, save_question
from indicators.enums import SurveyAction
from indicators.models import Survey
from indicators.surveys.codes import code_of
from indicators.surveys.options import USUAL, read_options
from tests.factories.indicators import Scene
from tests.factories.indicators import scene as any_scene

RULES = """
code = "dieu-tra-2026"
name = "Bộ tiêu chí có điều tra"
block = "so"
max = 6
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14

[[bands]]
label = "Tốt"
from = 0

[[criteria]]
code = "1"
name = "Đối thoại"
max = 1
rule.kind = "yes_no"

[[criteria]]
code = "8"
name = "Điều tra xã hội học"
max = 5
[[criteria]]
code = "8.1"
name = "Đánh giá của đại biểu"
max = 2
rule.kind = "survey"
scored_by = "survey"
[[criteria]]
code = "8.2"
name = "Chỉ số hài lòng"
max = 3
rule.kind = "share"
scored_by = "survey"
"""
WORKED = {"A": 40, "B": 30, "C": 20, "D": 5, "blank": 5}
"""The example of the requirements: 65,2632 % of 2 points are 1,31."""


def scene(name: str = "Sở Tài chính", **more: Any) -> Scene:
    return any_scene(name, rules_text=RULES, **more)


def draft(of: Scene, *, name: str = "Phiếu 02", asked: str = "đại biểu HĐND") -> Survey:
    """A form with one question for 8.1."""
    facts = SurveyFacts(name, asked, "", Decimal(5))
    block_id = of.unit.block_id
    deed: dict[str, Any] = {"by": of.coordinator, "now": timezone.now()}
    survey = create_survey(period_id=of.period.pk, block_id=block_id, facts=facts, **deed)
    ask(of, survey)
    return survey


def ask(of: Scene, survey: Survey, text: str = "Tinh thần phục vụ?", code: str = "8.1", options: str = USUAL) -> None:
    facts = QuestionFacts(text, code, read_options(options))
    save_question(survey_id=survey.pk, question_id=None, facts=facts, by=of.coordinator, now=timezone.now())


def move(of: Scene, survey: Survey, action: SurveyAction) -> None:
    move_survey(survey_id=survey.pk, action=action, by=of.coordinator, now=timezone.now())


def opened(of: Scene, **more: Any) -> Survey:
    survey = draft(of, **more)
    move(of, survey, SurveyAction.OPEN)
    return survey


def codes(of: Scene, survey: Survey, each: int = 1) -> list[str]:
    """The codes of new slips about the unit of the scene."""
    before = set(survey.slips.values_list("pk", flat=True).order_by("pk"))
    print_slips(survey_id=survey.pk, unit_id=of.unit.pk, each=each, by=of.coordinator, now=timezone.now())
    made = survey.slips.exclude(pk__in=before).order_by("pk").values_list("pk", flat=True)
    return [code_of(pk, settings.SECRET_KEY) for pk in made]


def count(of: Scene, survey: Survey, counts: dict[str, int] | None = None, *, question: int = 1) -> None:
    """Paper results of the scene's unit."""
    asked = survey.questions.get(position=question)
    row = TallyRow(of.unit.pk, asked.pk, WORKED if counts is None else counts, None, 0)
    load_tallies(survey_id=survey.pk, rows=[row], by=of.coordinator, now=timezone.now())


def index(of: Scene, survey: Survey, percent: str, respondents: int, *, question: int) -> None:
    asked = survey.questions.get(position=question)
    row = TallyRow(of.unit.pk, asked.pk, {}, Decimal(percent), respondents)
    load_tallies(survey_id=survey.pk, rows=[row], by=of.coordinator, now=timezone.now())


def another(of: Scene, name: str = "Sở Y tế") -> Scene:
    """One more unit with its sheet in the period of the scene."""
    return any_scene(name, within=of)
