"""The files of the units one sees."""

import pytest
from django.urls import reverse

from tests.factories.dossiers import a_person, a_unit, a_workbook, received, rows
from units.enums import Role

pytestmark = pytest.mark.django_db


def listed(client, user):
    client.force_login(user)
    return client.get(reverse("dossiers:upload_list"))


def test_upload_list_is_scoped(client, tmp_path):
    unit = a_unit()
    mine = received(a_workbook(tmp_path, rows(1)), unit)
    received(a_workbook(tmp_path, rows(2)), a_unit())

    assert list(listed(client, a_person((Role.REPORTER, unit))).context["page"]) == [mine]


def test_upload_list_takes_as_many_queries_for_3_rows_as_for_1(client, tmp_path, django_assert_max_num_queries):
    unit = a_unit()
    user = a_person((Role.REPORTER, unit))
    received(a_workbook(tmp_path, rows(1)), unit, user)
    listed(client, user)
    with django_assert_max_num_queries(10) as one:
        client.get(reverse("dossiers:upload_list"))
    received(a_workbook(tmp_path, rows(2)), unit, user)
    received(a_workbook(tmp_path, rows(3)), unit, user)
    with django_assert_max_num_queries(10) as three:
        client.get(reverse("dossiers:upload_list"))

    assert len(one) == len(three)
