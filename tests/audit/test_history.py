"""Every version of a row is kept, whatever program writes, together with who did it."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from cchc_portal.audit.context import Actor, acting_as
from cchc_portal.audit.facts import deeds_of, verify
from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.seals import histories
from tests.factories import units
from tests.factories.audit import deed
from units.models import Unit, User

pytestmark = pytest.mark.django_db

VERSIONS = Unit.pgh_event_model.objects


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def seen():
    return list(VERSIONS.order_by("pgh_id").values_list("pgh_label", "name"))


def test_history_keeps_what_save_bulk_and_raw_sql_write():
    one = units.unit("Sở A")
    Unit.objects.bulk_create([Unit(code="B", name="Sở B", level="department", valid_from=units.BEGINNING)])
    Unit.objects.filter(code="B").update(name="Sở B mới")
    run("UPDATE units_unit SET name = name || ' (cũ)'")
    one.refresh_from_db()
    one.delete()

    assert seen() == [
        ("insert", "Sở A"),
        ("insert", "Sở B"),
        ("update", "Sở B mới"),
        ("update", "Sở A (cũ)"),
        ("update", "Sở B mới (cũ)"),
        ("delete", "Sở A (cũ)"),
    ]


def test_history_knows_no_change_where_nothing_changed():
    one = units.unit("Sở A")

    one.save()
    Unit.objects.update(sort_name="khác")

    assert seen() == [("insert", "Sở A")]


def test_history_has_no_password_hash():
    columns = {field.column for field in User.pgh_event_model._meta.concrete_fields}

    assert columns & {"password", "last_login"} == set()


def test_history_says_who_and_in_which_request():
    quoted = Actor(user_id=7, name="Nguyễn Thị O'An 100%", request_id="a1b2")
    with acting_as(quoted):
        units.unit("Sở A")
        Unit.objects.filter(name__contains="Sở").update(short_name="A%")
        with acting_as(Actor(user_id=8, name="Bình")):
            run("UPDATE units_unit SET name = 'Sở 100%'")
    units.unit("Sở B")

    contexts = list(VERSIONS.order_by("pgh_id").values_list("pgh_context", flat=True))
    an = {"actor": 7, "name": "Nguyễn Thị O'An 100%", "request": "a1b2"}
    assert contexts[:3] == [an, an, {"actor": 8, "name": "Bình", "request": ""}]
    assert Unit.objects.get(name="Sở 100%").short_name == "A%"


@pytest.mark.django_db(transaction=True)
def test_history_does_not_remember_the_person_before():
    with acting_as(Actor(user_id=7, name="An")):
        units.unit("Sở A")
    units.unit("Sở B")

    assert list(VERSIONS.order_by("pgh_id").values_list("pgh_context__name", flat=True)) == ["An", None]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE units_unithistory SET name = 'khác'", "DELETE FROM units_unithistory", "TRUNCATE units_unithistory"],
)
def test_history_only_grows_even_for_the_owner(statement):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'units_unithistory'::regclass AND tgtype & 32 > 0"
        )
        cursor.execute(f"ALTER TABLE units_unithistory ENABLE TRIGGER {cursor.fetchone()[0]}")
    units.unit("Sở A")

    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)

    assert seen() == [("insert", "Sở A")]


def test_every_model_of_the_index_has_a_history():
    assert [model.pgh_tracked_model._meta.label for model in histories()] == [
        "indicators.Assessment",
        "indicators.Commendation",
        "indicators.CriteriaSet",
        "indicators.Criterion",
        "indicators.Evidence",
        "indicators.EvidenceUse",
        "indicators.Exemption",
        "indicators.Finding",
        "indicators.Initiative",
        "indicators.Inspection",
        "indicators.Justification",
        "indicators.Measurement",
        "indicators.Period",
        "indicators.Plan",
        "indicators.PublicityActivity",
        "indicators.PublishedIndex",
        "indicators.RelatedIndex",
        "indicators.Score",
        "indicators.SurveyResult",
        "indicators.Task",
        "indicators.TaskReport",
        "indicators.WorkPaper",
        "reports.Minutes",
        "reports.Proposal",
        "reports.Publication",
        "reports.Release",
        "units.ApiKey",
        "units.Membership",
        "units.SavedFilter",
        "units.Unit",
        "units.UnitLineage",
        "units.User",
    ]


# --- seals ----------------------------------------------------------------------------------------------------------


def sealed(event):
    return {table: (one["count"], one["last"] - one["first"]) for table, one in json.loads(event.rows or "{}").items()}


def test_a_record_seals_the_versions_written_since_the_last_one():
    units.unit("Sở A")
    units.unit("Sở B")
    first, nothing = deed(), deed()
    with transaction.atomic():
        Unit.objects.update(short_name="mới")
        undone = deed()
        transaction.set_rollback(True)
    Unit.objects.update(short_name="mới hơn")
    third = deed()

    assert [sealed(event) for event in (first, nothing, undone, third)] == [
        {"units_unithistory": (2, 1)},
        {},
        {"units_unithistory": (2, 1)},
        {"units_unithistory": (2, 1)},
    ]
    assert verify().problems == ()


def test_deeds_of_names_the_record_of_each_version():
    units.unit("Sở A")
    first = deed(action="units.opened")
    Unit.objects.update(name="Sở B")
    second = deed(action="units.closed")
    Unit.objects.update(name="Sở C")

    versions = list(VERSIONS.order_by("pgh_id"))
    assert [deeds_of(versions).get(each.pgh_id) for each in versions] == [first, second, None]


def test_verify_names_a_version_that_nobody_recorded():
    units.unit("Sở A")
    deed()
    Unit.objects.update(name="Sở B")

    version = VERSIONS.latest("pgh_id")
    assert verify().problems == (
        f"units_unit dòng {version.pgh_obj_id} đã bị sửa ngoài cổng (bản lưu {version.pgh_id}).",
    )


@pytest.mark.django_db(transaction=True)
def test_verify_reads_one_moment_and_writes_nothing():
    with transaction.atomic():
        units.unit("Sở A")
        deed()

    assert verify().problems == ()
    assert AuditEvent.objects.count() == 1
