"""Two survey forms of the open year 2023 in the invented city: one closed with its results, one taking answers."""

import datetime as dt
from decimal import Decimal

from cchc_portal.demo import NOTE
from cchc_portal.demo.casting import Cast
from cchc_portal.demo.province import STORY
from cchc_portal.demo.surveys import ballots
from indicators.actions.survey_answers import TallyRow, answer, load_tallies, print_slips
from indicators.actions.survey_forms import QuestionFacts, SurveyFacts, create_survey, move_survey, save_question
from indicators.enums import SurveyAction
from indicators.models import Period, Survey
from indicators.surveys.options import BLANK, USUAL, read_options
from units.models import Block

PERIOD, BLOCK, CRITERION = "nam-2023", "so", "8.1"
FEW = 3
"""Of the first departments only so many people were asked as the flag for small samples wants to see."""

COUNCILLORS = (
    "Tinh thần, thái độ phối hợp của lãnh đạo và công chức",
    "Chất lượng tham mưu, giải quyết kiến nghị của cử tri",
)
COMMUNES = ("Sự kịp thời khi trả lời vướng mắc của cấp xã", "Chất lượng văn bản hướng dẫn")


def tell_surveys(cast: Cast, *, now: dt.datetime) -> None:
    """Nothing of it is in the points: the year's results stand in a file of their own (story.survey)."""
    period, block = Period.objects.get(code=PERIOD), Block.objects.get(code=BLOCK)
    closed = _form(cast, period, block, "Phiếu 02", "đại biểu HĐND thành phố", COUNCILLORS, now)
    units = [unit for unit in cast.units.values() if unit.block_id == block.pk and unit.valid_to is None]
    rows = []
    for place, unit in enumerate(units[:-1]):  # of one nobody has answered yet
        for question in closed.questions.order_by("position"):
            counted = ballots(Decimal(70 + (7 * place + 5 * question.position) % 27))
            counts = {
                BLANK if name == "E" else name: count // (10 if place < FEW else 1) for name, count in counted.items()
            }
            rows.append(TallyRow(unit.pk, question.pk, counts, None, 0))
    load_tallies(survey_id=closed.pk, rows=rows, by=cast.coordinator, now=now)
    move_survey(survey_id=closed.pk, action=SurveyAction.CLOSE, by=cast.coordinator, now=now)
    open_ = _form(cast, period, block, "Phiếu 06", "lãnh đạo UBND xã, phường", COMMUNES, now)
    print_slips(survey_id=open_.pk, unit_id=cast.units[STORY].pk, each=6, by=cast.coordinator, now=now)
    asked = list(open_.questions.order_by("position").values_list("pk", flat=True))
    for slip, letters in zip(open_.slips.order_by("pk"), ("AB", "BA"), strict=False):
        answer(slip_id=slip.pk, chosen=dict(zip(asked, letters, strict=True)))


def _form(
    cast: Cast, period: Period, block: Block, name: str, asked: str, questions: tuple[str, ...], now: dt.datetime
) -> Survey:
    intro = f"Xin ông/bà cho ý kiến về việc phối hợp công tác năm {period.year} ({NOTE})."
    facts = SurveyFacts(f"{name}: {asked} đánh giá sở", asked, intro, Decimal(5))
    deed = {"by": cast.coordinator, "now": now}
    survey = create_survey(period_id=period.pk, block_id=block.pk, facts=facts, **deed)
    for text in questions:
        facts_of = QuestionFacts(f"{text}?", CRITERION, read_options(USUAL))
        save_question(survey_id=survey.pk, question_id=None, facts=facts_of, **deed)
    move_survey(survey_id=survey.pk, action=SurveyAction.OPEN, **deed)
    return survey
