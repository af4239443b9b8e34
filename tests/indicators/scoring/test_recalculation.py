"""Recalculation: the same input gives the same rows, in the same number of queries whatever the number of units."""

import threading
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cchc_portal.audit.models import AuditEvent
from indicators.actions.assessments import close_unscored
from indicators.actions.recalculation import Recalculated, recalculate, retotal
from indicators.enums import PeriodState
from indicators.figures import figures_of, figures_of_unit
from indicators.models import Assessment, Period, Score
from tests.asserts import same_query_count
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db


def run(scene):
    return recalculate(period_id=scene.period.pk, now=timezone.now())


def rows(scene):
    scores = Score.objects.filter(assessment__period=scene.period).order_by("pk").values()
    return list(scores), list(Assessment.objects.filter(period=scene.period).order_by("pk").values())


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


DISCIPLINED_SET = """
code = "ky-luat-2026"
name = "Bộ tiêu chí có điều kiện và tỷ lệ"
block = "so"
max = 10
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14

[[bands]]
label = "Xuất sắc"
from = 90

[[bands]]
label = "Tốt"
from = 50

[[bands]]
label = "Yếu"
from = 0

[[gates]]
of = "1.head"
above = 0
down = 1
reason = "người đứng đầu bị kỷ luật"

[[quotas]]
label = "Xuất sắc"
percent = 50
tied = "by_code"

[[criteria]]
code = "1"
name = "Kỷ luật"
max = 10
rule.kind = "deduction"
rule.per = 0.5
inputs = [
  { name = "count", label = "Số người bị kỷ luật", unit = "người" },
  { name = "head", label = "Người đứng đầu bị kỷ luật", unit = "người" },
]
rule.remedy = { when = "head", points = 9, reason = "đã khắc phục" }
"""


def test_a_gate_on_an_answered_figure_and_a_quota_lower_grades_and_stay_lowered():
    first = make.scene(rules_text=DISCIPLINED_SET)
    second, third = (make.scene(name, within=first) for name in ("Sở Y tế", "Sở Xây dựng"))
    for scene in (first, second):
        scene.save("1", values={"count": "0"})
    third.save("1", values={"count": "2", "head": "1"})

    run(first)
    grades = [(each.assessment.grade, each.assessment.grade_reason) for each in (first, second, third)]

    assert third.assessment.total_points == Decimal("9.00")
    assert grades[2] == ("Tốt", "90,00%: đủ mức Xuất sắc nhưng người đứng đầu bị kỷ luật → Tốt")
    assert sorted(grades[:2]) == [
        ("Tốt", "100,00%: đủ mức Xuất sắc nhưng tỷ lệ Xuất sắc tối đa 50% là 1/3 đơn vị → Tốt"),
        ("Xuất sắc", ""),
    ]
    assert run(first) == Recalculated(0, 0)


QUOTA_SET = DISCIPLINED_SET.replace('tied = "by_code"', 'ties = ["1"]\ntied = "by_code"')


@pytest.mark.parametrize("rules_text", [DISCIPLINED_SET, QUOTA_SET])
def test_an_edit_moves_the_grades_of_the_whole_block_where_its_set_has_a_quota(rules_text):
    first = make.scene(rules_text=rules_text)
    second, third = (make.scene(name, within=first) for name in ("Sở Y tế", "Sở Xây dựng"))
    first.save("1", values={"count": "1"})
    second.save("1", values={"count": "0"})
    third.save("1", values={"count": "2"})
    before = [each.assessment.grade for each in (first, second, third)]

    second.save("1", values={"count": "1", "head": "1"})

    assert before == ["Tốt", "Xuất sắc", "Tốt"]
    assert [each.assessment.grade for each in (first, second, third)] == ["Xuất sắc", "Tốt", "Tốt"]
    assert first.assessment.grade_reason == ""
    assert third.assessment.grade_reason.endswith("tỷ lệ Xuất sắc tối đa 50% là 1/3 đơn vị → Tốt")
    assert run(first).assessments == 0


def test_a_sheet_closed_unscored_is_no_unit_of_a_quota():
    first = make.scene(rules_text=DISCIPLINED_SET)
    second = make.scene("Sở Y tế", within=first)
    for scene, violations in ((first, "1"), (second, "0")):
        scene.save("1", values={"count": violations})
    before = [each.assessment.grade for each in (first, second)]
    second.unit.valid_to = timezone.localdate() - make.DAY
    second.unit.save(update_fields=["valid_to"])

    close_unscored(assessment_id=second.assessment_id, by=first.coordinator, reason="giải thể", now=timezone.now())

    assert before == ["Tốt", "Xuất sắc"]
    assert first.assessment.grade_reason.endswith("là 0/1 đơn vị → Tốt")
    assert second.assessment.grade == "Xuất sắc"
    assert run(first).assessments == 0


@pytest.mark.django_db(transaction=True)
def test_simultaneous_edits_of_a_block_with_a_quota_leave_what_a_recalculation_gives():
    """Four clerks of four units save at once, again and again: no deadlock, and never two grades too many."""
    first = make.scene(rules_text=QUOTA_SET)
    scenes = [first, *(make.scene(name, within=first) for name in ("Sở Y tế", "Sở Xây dựng", "Sở Tư pháp"))]
    together = threading.Barrier(len(scenes))
    refused = []

    def write(scene, turns):
        try:
            together.wait()
            for violations in turns:
                scene.save("1", values={"count": str(violations)})
        except Exception as error:
            refused.append(error)
            raise
        finally:
            connection.close()

    turns = [[(at + turn * 5) % 3 for turn in range(12)] for at in range(len(scenes))]
    clerks = [threading.Thread(target=write, args=pair) for pair in zip(scenes, turns, strict=True)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert refused == []
    assert [scene.score("1").answer["count"] for scene in scenes] == [str(each[-1]) for each in turns]
    assert [scene.assessment.grade for scene in scenes].count("Xuất sắc") == 2
    assert run(first) == Recalculated(0, 0)


def test_an_edit_asks_as_much_for_six_units_of_a_quota_as_for_two():
    first, violations = make.scene(rules_text=QUOTA_SET), count(5)  # last of all, so that nobody else moves with it
    for scene in (first, make.scene("Sở Y tế", within=first)):
        scene.save("1", values={"count": "4" if scene is first else "0"})

    def grow():
        for name in ("Sở Tư pháp", "Sở Xây dựng", "Sở Công Thương", "Sở Du lịch"):
            make.scene(name, within=first).save("1", values={"count": "0"})

    same_query_count(lambda: first.save("1", values={"count": str(next(violations))}), grow)


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


# --- one edit at a time and everything at once agree ----------------------------------------------------------------

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
    max_examples=10,
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
    max_examples=10,
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
