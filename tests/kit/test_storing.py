"""Many rows in one statement, with every kind of value."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cchc_portal.kit.storing import update_rows
from indicators.models import Score
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db


def test_update_rows_writes_points_texts_and_json_of_every_row_in_one_statement():
    first, second, third = make.scene().assessment.scores.order_by("pk")[:3]
    flags = [{"severity": "error", "message": "Dấu 'nháy', {ngoặc} và\nxuống dòng", "input": ""}]
    first.points, first.explanation, first.flags = Decimal("0.50"), '42 / 68 = 61,76%; {x, "y"}', flags
    second.points, second.explanation, second.flags = None, "", []
    second.citation = "không nằm trong các cột được ghi"

    with CaptureQueriesContext(connection) as queries:
        update_rows([first, second], ["points", "explanation", "flags"])

    assert len(queries) == 1
    stored = {row.pk: row for row in Score.objects.order_by("pk")}
    assert (stored[first.pk].points, stored[first.pk].explanation) == (Decimal("0.50"), '42 / 68 = 61,76%; {x, "y"}')
    assert stored[first.pk].flags == flags
    assert (stored[second.pk].points, stored[second.pk].flags, stored[second.pk].citation) == (None, [], "")
    assert stored[third.pk].explanation == third.explanation


def test_update_rows_asks_nothing_for_no_row():
    with CaptureQueriesContext(connection) as queries:
        update_rows([], ["points"])

    assert len(queries) == 0
