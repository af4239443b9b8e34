import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from cchc_portal.audit.chain import GENESIS
from cchc_portal.audit.context import Actor, acting_as
from cchc_portal.audit.facts import verify_chain
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.trail import record
from tests.factories.audit import deed, someone
from tests.factories.units import unit


@pytest.mark.django_db
def test_record_keeps_who_what_and_from_what_to_what():
    an = someone("Nguyễn Thị An")
    start = timezone.now()

    event = record(
        "score.appraise",
        an,
        by=an,
        before={"points": Decimal("1.50"), "on": dt.date(2026, 10, 5)},
        after={"points": Decimal("1.00"), "on": None},
        reason="Thie\u0302\u0301u tài liệu",
        unit_id=4,
        period_id=9,
    )

    event.refresh_from_db()
    assert (event.seq, event.prev_hash) == (1, GENESIS)
    assert (event.actor, event.actor_name, event.action) == (an, "Nguyễn Thị An", "score.appraise")
    assert (event.object_type, event.object_id, event.object_label) == ("units.user", str(an.pk), "Nguyễn Thị An")
    assert event.before == '{"on":"2026-10-05","points":"1.50"}'
    assert event.after == '{"on":null,"points":"1.00"}'
    assert (event.reason, event.unit_id, event.period_id) == ("Thiếu tài liệu", 4, 9)
    assert start <= event.at <= timezone.now()
    assert str(event) == "1: score.appraise Nguyễn Thị An"
    assert verify_chain().problems == ()


@pytest.mark.django_db
def test_record_takes_the_person_of_the_request_when_none_is_named():
    an = someone("Nguyễn Thị An")

    with acting_as(Actor(user_id=an.pk, name=str(an), request_id="a1b2", ip="10.0.0.7")):
        event = record("login", None)

    assert (event.actor, event.actor_name) == (an, "Nguyễn Thị An")
    assert (event.request_id, event.ip) == ("a1b2", "10.0.0.7")


@pytest.mark.django_db
def test_record_without_a_person_is_the_system_itself():
    event = record("period.close", None)

    assert (event.actor_id, event.actor_name) == (None, "Hệ thống")


@pytest.mark.django_db
def test_record_seals_what_was_changed_also_when_a_pooler_gives_another_connection():
    sealed = []
    for name in ("Sở Y tế", "Sở Tư pháp"):
        made = unit(name)
        sealed.append(json.loads(record("unit.create", made).canonical)["rows"])
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

    assert [{table: each["count"] for table, each in rows.items()} for rows in sealed] == [{"units_unithistory": 1}] * 2
    assert sealed[0] != sealed[1]


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_raises():
    with pytest.raises(TransactionManagementError):
        record("period.close", None)

    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_record_disappears_with_a_deed_that_fails():
    with transaction.atomic():
        record("period.close", None)
        transaction.set_rollback(True)

    deed()

    assert list(AuditEvent.objects.values_list("seq", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
def test_record_by_8_threads_makes_one_unbroken_chain():
    def work(name):
        try:
            for number in range(10):
                deed(action="score.type", reason=f"{name}-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    verdict = verify_chain()
    assert (verdict.count, verdict.head.seq, verdict.problems) == (80, 80, ())
    assert len(set(AuditEvent.objects.values_list("reason", flat=True))) == 80


@pytest.mark.django_db
def test_about_shows_the_newest_deed_on_one_object_first():
    an, binh = someone("An"), someone("Bình")
    deed(an, action="first")
    deed(binh, action="another")
    deed(an, action="second")

    assert [event.action for event in AuditEvent.objects.about(an)] == ["second", "first"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET reason = 'khác'",
        "DELETE FROM audit_auditevent",
        "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent ON CONFLICT (seq) DO UPDATE SET reason = 'khác'",
        "TRUNCATE audit_auditevent",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_no_truncate")
        deed()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="audit_auditevent only grows"), transaction.atomic():
            cursor.execute(statement)

    assert AuditEvent.objects.values_list("reason", flat=True).get() == ""
