"""The list behind a figure holds exactly the dossiers the figure counts."""

import datetime as dt
from dataclasses import fields

import pytest
from django.urls import reverse

from dossiers.facts import DossierCounts, counts
from dossiers.statistics.counted import COUNTED
from indicators.facts import DOSSIER_NAMES
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.enums import Role

pytestmark = pytest.mark.django_db

WINDOW = (dt.date(2025, 4, 1), dt.date(2025, 4, 30))


@pytest.fixture
def unit(tmp_path):
    """Dossiers of every kind, some received before the window, some finished after it."""
    a_calendar()
    unit = a_unit()
    before, after = at("2025-03-10 09:00"), at("2025-05-06 09:00")
    late, yes, no = at("2025-04-22 09:00"), {"Số hóa kết quả": "Có"}, {"Thanh toán trực tuyến": "Không"}
    table = [
        a_row("A-1", **yes, **{"Cơ chế": "Một cửa liên thông"}),
        a_row("A-2", **no, **{"Kênh nộp": "Trực tiếp"}),
        a_row("A-3", **{"Ngày có kết quả": at("2025-04-15 09:00"), "Số hóa kết quả": "Không"}),
        a_row("A-4", **{"Ngày có kết quả": late, "Thanh toán trực tuyến": "Có"}),
        a_row("A-5", **{"Ngày có kết quả": None, "Trạng thái": "Đang xử lý"}),
        a_row("A-6", **{"Trạng thái": "Công dân yêu cầu rút hồ sơ"}),
        a_row("A-9", **{"Trạng thái": "Dừng xử lý"}),
        a_row("A-7", **{"Ngày tiếp nhận": before, "Ngày hẹn trả": at("2025-03-20 17:00")}),
        a_row("A-8", **{"Ngày có kết quả": after, "Ngày hẹn trả": at("2025-05-09 17:00")}),
    ]
    loaded(a_workbook(tmp_path, table), unit)
    return unit


@pytest.mark.parametrize("figure", sorted(COUNTED))
def test_the_list_of_a_figure_is_as_long_as_the_figure(client, unit, figure):
    client.force_login(a_person((Role.REPORTER, unit)))
    address = {"unit": unit.pk, "figure": figure, "start": WINDOW[0], "end": WINDOW[1]}

    page = client.get(reverse("dossiers:dossier_list"), address)

    counted = getattr(counts([unit.pk], *WINDOW)[unit.pk], figure)
    assert page.context["page"].paginator.count == counted > 0


def test_every_measured_figure_of_a_criterion_has_its_list():
    assert set(DOSSIER_NAMES.values()) <= set(COUNTED)
    assert {name for name in COUNTED if not hasattr(DossierCounts(), name)} == set()
    assert {field.name for field in fields(DossierCounts)} >= COUNTED.keys() - {"finished", "in_time"}


def test_the_list_of_a_figure_says_in_words_what_it_shows(client, unit):
    client.force_login(a_person((Role.REPORTER, unit)))

    page = client.get(reverse("dossiers:dossier_list"), {"figure": "late", "start": WINDOW[0], "end": WINDOW[1]})

    assert "2 hồ sơ giải quyết quá hạn, có kết quả từ 01/04/2025 đến 30/04/2025" in page.content.decode()


@pytest.mark.parametrize(
    "window",
    [{"start": "2025-04-02", "end": "2025-04-30"}, {"start": "2025-05-01", "end": "2025-04-30"}, {"start": "hôm qua"}],
)
def test_a_window_that_is_not_made_of_half_months_is_not_followed(client, unit, window):
    client.force_login(a_person((Role.REPORTER, unit)))

    page = client.get(reverse("dossiers:dossier_list"), window)

    assert page.context["window"] == WINDOW


def test_a_month_chosen_on_the_page_wins_over_the_window_of_the_link(client, unit):
    client.force_login(a_person((Role.REPORTER, unit)))
    address = {"figure": "in_time", "month": "2025-04", "start": dt.date(2024, 12, 15), "end": dt.date(2025, 12, 14)}

    page = client.get(reverse("dossiers:dossier_list"), address)

    assert page.context["window"] == WINDOW
