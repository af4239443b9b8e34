"""200 ways to falsify the trail with the owner's rights, triggers off; every one is found."""

import random

import pytest
from django.db import connection, transaction

from cchc_portal.audit.chain import anchor
from cchc_portal.audit.facts import COLUMNS, verify_chain
from tests.factories.audit import deed, someone

RECORDS = 30
NEW_TEXT = "{column} || ' '"
NEW_NUMBER = "coalesce({column}, 0) + 1"
NEW_SEAL = "md5({column}) || md5(seq::text)"
NEW_VALUES = {
    **dict.fromkeys(COLUMNS, NEW_TEXT),
    "canonical": NEW_TEXT,
    **dict.fromkeys(["unit_id", "period_id", "transaction"], NEW_NUMBER),
    **dict.fromkeys(["prev_hash", "hash"], NEW_SEAL),
    "at": "{column} + interval '1 microsecond'",
    "actor_id": "NULL",
    "rows": "coalesce({column}, '') || ' '",
}


def change(dice):
    """One column of one record, as little as can be."""
    column = dice.choice(sorted(NEW_VALUES))
    value = NEW_VALUES[column].format(column=column)
    return [f"UPDATE audit_auditevent SET {column} = {value} WHERE seq = {dice.randint(1, RECORDS)}"]


def overwrite(dice):
    """Figures replaced by well-formed ones."""
    column, seq = dice.choice(["before", "after"]), dice.randint(1, RECORDS)
    return [f"""UPDATE audit_auditevent SET {column} = '{{"points":"9.99"}}' WHERE seq = {seq}"""]


def delete(dice):
    """One record, or several from the middle."""
    first = dice.randint(1, RECORDS - 1)
    return [f"DELETE FROM audit_auditevent WHERE seq BETWEEN {first} AND {first + dice.randint(0, 3)}"]


def delete_and_close(dice):
    """A record goes and the numbers after it move up."""
    seq = dice.randint(1, RECORDS - 1)
    return [
        f"DELETE FROM audit_auditevent WHERE seq = {seq}",
        f"UPDATE audit_auditevent SET seq = seq + 999 WHERE seq > {seq}",
        f"UPDATE audit_auditevent SET seq = seq - 1000 WHERE seq > {seq}",
    ]


def swap(dice):
    """Two records change numbers."""
    here, there = dice.sample(range(1, RECORDS + 1), 2)
    return [
        f"UPDATE audit_auditevent SET seq = 9999 WHERE seq = {here}",
        f"UPDATE audit_auditevent SET seq = {here} WHERE seq = {there}",
        f"UPDATE audit_auditevent SET seq = {there} WHERE seq = 9999",
    ]


def cut(dice):
    """The tail goes; only the anchor remembers it."""
    return [f"DELETE FROM audit_auditevent WHERE seq > {dice.randint(0, RECORDS - 1)}"]


SEAL_AGAIN = """
    UPDATE audit_auditevent SET prev_hash = before.hash,
        hash = encode(sha256(convert_to(before.hash || E'\\n' || seq || E'\\n' || canonical, 'UTF8')), 'hex')
    FROM (SELECT coalesce((SELECT hash FROM audit_auditevent WHERE seq = {seq} - 1), repeat('0', 64)) AS hash) AS before
    WHERE seq = {seq}
"""


def reseal(dice):
    """Someone who knows the rule writes another reason, and seals this record and all after it anew."""
    first = dice.randint(1, RECORDS)
    false_text = """replace(canonical, '"reason":"', '"reason":"!')"""
    return [
        f"UPDATE audit_auditevent SET reason = '!' || reason, canonical = {false_text} WHERE seq = {first}",
        *[SEAL_AGAIN.format(seq=seq) for seq in range(first, RECORDS + 1)],
    ]


VANDALS = [change, change, change, overwrite, delete, delete_and_close, swap, cut, reseal]


@pytest.mark.django_db(transaction=True)
def test_verify_chain_finds_200_of_200_falsifications():
    an, dice = someone("An"), random.Random(20260705)
    for number in range(1, RECORDS + 1):
        deed(an, by=an, before={"points": "1.00"}, after={"points": "1.50"}, reason=f"lý do {number}", unit_id=number)
    whole = verify_chain()
    noted = [anchor(whole.head, an.created_at)]
    assert whole.sound

    missed = []
    for number in range(200):
        vandal = VANDALS[number % len(VANDALS)]
        if not found(vandal(dice), noted):
            missed.append((number, vandal.__name__))

    assert missed == []
    assert verify_chain(noted).sound


def found(statements, noted):
    """Whether the falsification shows; it is undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        verdict = verify_chain(noted)
        transaction.set_rollback(True)
    return not verdict.sound


@pytest.mark.django_db(transaction=True)
def test_a_chain_sealed_anew_looks_sound_without_an_anchor():
    for number in range(1, RECORDS + 1):
        deed(reason=f"lý do {number}")

    assert not found(reseal(random.Random(1)), [])
