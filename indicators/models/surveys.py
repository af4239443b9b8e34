"""Surveys: forms with their questions, slips that let one person answer once, and what came in, counted.

Answers are never kept one by one, only counted, and none of these tables has a history: rows with their moments would
tell who answered what (docs/adr/0022).
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.enums import AnswerChannel, SurveyState
from indicators.models.periods import Period
from indicators.policy import Deed
from indicators.surveys.options import Option, loaded, worded
from indicators.surveys.results import Tally
from units.models import Block, Unit
from units.scoping import Columns, ScopedQuerySet


class SurveyQuerySet(ScopedQuerySet["Survey"]):
    rules = {Deed.READ: policy.READ_SURVEYS, Deed.SURVEY: policy.SURVEY}
    columns = Columns()


class Survey(models.Model):
    """One form: a group of respondents judges the units of one block in one period."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="surveys")
    block = models.ForeignKey(Block, models.PROTECT, related_name="+")
    name = models.CharField("tên phiếu", max_length=200)
    asked = models.CharField("đối tượng trả lời", max_length=200)
    intro = models.CharField("lời mở đầu", max_length=600, blank=True, default="")
    allowed_margin = models.DecimalField("sai số cho phép, điểm %", max_digits=4, decimal_places=1, default=Decimal(5))
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("soạn lúc")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField("đưa vào điểm lúc", null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-period__data_to", "block__position", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "block", "name"], name="survey_name_once"),
            models.CheckConstraint(name="survey_state_known", condition=Q(state__in=SurveyState.values)),
            models.CheckConstraint(
                name="survey_released_iff_when",
                condition=Q(state=SurveyState.RELEASED, released_at__isnull=False)
                | (~Q(state=SurveyState.RELEASED) & Q(released_at=None, released_by=None)),
            ),
            models.CheckConstraint(
                name="survey_margin_is_percent", condition=Q(allowed_margin__gt=0, allowed_margin__lte=50)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The states in order, for the line of steps on its pages."""
        return list(SurveyState.choices)


class SurveyQuestion(models.Model):
    """A question that feeds one survey criterion; without options it is answered by an index from outside."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("câu số")
    text = models.CharField("câu hỏi", max_length=500)
    criterion_code = models.CharField("mã tiêu chí", max_length=20)
    choices = models.JSONField(default=list, blank=True)  # [["Tốt", "100"], …] in the order of the letters A, B, …

    class Meta:
        ordering = ["survey_id", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="survey_question_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def options(self) -> tuple[Option, ...]:
        return loaded(self.choices)

    @property
    def wording(self) -> str:
        """The options as they are written down."""
        return worded(self.options)


class SurveySlip(models.Model):
    """The right to answer once about one unit; its code is made of its number (indicators.surveys.codes)."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="slips")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["survey_id", "unit_id", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class SpentSlip(models.Model):
    """That a slip was used; not when, nor for which answer. Its key is the slip, so that no slip is used twice."""

    slip = models.OneToOneField(SurveySlip, models.PROTECT, primary_key=True, related_name="spent")

    class Meta:
        ordering = ["slip_id"]

    def __str__(self) -> str:
        return str(self.slip_id)


class TallyQuerySet(ScopedQuerySet["SurveyTally"]):
    rules = {Deed.READ: policy.READ_SURVEYS}
    columns = Columns()


class SurveyTally(models.Model):
    """What came in for one question about one unit on one channel, counted: {"A": 40, "blank": 5}, or an index."""

    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="tallies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=AnswerChannel)
    counts = models.JSONField(default=dict, blank=True)
    index = models.DecimalField("chỉ số, %", max_digits=7, decimal_places=4, null=True, blank=True)
    respondents = models.PositiveIntegerField("số phiếu của chỉ số", default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["question_id", "unit_id", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["question", "unit", "channel"], name="survey_tally_once"),
            models.CheckConstraint(name="survey_tally_channel_known", condition=Q(channel__in=AnswerChannel.values)),
            models.CheckConstraint(  # an index says of how many; counts say so themselves
                name="survey_tally_index_or_counts",
                condition=Q(index=None, respondents=0)
                | Q(index__gte=0, index__lte=100, respondents__gte=1, counts={}, channel=AnswerChannel.PAPER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.unit_id} {self.channel}"

    @property
    def tally(self) -> Tally:
        """Plain values for indicators.surveys.results; the question is at hand."""
        question = self.question
        facts = {"counts": self.counts, "index": self.index, "respondents": self.respondents}
        return Tally(question.survey_id, question.pk, question.options, **facts)
