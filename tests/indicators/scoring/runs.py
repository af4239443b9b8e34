"""One recalculation of a whole period, and the rows it leaves."""

from django.utils import timezone

from indicators.actions.recalculation import recalculate
from indicators.models import Assessment, Score


def run(scene):
    return recalculate(period_id=scene.period.pk, now=timezone.now())


def rows(scene):
    scores = Score.objects.filter(assessment__period=scene.period).order_by("pk").values()
    return list(scores), list(Assessment.objects.filter(period=scene.period).order_by("pk").values())
