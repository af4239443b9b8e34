"""Sets whose grades have a quota: an edit of one unit moves the grades of its whole block."""

import threading
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from indicators.actions.assessments import close_unscored
from indicators.actions.recalculation import Recalculated
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.indicators.scoring.runs import run

pytestmark = pytest.mark.django_db


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
