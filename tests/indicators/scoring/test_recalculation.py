"""Recalculation: the same input gives the same rows, in the same number of queries whatever the number of units."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc_portal.audit.models import AuditEvent
from indicators.actions.recalculation import Recalculated, retotal
from indicators.enums import PeriodState
from indicators.figures import figures_of, figures_of_unit
from indicators.models import Assessment, Period, Score
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.indicators.scoring.runs import rows, run

pytestmark = pytest.mark.django_db


def test_recalculate_scores_measured_surveyed_and_mixed_leaves():
    scene = make.scene()
    scene.save("2.3", values={"done": "5"})
    make.measure(scene)
    make.survey(scene, "80")

    assert run(scene) == Recalculated(scores=10, assessments=1)  # the empty rows are told what is missing

    points = {row.criterion.code: (row.computed_points, row.points) for row in scene.assessment.scores.all()}
    assert {code: pair for code, pair in points.items() if pair != (None, None)} == {
        "2.2": (Decimal("1.80"), Decimal("1.80")),
        "2.3": (Decimal("0.50"), Decimal("0.50")),
        "2.4": (Decimal("0.75"), Decimal("0.75")),
        "9.1": (Decimal("2.40"), Decimal("2.40")),
    }
    assert scene.score("2.2").explanation == "90 / 100 = 90,00% × 2 điểm → 1,80 điểm"


def test_recalculate_again_writes_nothing():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    run(scene)
    before, version = rows(scene), Period.objects.get().version

    again = run(scene)

    assert again == Recalculated(0, 0)
    assert rows(scene) == before
    assert Period.objects.get().version == version
    assert AuditEvent.objects.filter(action="period.recalculate").count() == 1


def test_recalculate_writes_only_what_changed():
    scene = make.scene()
    make.scene("Sở Y tế", within=scene)
    make.measure(scene)
    run(scene)
    make.measure(scene, {"dossiers.in_time": 50})

    with CaptureQueriesContext(connection) as queries:
        changed = run(scene)

    updates = [query["sql"] for query in queries if query["sql"].startswith('update "indicators_score"')]
    assert changed == Recalculated(scores=1, assessments=1)
    assert len(updates) == 1
    assert f"unnest(ARRAY[{scene.score('2.2').pk}]::bigint[]" in updates[0]


def test_recalculate_leaves_a_published_period_as_it_is():
    scene = make.scene()
    make.measure(scene)
    Period.objects.update(state=PeriodState.PUBLISHED)
    before = rows(scene)

    assert run(scene) == Recalculated(0, 0)
    assert rows(scene) == before
    assert Period.objects.get().scored_at is None


def test_recalculate_asks_as_much_for_six_units_as_for_two():
    scene = make.scene()
    for of in (scene, make.scene("Sở Nội vụ 2", within=scene)):
        make.measure(of)

    def grow():
        for name in ("Sở Y tế", "Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương"):
            make.measure(make.scene(name, within=scene))
        run(scene)
        for each in Assessment.objects.order_by("pk"):
            Score.objects.filter(assessment=each).update(points=None, computed_points=None)

    Score.objects.update(points=None)
    same_query_count(lambda: reset_and_run(scene), grow)


def reset_and_run(scene):
    Score.objects.filter(criterion__code="2.2").update(points=None, computed_points=None)
    Assessment.objects.update(total_points=None)
    run(scene)


def test_a_draft_follows_moved_figures_and_is_flagged_anew():
    """The clerk typed 5 letters for 10 late dossiers; later the portal counts only 4."""
    scene = make.scene()
    make.measure(scene)
    scene.save("2.3", values={"done": "5"})
    make.measure(scene, {"dossiers.late": 20})
    run(scene)
    follows = scene.score("2.3")
    make.measure(scene, {"dossiers.late": 4})
    run(scene)
    wrong = scene.score("2.3")

    assert (follows.self_points, follows.points) == (Decimal("0.25"), Decimal("0.25"))
    assert (wrong.self_points, [flag["severity"] for flag in wrong.flags]) == (None, ["error"])


def test_a_self_score_typed_by_hand_or_handed_in_does_not_move():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    make.measure(scene, {"dossiers.late": 20})
    run(scene)

    row = scene.score("2.3")
    assert (row.self_points, row.computed_points, row.points) == (Decimal("0.5"), Decimal("0.25"), Decimal("0.5"))


def test_the_self_scored_total_counts_measured_leaves_so_that_it_compares_with_the_computed_one():
    scene = make.scene()
    make.measure(scene)
    scene.fill()

    run(scene)

    assert scene.assessment.self_points == scene.assessment.computed_points == Decimal("8.29")


def test_retotal_equals_recalculate():
    scene = make.scene()
    make.measure(scene)
    make.survey(scene)
    scene.fill()
    run(scene)
    kept = rows(scene)[1]
    Assessment.objects.update(self_points=None, total_points=None, percent=None, grade="?", max_points=None)

    retotal(scene.assessment, figures_of_unit(scene.assessment))

    assert rows(scene)[1] == kept


def test_figures_name_measured_and_surveyed_ones_by_unit():
    scene = make.scene()
    other = make.scene("Sở Y tế", within=scene)
    make.measure(scene, {"dossiers.late": 7})
    make.survey(other, "80")

    assert dict(figures_of(scene.period)) == {
        scene.unit.pk: {"dossiers.late": Decimal(7)},
        other.unit.pk: {"survey.9.1.index": Decimal(80)},
    }
    assert figures_of_unit(scene.assessment) == {"dossiers.late": Decimal(7)}
