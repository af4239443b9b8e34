"""How the owner of the tables falsifies the trail, the scores or their history; every attempt is found.

Some do it in the open, so that triggers still write the new version; most switch the triggers off, and some know the
rule and put row and version right together.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from decimal import Decimal

import pytest
from django.db import connection, transaction

from cchc_portal.audit.chain import Anchor, anchor
from cchc_portal.audit.facts import verify
from cchc_portal.audit.trail import record
from indicators.actions.appraisals import appraise_row
from indicators.enums import State
from indicators.models import Score
from tests.audit.test_vandals import RECORDS, VANDALS
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force, deed
from units.enums import Role

SCORE, VERSIONS, TRAIL = "indicators_score", "indicators_scorehistory", "audit_auditevent"
NEW_VALUES = {
    "answer": """'{"done": "10", "due": "10"}'""",
    "no_occurrence": "NOT no_occurrence",
    "not_applicable": "NOT not_applicable, exemption = 'khác'",
    "exemption": "exemption || ' '",
    "citation": "citation || ' '",
    "self_points": "coalesce(self_points, 0) + 0.01",
    "computed_points": "coalesce(computed_points, 0) + 0.01",
    "appraised_points": "coalesce(appraised_points, 0) + 0.01",
    "appraisal_reason": "appraisal_reason || '.'",
    "points": "points + 0.01",
    "explanation": "explanation || '.'",
    "flags": """'[{"severity": "warning", "message": "khác"}]'""",
    "version": "version + 1",
    "updated_at": "coalesce(updated_at, now()) + interval '1 second'",
}
Vandal = Callable[[random.Random], Sequence[str]]


def one_of(table: str, column: str = "id") -> Callable[[random.Random], int]:
    def choose(dice: random.Random) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table} ORDER BY 1")
            return int(dice.choice(cursor.fetchall())[0])

    return choose


a_score, a_version = one_of(SCORE), one_of(VERSIONS, "pgh_id")


def change(dice: random.Random) -> Sequence[str]:
    """One column of one score, as little as can be."""
    column = dice.choice(sorted(NEW_VALUES))
    return [f"UPDATE {SCORE} SET {column} = {NEW_VALUES[column]} WHERE id = {a_score(dice)}"]


def remove(dice: random.Random) -> Sequence[str]:
    """A score goes."""
    return [f"DELETE FROM {SCORE} WHERE id = {a_score(dice)}"]


def put_another_in_its_place(dice: random.Random) -> Sequence[str]:
    """The same leaf, scored anew by nobody."""
    score = a_score(dice)
    return [f"UPDATE {SCORE} SET id = id + 100000, points = 10 WHERE id = {score}"]


def rewrite_version(dice: random.Random) -> Sequence[str]:
    """History itself is falsified."""
    column = dice.choice([*sorted(NEW_VALUES), "pgh_context", "pgh_created_at", "pgh_label", "pgh_transaction"])
    other = {
        "pgh_context": """'{"actor": 1, "name": "Người khác"}'""",
        "pgh_created_at": "pgh_created_at - interval '1 day'",
        "pgh_label": "'sửa'",
        "pgh_transaction": "pgh_transaction + 1",
    }
    return [f"UPDATE {VERSIONS} SET {column} = {(NEW_VALUES | other)[column]} WHERE pgh_id = {a_version(dice)}"]


def forget_versions(dice: random.Random) -> Sequence[str]:
    """Versions of one score go, all or only the last."""
    chosen = f"pgh_obj_id = {a_score(dice)}"
    last = f" AND pgh_id = (SELECT max(pgh_id) FROM {VERSIONS} WHERE {chosen})"
    return [f"DELETE FROM {VERSIONS} WHERE {chosen}{dice.choice(['', last])}"]


def know_the_rule(dice: random.Random) -> Sequence[str]:
    """Row and last version are changed alike."""
    score, column = a_score(dice), dice.choice(sorted(NEW_VALUES))
    last = f"(SELECT max(pgh_id) FROM {VERSIONS} WHERE pgh_obj_id = {score})"
    return [
        f"UPDATE {SCORE} SET {column} = {NEW_VALUES[column]} WHERE id = {score}",
        f"UPDATE {VERSIONS} SET {column} = (SELECT {column} FROM {SCORE} WHERE id = {score}) WHERE pgh_id = {last}",
    ]


def forge_a_version(dice: random.Random) -> Sequence[str]:
    """A version that never was, said to belong to a transaction that was."""
    score = a_score(dice)
    columns = ", ".join(field.column for field in Score._meta.concrete_fields)
    return [
        f"UPDATE {SCORE} SET points = points + 1 WHERE id = {score}",
        f"INSERT INTO {VERSIONS} ({columns}, pgh_created_at, pgh_label, pgh_obj_id, pgh_transaction)"
        f" SELECT {columns}, now(), 'update', id, (SELECT max(pgh_transaction) FROM {VERSIONS})"
        f" FROM {SCORE} WHERE id = {score}",
    ]


def in_the_open(dice: random.Random) -> Sequence[str]:
    """Plain SQL beside the portal; the triggers remember it, the chain does not know it."""
    column = dice.choice(["appraised_points", "appraisal_reason", "points", "computed_points", "explanation"])
    return [f"UPDATE {SCORE} SET {column} = {NEW_VALUES[column]} WHERE id = {a_score(dice)}"]


SCORE_VANDALS: Sequence[Vandal] = (
    change, change, change, remove, put_another_in_its_place,
    rewrite_version, rewrite_version, forget_versions, know_the_rule, know_the_rule, forge_a_version, in_the_open,
)  # fmt: skip


def believable_work() -> None:
    """Two sheets handed in and partly appraised, through the real door, and a trail of RECORDS records."""
    with transaction.atomic():
        period = make.appraised_period([("10", "7"), ("10", "6")], state=State.SUBMITTED)
        appraiser = units.holder(Role.APPRAISER)
        record("test.made", period, by=appraiser)
    scores = Score.objects.filter(criterion__scored_by="unit").order_by("pk")
    for score in scores:
        points = Decimal("9.5") if score.pk % 2 else Decimal(10)
        appraise_row(score_id=score.pk, version=0, points=points, reason="Thiếu trang", by=appraiser, now=make.NOW)
    for number in range(RECORDS - 1 - scores.count()):
        deed(by=appraiser, reason=f"lý do {number}", before={"points": "1.00"}, after={"points": "1.50"})


def found(vandal: Vandal, dice: random.Random, noted: Sequence[Anchor]) -> bool:
    """Whether the falsification shows; it is undone afterwards."""
    with transaction.atomic():
        statements = vandal(dice)
        with (
            nullcontext() if vandal is in_the_open else by_force(SCORE, VERSIONS, TRAIL),
            connection.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
        verdict = verify(noted)
        transaction.set_rollback(True)
    return not verdict.sound


WAYS = [*SCORE_VANDALS, *VANDALS]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempts", [2 * len(WAYS), pytest.param(200, marks=pytest.mark.deep)])
def test_every_falsification_of_trail_and_scores_is_found(attempts: int) -> None:
    """Each way twice, on other rows and columns; `make deep` goes on until 200."""
    believable_work()
    dice = random.Random(20261005)
    whole = verify()
    assert (whole.count, whole.problems) == (RECORDS, ())
    noted = [anchor(whole.head, make.NOW)]

    tried = [(number, WAYS[number % len(WAYS)]) for number in range(attempts)]
    missed = [(number, vandal.__name__) for number, vandal in tried if not found(vandal, dice, noted)]

    assert missed == []
    assert verify(noted).sound


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("vandal", "sentence"),
    [
        (change, "indicators_score dòng {pk} đã bị sửa mà không để lại dấu vết ở cột points."),
        (remove, "indicators_score dòng {pk} đã bị xóa mà không để lại dấu vết."),
        (in_the_open, "indicators_score dòng {pk} đã bị sửa ngoài cổng (bản lưu {version})."),
    ],
)
def test_verify_says_which_row_was_falsified_and_how(vandal: Vandal, sentence: str) -> None:
    believable_work()
    score = Score.objects.order_by("pk").first()
    way = {
        change: [f"UPDATE {SCORE} SET points = 1 WHERE id = {score.pk}"],
        remove: [f"DELETE FROM {SCORE} WHERE id = {score.pk}"],
        in_the_open: [f"UPDATE {SCORE} SET points = 1 WHERE id = {score.pk}"],
    }[vandal]
    with nullcontext() if vandal is in_the_open else by_force(SCORE), connection.cursor() as cursor:
        for statement in way:
            cursor.execute(statement)

    version = Score.pgh_event_model.objects.order_by("-pgh_id").first().pgh_id
    assert verify().problems == (sentence.format(pk=score.pk, version=version),)
