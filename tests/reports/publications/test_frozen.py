"""Whatever happens to units, rules, dossiers and points afterwards: what was published says what it said."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.models import Publication
from reports.publications.kept import faults_of
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db
TABLES = ("indicators_score", "indicators_assessment", "indicators_criterion", "indicators_criteriaset")
PERIODS = ("indicators_period", "indicators_measurement", "indicators_surveyresult", "units_unit")
DEEDS = (
    "UPDATE units_unit SET name = name || ' mới', short_name = 'X'",
    "UPDATE units_unit SET code = 'N' || id",
    "UPDATE units_unit SET ranked = NOT ranked, parent_id = NULL",
    "UPDATE units_block SET name = name || ' (cũ)'",
    "UPDATE indicators_score SET points = 1, appraised_points = 1, answer = '{}', explanation = 'khác'",
    "UPDATE indicators_score SET not_applicable = true, exemption = 'khác'",
    "UPDATE indicators_assessment SET total_points = 1, percent = 1, grade = 'Yếu', appraised_points = 1",
    "UPDATE indicators_criterion SET name = 'khác', max_points = 1, rule = '{\"kind\": \"yes_no\"}'",
    "UPDATE indicators_criteriaset SET scoring = '{}', source = '', name = 'khác'",
    'UPDATE indicators_surveyresult SET counts = \'{"done": 1, "due": 1000}\', respondents = 1',
    "UPDATE indicators_period SET name = 'khác', data_from = data_from - 365, version = version + 7",
    "DELETE FROM dossiers_unitslot",
    "UPDATE dossiers_unitslot SET late = late + 5, early = 0, received = received + 9",
)


def outputs(client: Client, publication: Publication) -> dict[str, bytes]:
    """Everything that comes of a publication, as bytes."""
    here = f"/ket-qua/nam-2026/lan-{publication.version}/"
    names = {"bundle": f"/cong-bo/{publication.pk}/goi.zip", "csv": f"{here}so-lieu.csv", "json": f"{here}so-lieu.json"}
    return {name: client.get(address).content for name, address in names.items()}


def test_a_publication_is_untouched_by_whatever_comes_after(client: Client) -> None:
    period = make.appraised_period()
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=7, on_time=2, late=1)
    publication = make.published(period)
    client.force_login(units.holder(Role.AUDITOR))
    before = outputs(client, publication)

    @settings(derandomize=True, deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=4))
    def untouched(deeds: list[str]) -> None:
        with transaction.atomic():
            with by_force(*TABLES, *PERIODS, "units_block", "dossiers_unitslot") as cursor:
                for deed in deeds:
                    cursor.execute(deed)
            kept = Publication.objects.get(pk=publication.pk)
            assert faults_of(kept) == []
            assert outputs(client, kept) == before
            transaction.set_rollback(True)

    untouched()


def test_the_tables_below_a_publication_refuse_to_change(client: Client) -> None:
    make.published(make.appraised_period())
    refused = []
    for deed in DEEDS:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(deed)
        except IntegrityError:
            refused.append(deed.split()[1])

    assert set(refused) >= {"indicators_score", "indicators_assessment", "indicators_surveyresult", "indicators_period"}


def test_a_unit_renamed_afterwards_keeps_its_name_of_that_day(client: Client) -> None:
    publication = make.published(make.appraised_period())
    Unit.objects.filter(pk=make.department(0).pk).update(name="Sở Nội vụ và Lao động")

    page = client.get("/ket-qua/nam-2026/").content.decode()

    assert ("Sở Nội vụ</th>" in page, "Lao động" in page) == (True, False)
    assert faults_of(publication) == []
