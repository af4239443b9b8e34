"""Deeds by which answers come in: slips printed, one answer a slip, results of paper forms from a file.

Answers are counted, never kept: no row says who, with which slip or when.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused
from indicators.actions.survey_forms import locked_survey
from indicators.enums import AnswerChannel, SurveyAction, SurveyState
from indicators.models import SpentSlip, Survey, SurveySlip, SurveyTally
from indicators.surveys.criteria import surveyed_units
from indicators.surveys.options import BLANK
from units.models import User

MOST_SLIPS = 1000
"""Of one unit in one survey: SIPAS asks some 400 people for ten thousand, so more is a typing error."""

MOST_AT_ONCE = 20_000
"""Slips of all units together, made in one request."""

AT_A_TIME = 2000


class AlreadyAnswered(Refused):
    """The slip was used before."""


class NotCollecting(Refused):
    """The survey takes no answers now."""


@dataclass(frozen=True, slots=True)
class TallyRow:
    """Results of one unit and one question out of a file: counts by letter (BLANK: no opinion), or an index."""

    unit_id: int
    question_id: int
    counts: Mapping[str, int]
    index: Decimal | None
    respondents: int

    @property
    def key(self) -> tuple[int, int]:
        return self.unit_id, self.question_id


@transaction.atomic
def print_slips(*, survey_id: int, unit_id: int | None, each: int, by: User, now: dt.datetime) -> int:
    """Make `each` more slips for one unit, or for every unit of the block (None); the number made. Raises Refused."""
    survey = locked_survey(survey_id, SurveyAction.PRINT, by, now)
    if not survey.questions.exclude(choices=[]).exists():
        raise Refused("Phiếu này chỉ nhận chỉ số từ tệp, không có câu hỏi để trả lời trực tuyến.")
    units = surveyed_units(survey)
    chosen = list((units if unit_id is None else units.filter(pk=unit_id)).order_by("pk").values_list("pk", flat=True))
    made_before = Counter(survey.slips.filter(unit__in=chosen).order_by("pk").values_list("unit_id", flat=True))
    if not chosen or each < 1 or max(made_before.values(), default=0) + each > MOST_SLIPS:
        raise Refused(f"Mỗi đơn vị được từ 1 đến {show_number(MOST_SLIPS)} phiếu mã trong một đợt, kể cả phiếu đã có.")
    if len(chosen) * each > MOST_AT_ONCE:
        raise Refused(f"Mỗi lần in nhiều nhất {show_number(MOST_AT_ONCE)} phiếu mã. Hãy in cho từng đơn vị.")
    SurveySlip.objects.bulk_create(
        (SurveySlip(survey=survey, unit_id=pk) for pk in chosen for _ in range(each)), batch_size=AT_A_TIME
    )
    made = len(chosen) * each
    trail.record("survey.print", survey, by=by, after={"slips": made}, unit_id=unit_id, period_id=survey.period_id)
    return made


@transaction.atomic
def answer(*, slip_id: int, chosen: Mapping[int, str]) -> None:
    """Count one filled-in form: question → letter, and what is not there as blank. Once for every slip.

    Raises AlreadyAnswered, NotCollecting; Refused where nothing was chosen.
    """
    slip = SurveySlip.objects.get(pk=slip_id)
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=slip.survey_id)
    if survey.state != SurveyState.OPEN:
        raise NotCollecting("Đợt khảo sát này hiện không thu phiếu.")
    questions = [each for each in survey.questions.order_by("position") if each.choices]
    picked = {
        each.pk: letter
        for each in questions
        if (letter := chosen.get(each.pk, "")) in {option.letter for option in each.options}
    }
    _, fresh = SpentSlip.objects.get_or_create(slip=slip)  # the key of the table lets one through, whoever comes too
    if not fresh:
        raise AlreadyAnswered("Phiếu này đã được trả lời.")
    if not picked:
        raise Refused("Ông/bà chưa chọn câu trả lời nào. Chọn ít nhất một câu rồi gửi lại.")
    keys = {"unit_id": slip.unit_id, "channel": AnswerChannel.ONLINE}
    rows = [SurveyTally(question=each, **keys) for each in questions]
    SurveyTally.objects.bulk_create(rows, ignore_conflicts=True)
    stored = list(SurveyTally.objects.select_for_update(of=("self",)).filter(question__in=questions, **keys))
    for row in stored:
        letter = picked.get(row.question_id, BLANK)
        row.counts[letter] = row.counts.get(letter, 0) + 1
    SurveyTally.objects.bulk_update(stored, ["counts"])


def compared(*, survey: Survey, rows: Collection[TallyRow]) -> tuple[int, int, int]:
    """How many rows are new, other than stored, and the same; one query, writes nothing."""
    stored = _on_paper(survey)
    new = sum(1 for row in rows if row.key not in stored)
    same = sum(1 for row in rows if row.key in stored and _facts(stored[row.key]) == _facts(row))
    return new, len(rows) - new - same, same


@transaction.atomic
def load_tallies(*, survey_id: int, rows: Collection[TallyRow], by: User, now: dt.datetime) -> int:
    """Store results counted elsewhere, in place of earlier ones of the same unit and question; the number that
    changed. The same file twice changes nothing, and online answers stay beside. Raises Refused.
    """
    survey = locked_survey(survey_id, SurveyAction.LOAD, by, now)
    stored = _on_paper(survey)
    changed = [
        SurveyTally(unit_id=row.unit_id, question_id=row.question_id, channel=AnswerChannel.PAPER, **_facts(row))
        for row in rows
        if row.key not in stored or _facts(stored[row.key]) != _facts(row)
    ]
    if changed:
        SurveyTally.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["question", "unit", "channel"],
            update_fields=["counts", "index", "respondents"],
        )
        trail.record("survey.count", survey, by=by, after={"changed": len(changed)}, period_id=survey.period_id)
    return len(changed)


def _on_paper(survey: Survey) -> dict[tuple[int, int], SurveyTally]:
    found = SurveyTally.objects.scoped(Q(question__survey=survey, channel=AnswerChannel.PAPER))
    return {(each.unit_id, each.question_id): each for each in found.order_by("pk")}


def _facts(row: TallyRow | SurveyTally) -> dict[str, object]:
    return {"counts": dict(row.counts), "index": row.index, "respondents": row.respondents}
