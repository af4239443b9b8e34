"""The dashboard: late shares magnified, rates with both their figures, every number a list; roll-ups only."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.actions import rebuild_rollup
from dossiers.models import Dossier
from tests.factories.dossiers import a_person, a_unit
from tests.factories.statistics import a_dossier, a_province
from units.enums import Role

pytestmark = pytest.mark.django_db
WINDOW = {"first": "2024-12-15", "last": "2025-03-14"}
LINK = re.compile(r'<a href="([^"]+danh-sach[^"]+)">([\d.]+)</a>')
D = dt.date


@pytest.fixture
def leader(client):
    client.force_login(a_person((Role.LEADER, a_unit())))
    return client


def dashboard(client, **query):
    return client.get(reverse("dossiers:dossier_dashboard"), WINDOW | query)


def test_dossier_dashboard_every_number_opens_as_many_dossiers(leader):
    a_province(number=60)

    links = LINK.findall(dashboard(leader).content.decode())

    assert len(links) > 20
    for href, text in links:
        assert leader.get(unescape(href)).context["page"].paginator.count == int(text.replace(".", ""))


def test_dossier_dashboard_puts_the_latest_unit_first_and_magnifies(leader):
    good, bad = a_unit(), a_unit()
    day, due, done = D(2025, 1, 2), D(2025, 1, 20), D(2025, 1, 10)
    rows = [a_dossier(unit, day, due, done) for unit in (good, bad) for _ in range(99)]
    Dossier.objects.bulk_create([*rows, a_dossier(bad, day, due, D(2025, 2, 3))])
    rebuild_rollup()

    board = dashboard(leader).context["board"]

    assert [(row.name, row.late.text, row.late_share) for row in board.units] == [
        (bad.name, "1", "1,00%"),
        (good.name, "0", "0,00%"),
    ]
    assert 'aria-label="Quá hạn 1,00% trên thang 0–2%"' in board.units[0].magnified
    assert [(row.name, row.finished.text, row.late_share) for row in board.months] == [
        ("01/2025", "198", "0,00%"),
        ("02/2025", "1", "100,00%"),
    ]
    assert board.month_zoom == 100


def test_dossier_dashboard_shows_rates_with_numerator_and_denominator(leader):
    unit = a_unit()
    done = {"due": D(2025, 1, 20), "finished": D(2025, 1, 10)}
    given = [(True, True), (True, False), (True, None), (None, None)]
    Dossier.objects.bulk_create(
        [a_dossier(unit, D(2025, 1, 2), **done, paid_online=paid, digitised=made) for paid, made in given]
    )
    rebuild_rollup()

    rates = {
        rate.name: (rate.share, rate.part.text, rate.whole.text) for rate in dashboard(leader).context["board"].rates
    }

    assert rates["Thanh toán trực tuyến"] == ("100,00%", "3", "3")
    assert rates["Số hóa kết quả"] == ("50,00%", "1", "2")
    assert rates["Có hồ sơ nộp trực tuyến"] == ("—", "0", "0")  # these dossiers name no procedure


def test_dossier_dashboard_without_dossiers_says_so(leader):
    assert "Chưa có hồ sơ nào được tiếp nhận hoặc giải quyết trong kỳ" in dashboard(leader).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_dossier_dashboard_reads_roll_ups_alone(leader, number):
    Dossier.objects.bulk_create([a_dossier(a_unit(), D(2025, 1, 2)) for _ in range(number)])
    rebuild_rollup()
    dashboard(leader)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        dashboard(leader)

    assert len(asked) == 14  # one of them for the kept filters
    assert not [query["sql"] for query in asked if "dossiers_dossier" in query["sql"]]
