"""The leaders' page: what it shows, to whom, and how little it asks of the database."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.enums import PeriodKind, State
from indicators.models import Assessment, Period, Score
from reports import queries
from reports.models import Standing
from reports.trends import trend
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Change, Role
from units.models import Unit

pytestmark = pytest.mark.django_db
URL = "/xep-hang/"
WIDE = [Role.APPRAISER, Role.COORDINATOR, Role.LEADER]
OWN = [Role.REPORTER, Role.HEAD]
ROW = re.compile(r'<tr[^>]*><td class="rk">(.*?)</td>.*?<a href="[^"]*">(.*?)</a>.*?<td class="num sc">(.*?)</td>')


def signed_in(client: Client, role: Role, where: Unit | None = None) -> Client:
    client.force_login(units.holder(role, where or make.department(0)))
    return client


def table(page: str) -> list[tuple[str, ...]]:
    """(rank, unit, total) of the league table as shown."""
    league = page.partition('<table class="lt league">')[2].partition("</table>")[0]
    return [
        groups for line in league.split("<tr")[2:] if 'class="avg"' not in line for groups in ROW.findall("<tr" + line)
    ]


def text(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_ranking_shows_ties_with_one_rank_and_skips_the_next(client: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "8"), ("6", "5")])

    page = text(signed_in(client, Role.LEADER))

    assert table(page) == [("1", "Sở Nội vụ", "32,00"), ("1", "Sở Tài chính", "32,00"), ("3", "Sở Y tế", "22,00")]
    assert '<tr class="avg">' in page


def test_ranking_keeps_the_points_of_a_unit_that_is_not_ranked(client: Client) -> None:
    make.department(1, ranked=False)
    make.appraised_period([("9", "7"), ("10", "10"), ("6", "5")])

    page = text(signed_in(client, Role.LEADER))

    assert table(page) == [("1", "Sở Nội vụ", "32,00"), ("2", "Sở Y tế", "22,00"), ("—", "Sở Tài chính", "40,00")]
    assert "không xếp hạng" in page


def test_ranking_highlights_the_own_unit_and_only_that(client: Client) -> None:
    make.published(make.appraised_period())

    page = text(signed_in(client, Role.REPORTER, make.department(2)))

    assert re.findall(r'<tr class="me">.*?<a href="[^"]*">(.*?)</a>', page) == ["Sở Y tế"]


def test_ranking_says_what_an_incomplete_total_lacks(client: Client) -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    Score.objects.filter(assessment__period=period, assessment__unit=make.department(1), criterion__code="1.1").update(
        points=None
    )

    page = text(signed_in(client, Role.LEADER))

    assert re.findall(r"còn thiếu \d+ tiêu chí", page) == ["còn thiếu 1 tiêu chí"]


def test_ranking_compares_with_the_year_before_as_published(client: Client) -> None:
    make.published(make.appraised_period([("5", "5"), ("9", "9"), ("7", "7")], code="nam-2025", year=2025))
    make.appraised_period([("9", "9"), ("5", "5"), ("7", "7")])

    page = text(signed_in(client, Role.LEADER))

    assert re.findall(r'<td class="mv"><a class="\w+" href="[^"]+">(.*?)<', page) == ["▲ 2", "—", "▼ 2"]
    assert "Xu hướng" in page
    assert page.count('<circle class="t-mean"') == 1


def test_a_part_of_a_year_moves_against_the_same_part_of_the_year_before() -> None:
    """June of a half year and of a quarter, September of nine months and of a quarter: kind and months both count."""
    parts = {
        "q2": (PeriodKind.QUARTER, 6),
        "6t": (PeriodKind.HALF, 6),
        "q3": (PeriodKind.QUARTER, 9),
        "9t": (PeriodKind.NINE_MONTHS, 9),
    }
    for place, (code, (kind, month)) in enumerate(parts.items()):
        points = [[str(6 + place)] * 2, ["5"] * 2]
        before = make.appraised_period(points, code=code, year=2025, kind=kind)
        Period.objects.filter(pk=before.pk).update(data_to=dt.date(2025, month, 14))
        make.published(before)

    found = {
        code: queries.previous(Period(year=2026, kind=kind, data_to=dt.date(2026, month, 14)), "so", early=True).totals[
            0
        ]
        for code, (kind, month) in parts.items()
    }

    assert found == {"q2": 24, "6t": 28, "q3": 32, "9t": 36}


def test_a_renamed_unit_moves_against_its_old_name() -> None:
    rules = make.criteria_set("bo-chung")
    make.published(make.appraised_period([("9", "9"), ("5", "5")], rules=rules))
    new_name = units.new_unit("MOI", "Sở Tổ chức", level="department", official_code="H99")
    moment = {"effective_on": dt.date(2027, 1, 1), "now": dt.datetime(2027, 1, 2, tzinfo=dt.UTC)}
    units.reorganised([make.department(0)], change=Change.RENAME, new=[new_name], **moment)
    heir = make.department(0).became.get().successor

    found = queries.previous(Period(year=2027, kind=PeriodKind.YEAR, data_to=dt.date(2027, 12, 14)), "so", early=True)

    assert found.ranks == {make.department(0).pk: 1, heir.pk: 1, make.department(1).pk: 2}
    assert len(found.totals) == 2


def test_ranking_keeps_a_gap_in_the_trend_where_a_year_was_not_published(client: Client) -> None:
    for year in (2022, 2023, 2025):
        make.published(make.appraised_period([("5", "5"), ("9", "9")], code=f"nam-{year}", year=year))

    years = trend("so", 2026)

    assert [(each.year, each.mean, each.best, each.worst, each.units) for each in years] == [
        (year, Decimal("70.00"), Decimal("90.00"), Decimal("50.00"), 2) for year in (2022, 2023, 2025)
    ]
    assert text(signed_in(client, Role.LEADER)).count('<polyline class="ln t-mean"') == 1


@pytest.mark.parametrize("role", WIDE)
def test_ranking_before_publication_is_open_to_province_wide_roles(client: Client, role: Role) -> None:
    make.appraised_period()

    page = text(signed_in(client, role))

    assert (len(table(page)), "<strong>Chưa công bố.</strong>" in page) == (3, True)


@pytest.mark.parametrize("role", OWN)
def test_ranking_before_publication_says_so_to_units_and_shows_no_points(client: Client, role: Role) -> None:
    make.appraised_period()

    page = text(signed_in(client, role))

    assert "<h2>Kết quả kỳ này chưa công bố</h2>" in page
    assert ("32,00" in page, "Sở Y tế" in page) == (False, False)


@pytest.mark.parametrize("role", OWN)
def test_ranking_offers_units_the_last_published_period(client: Client, role: Role) -> None:
    make.published(make.appraised_period(code="nam-2025", year=2025))
    make.appraised_period([("10", "10"), ("9", "9"), ("8", "8")])
    signed_in(client, role)

    unpublished = text(client, f"{URL}?period=nam-2026")

    assert 'href="/xep-hang/?period=nam-2025">Xem kết quả năm 2025</a>' in unpublished
    assert table(unpublished) == []
    assert table(text(client))[0] == ("1", "Sở Nội vụ", "32,00")


@pytest.mark.parametrize("role", [*WIDE, *OWN])
def test_ranking_after_publication_is_open_to_everyone(client: Client, role: Role) -> None:
    make.published(make.appraised_period())

    page = text(signed_in(client, role))

    assert (len(table(page)), "<strong>Đã công bố</strong>" in page) == (3, True)


def test_ranking_asks_visitors_to_sign_in(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_ranking_of_nothing_says_when_it_will_show_something(client: Client) -> None:
    assert "Chưa có kỳ nào được tính điểm." in text(signed_in(client, Role.LEADER))


def test_ranking_of_an_unknown_period_says_so(client: Client) -> None:
    make.appraised_period()

    assert "Không có kỳ này" in text(signed_in(client, Role.LEADER), f"{URL}?period=nam-1999")


def test_ranking_of_an_unknown_block_shows_the_first(client: Client) -> None:
    make.appraised_period()

    assert len(table(text(signed_in(client, Role.LEADER), f"{URL}?block=khong-co"))) == 3


def test_ranking_opens_on_the_block_of_the_own_unit(client: Client) -> None:
    communes = units.block("xa", "Xã, phường", position=2)
    period = make.appraised_period()
    rules = make.criteria_set("bo-xa", of=communes)
    ward = make.department(9, communes)
    make.assessment(period, ward, rules, [Decimal(5), Decimal(5)])
    make.published(period)

    assert [unit for _, unit, _ in table(text(signed_in(client, Role.REPORTER, ward)))] == [ward.name]
    assert len(table(text(client, f"{URL}?block=so"))) == 3


def test_a_published_ranking_is_the_frozen_one_whatever_happens_below(client: Client) -> None:
    period = make.appraised_period()
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=90, on_time=9, late=1)
    make.published(period)
    signed_in(client, Role.LEADER)
    before = text(client).partition("<main")[2]

    with by_force("indicators_assessment", "indicators_score"):
        Assessment.objects.update(total_points=1, percent=1, grade="Yếu")
        Score.objects.update(points=0)
    make.dossiers(make.department(0), dt.date(2026, 10, 1), late=50)
    Unit.objects.update(name="Sở đổi tên")
    cache.clear()

    volatile = re.compile(r'value="\w{64}"|data-(?:seconds|warn)="\d+"')  # form tokens, how long the session lasts
    assert volatile.sub("", text(client).partition("<main")[2]) == volatile.sub("", before)


def test_a_correction_shows_instead_of_what_it_corrects(client: Client) -> None:
    period = make.appraised_period([("9", "6"), ("8", "6")])
    make.published(period)
    mended = {"appraised_points": 20, "total_points": 32, "percent": 80, "grade": "Tốt"}
    with by_force("indicators_assessment", "indicators_score"):
        Assessment.objects.filter(unit=make.department(1)).update(**mended)
        of_the_unit = Score.objects.filter(assessment__unit=make.department(1), criterion__code__startswith="1.")
        of_the_unit.update(points=10, appraised_points=10)
    make.published(period, reason="Cộng nhầm điểm Sở Tài chính")

    assert table(text(signed_in(client, Role.HEAD))) == [("1", "Sở Tài chính", "32,00"), ("2", "Sở Nội vụ", "30,00")]


# --- conditional GET and cache --------------------------------------------------------------------------------------


def test_an_unchanged_ranking_is_answered_with_304(client: Client) -> None:
    make.appraised_period()
    signed_in(client, Role.LEADER)
    etag = client.get(URL)["ETag"]

    again = client.get(URL, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def recalculated(period: Period) -> None:
    Period.objects.filter(pk=period.pk).update(version=period.version + 1)


def handed_back(period: Period) -> None:
    Assessment.objects.filter(period=period, unit=make.department(2)).update(state=State.DRAFT, **make.NOT_HANDED_IN)


@pytest.mark.parametrize("change", [recalculated, handed_back, make.published])
def test_whatever_changes_the_ranking_changes_its_etag(client: Client, change) -> None:
    period = make.appraised_period()
    signed_in(client, Role.LEADER)
    etag = client.get(URL)["ETag"]

    change(period)

    again = client.get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again["ETag"] != etag) == (200, True)


def test_an_etag_belongs_to_one_person(client: Client) -> None:
    make.published(make.appraised_period())
    etag = signed_in(client, Role.LEADER).get(URL)["ETag"]

    other = signed_in(Client(), Role.REPORTER).get(URL, headers={"If-None-Match": etag})

    assert other.status_code == 200


def test_a_kept_ranking_asks_the_figures_only_once(client: Client) -> None:
    make.appraised_period()
    signed_in(client, Role.LEADER)
    text(client)

    with CaptureQueriesContext(connection) as asked:
        text(client)

    assert [
        sql for sql in (query["sql"] for query in asked) if "indicators_score" in sql or "dossiers_unitslot" in sql
    ] == []


def test_without_a_cache_the_ranking_is_drawn_all_the_same(client: Client, settings) -> None:
    make.appraised_period()
    signed_in(client, Role.LEADER)
    settings.CACHES = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere.sock"}}

    assert len(table(text(client))) == 3


# --- the number of queries ------------------------------------------------------------------------------------------


def test_a_live_ranking_asks_as_much_for_one_unit_as_for_three() -> None:
    period = make.appraised_period([("9", "7")])
    rules = period.sets.get().criteria_set

    def grow() -> None:
        for number in (1, 2):
            make.assessment(period, make.department(number), rules, [Decimal(number), Decimal(5)])

    same_query_count(lambda: queries.league(period, "so", None, queries.previous(period, "so")), grow)


def test_places_from_stored_totals_are_those_of_the_table() -> None:
    period = make.appraised_period([("9", "7"), ("8", "1"), ("9", "7"), ("3", "2")])

    table = {row.unit_id: (row.rank, row.of) for row in queries.league(period, "so", None)}
    places = queries.live_places(period, "so")

    assert {unit_id: (place.rank, place.of) for unit_id, place in places.items()} == table
    assert sorted(rank for rank, _ in table.values()) == [1, 1, 3, 4]
    assert queries.live_places(period, "khong-co") == {}


def test_a_live_ranking_asks_as_much_for_10000_dossiers_as_for_100() -> None:
    period = make.appraised_period([("9", "7")])
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=50, on_time=40, late=10)

    def grow() -> None:
        make.dossiers(make.department(0), dt.date(2026, 9, 15), early=5_000, on_time=4_000, late=900)

    same_query_count(lambda: queries.league(period, "so", None), grow)
    assert queries.league(period, "so", None)[0].dossiers.finished == 10_000


def test_a_published_ranking_is_one_query() -> None:
    publication = make.published(make.appraised_period())

    with CaptureQueriesContext(connection) as asked:
        rows = queries.standing_rows(publication.pk, "so")

    assert (len(asked), len(rows), Standing.objects.count()) == (1, 3, 3)


def test_ranking_writes_no_comma_into_the_geometry_of_its_figures(client: Client) -> None:
    period = make.appraised_period([("9.33", "7.77"), ("8.11", "6.66")])
    make.dossiers(make.department(0), dt.date(2026, 9, 1), early=7, on_time=3, late=1)
    make.published(period)

    page = text(signed_in(client, Role.LEADER))

    assert re.findall(r'(?:width|x|x1|x2|y)="[^"]*\d,\d[^"]*"', page) == []


def test_ranking_opens_on_the_first_block_for_a_unit_that_is_in_none(client: Client) -> None:
    communes = units.block("xa", "Xã, phường", position=2)
    period = make.appraised_period()
    make.assessment(period, make.department(9, communes), make.criteria_set("bo-xa", of=communes), [5, 5])
    publication = make.published(period)

    page = text(signed_in(client, Role.REPORTER, units.unit("Cơ quan khác")))

    assert [unit for _, unit, _ in table(page)] == ["Sở Nội vụ", "Sở Tài chính", "Sở Y tế"]
    assert str(publication.standings.get(unit=make.department(2))) == "3. Sở Y tế"


def test_ranking_opens_on_the_newest_period_somebody_has_handed_in(client: Client) -> None:
    """A year that has only just opened has points from surveys, but ranks nobody."""
    make.appraised_period([("9", "7"), ("8", "6")])
    make.appraised_period([("5", "5")], code="nam-2027", year=2027, state=State.DRAFT)

    page = text(signed_in(client, Role.LEADER))

    assert table(page) == [("1", "Sở Nội vụ", "32,00"), ("2", "Sở Tài chính", "28,00")]
