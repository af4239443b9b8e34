"""Which criteria a survey feeds, and which units it is about."""

from django.db.models import Q

from indicators.enums import ScoredBy
from indicators.models import PeriodSet, Survey
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from units.models import Unit, UnitQuerySet


def survey_leaves(survey: Survey) -> dict[str, Leaf]:
    """The survey criteria of the set that scores the survey's block in its period, by code, as the set lists them."""
    used = PeriodSet.objects.filter(period=survey.period_id, block=survey.block_id).select_related("criteria_set")
    return {
        leaf.code: leaf
        for each in used
        for leaf in tree_of(each.criteria_set).leaf_by_id.values()
        if leaf.scored_by == ScoredBy.SURVEY
    }


def surveyed_units(survey: Survey) -> UnitQuerySet:
    """The units of the block that existed on the last day of the period; whoever asks reads the whole survey."""
    return Unit.objects.scoped(Q(block=survey.block_id)).active_on(survey.period.data_to)
