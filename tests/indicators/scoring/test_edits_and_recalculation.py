"""One edit at a time and everything at once agree, whatever was edited in whatever order."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.actions.recalculation import Recalculated
from indicators.models import Assessment, Score
from tests.factories import indicators as make
from tests.indicators.scoring.runs import rows, run
from tests.indicators.scoring.test_quotas import QUOTA_SET

pytestmark = pytest.mark.django_db


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from([0, 1]), st.sampled_from(sorted(make.FULL)), st.integers(0, 12)),
        st.tuples(
            st.just("measure"), st.sampled_from([0, 1]), st.sampled_from(sorted(make.FIGURES)), st.integers(0, 12)
        ),
        st.tuples(st.just("survey"), st.sampled_from([0, 1]), st.just("9.1"), st.integers(0, 100)),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example is a whole period in the database: shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=EDITS)
def test_a_full_recalculation_after_any_edits_gives_the_rows_the_edits_left(edits):
    """Measured figures enter by recalculation alone; whatever clerks save in between is never moved by a second one."""
    with transaction.atomic():
        scene = make.scene()
        scenes = (scene, make.scene("Sở Y tế", within=scene))
        for kind, which, name, number in edits:
            edit(scenes[which], kind, name, number)
            if kind != "save":
                run(scene)
        run(scene)
        kept = rows(scene)
        forget(scene)

        run(scene)

        assert rows(scene) == kept
        assert run(scene) == Recalculated(0, 0)
        transaction.set_rollback(True)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=2, max_size=8))
def test_a_full_recalculation_gives_the_rows_the_edits_left_where_a_quota_ties_grades_together(edits):
    with transaction.atomic():
        scene = make.scene(rules_text=QUOTA_SET)
        scenes = (scene, *(make.scene(name, within=scene) for name in ("Sở Y tế", "Sở Xây dựng")))
        run(scene)  # as the opening of a period asks for
        for which, violations, head in edits:
            scenes[which].save("1", values={"count": str(violations), "head": str(head % 2)})
        kept = rows(scene)
        forget(scene)

        run(scene)

        assert rows(scene) == kept
        transaction.set_rollback(True)


def edit(scene, kind, name, number):
    if kind == "measure":
        make.measure(scene, {name: number})
    elif kind == "survey":
        make.survey(scene, str(number))
    else:
        few = {key: "1" if key == "choice" else str(number) for key in make.FULL[name].values}  # choices begin at 1
        scene.save(name, values=few if number < 2 else dict(make.FULL[name].values))


def forget(scene):
    """Everything that can be computed is gone; what people said stays."""
    Score.objects.filter(assessment__period=scene.period).update(explanation="?")
    Assessment.objects.filter(period=scene.period).update(
        computed_points=None,
        total_points=None,
        max_points=None,
        percent=None,
        grade="",
        grade_reason="?",
        grade_before_quota="?",
    )
