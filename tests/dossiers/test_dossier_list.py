"""The register: one's own units, the month of the URL, one code."""

import pytest
from django.db import connection
from django.urls import reverse

from dossiers.models import Dossier
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(tmp_path):
    """A unit with two dossiers of April and one, late, of May."""
    a_calendar()
    unit = a_unit()
    may = {"Ngày tiếp nhận": at("2025-05-06 09:00"), "Ngày hẹn trả": at("2025-05-09 17:00")}
    table = [a_row("A-1"), a_row("A-2"), a_row("B-1", **may, **{"Ngày có kết quả": at("2025-05-20 09:00")})]
    loaded(a_workbook(tmp_path, table), unit)
    return unit


def codes(response):
    return [dossier.code for dossier in response.context["page"]]


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("dossiers:dossier_list"), query)


def test_dossier_list_opens_with_the_newest_month(client, unit):
    response = listed(client, a_person((Role.REPORTER, unit)))

    assert codes(response) == ["B-1"]
    assert "1 hồ sơ, tiếp nhận từ 01/05/2025 đến 31/05/2025" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"month": "2025-04"}, ["A-1", "A-2"]),
        ({"month": "2025-04", "outcome": "3"}, []),
        ({"outcome": "3"}, ["B-1"]),
        ({"q": "A-"}, ["A-1", "A-2"]),
        ({"q": "A-2"}, ["A-2"]),
        ({"q": "A-", "month": "2025-05"}, []),
        ({"figure": "received", "start": "2022-12-15", "end": "9999-12-31"}, ["B-1"]),
        ({"month": "nonsense", "q": "A-"}, []),  # what cannot be read might mean anything
        ({"month": "2001-01", "q": "A-"}, []),  # a month without dossiers is a month
    ],
)
def test_dossier_list_filters_by_the_url(client, unit, query, expected):
    assert codes(listed(client, a_person((Role.REPORTER, unit)), **query)) == expected


@pytest.mark.parametrize(
    ("today", "word", "expected"),
    [
        ("2025-05-31", "thang-nay", ["B-1"]),
        ("2025-05-01", "thang-truoc", ["A-1", "A-2"]),
        ("2025-06-30", "quy-nay", ["B-1", "A-1", "A-2"]),
        ("2025-12-31", "nam-nay", ["B-1", "A-1", "A-2"]),
        ("2025-07-01", "quy-nay", []),
        ("2026-05-31", "thang-nay", []),
    ],
)
def test_dossier_list_reads_a_word_on_the_day_it_is_opened(client, unit, time_machine, today, word, expected):
    clerk = a_person((Role.REPORTER, unit))
    time_machine.move_to(f"{today} 10:00+07:00")

    assert codes(listed(client, clerk, month=word)) == expected


def test_dossier_list_takes_the_own_unit_as_a_word(client, unit):
    boss, clerk = a_person((Role.LEADER, a_unit())), a_person((Role.REPORTER, unit))

    assert codes(listed(client, clerk, unit="cua-toi", q="A-")) == ["A-1", "A-2"]
    assert codes(listed(client, boss, unit="cua-toi", q="A-")) == []  # of the own unit, not of all it sees


def test_dossier_list_shows_only_visible_units(client, unit):
    stranger, boss = a_person((Role.REPORTER, a_unit())), a_person((Role.LEADER, a_unit()))

    assert codes(listed(client, stranger, q="A-")) == []
    assert codes(listed(client, stranger, unit=unit.pk, q="A-")) == []
    assert codes(listed(client, boss, unit=unit.pk, q="A-")) == ["A-1", "A-2"]


def test_dossier_list_offers_loading_to_loaders_only(client, unit):
    assert listed(client, a_person((Role.HEAD, unit))).context["may_load"]
    assert not listed(client, a_person((Role.LEADER, unit))).context["may_load"]


def test_dossier_list_takes_as_many_queries_for_3_rows_as_for_1(client, unit, django_assert_max_num_queries):
    client.force_login(a_person((Role.REPORTER, unit)))
    client.get(reverse("dossiers:dossier_list"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("dossiers:dossier_list"), {"q": "A-1"})
    with django_assert_max_num_queries(12) as more:
        client.get(reverse("dossiers:dossier_list"), {"q": "A-"})

    assert len(one) == len(more)


@pytest.fixture
def coded(tmp_path):
    """One unit with three dossiers whose codes look like those of the national rule."""
    a_calendar()
    unit = a_unit()
    march = {"Ngày tiếp nhận": at("2022-03-15 09:00"), "Ngày hẹn trả": at("2022-03-20 17:00")}
    codes = ("000.19.24.H29-220315-0012", "000.19.24.H29-220315-0013", "000.19.25.H29-220316-0012")
    done = {"Ngày có kết quả": at("2022-03-18 09:00")}
    loaded(a_workbook(tmp_path, [a_row(code, **march, **done) for code in codes]), unit)
    return unit


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("000.19.24.H29-220315-0012", 1),
        ("0001924h292203150012", 1),
        ("220315-0012", 1),
        ("0012", 2),
        ("000.19.24", 2),
        ("000.19.24.h29", 2),
        ("h29-220315", 2),
        ("220316", 1),
        ("không có", 0),
    ],
)
def test_dossier_list_finds_a_code_without_exactness(client, coded, typed, found):
    assert len(codes(listed(client, a_person((Role.COORDINATOR, coded)), q=typed))) == found


def test_dossier_list_finds_any_part_within_a_unit(client, coded):
    assert len(codes(listed(client, a_person((Role.COORDINATOR, coded)), q="9.24.H2", unit=coded.pk))) == 2


def test_dossier_list_takes_two_characters_for_a_beginning_only(client, coded):
    user = a_person((Role.REPORTER, coded))

    assert (len(codes(listed(client, user, q="12"))), len(codes(listed(client, user, q="00")))) == (0, 3)


def plan(query):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        sql, given = query.query.sql_with_params()
        cursor.execute(f"explain {sql}", given)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("0012", {"dossier_tail", "dossier_code_once"}),
        ("H29-220315", {"dossier_tail", "dossier_code_once", "dossier_received"}),
    ],
)
def test_coded_has_an_index_for_every_way(coded, typed, indexes):
    """With sequential scans forbidden, each arm of the search stands on its index."""
    columns = ", ".join(field.column for field in Dossier._meta.concrete_fields if field.name not in ("id", "code"))
    others = columns.replace("received_slot", "received_slot - n")
    with connection.cursor() as cursor:  # any index, read whole, is a way too while there are only a few dossiers
        cursor.execute(
            f"insert into dossiers_dossier (code, {columns})"
            f" select 'X' || n || '.' || code || '.' || n, {others} from dossiers_dossier, generate_series(1, 500) n"
        )
        cursor.execute("analyze dossiers_dossier")
        cursor.execute(
            "select indexname from pg_indexes where tablename = 'dossiers_dossier' and indexdef not like '%UNIQUE%'"
        )
        for name in {name for (name,) in cursor.fetchall()} - indexes:
            cursor.execute(f'drop index "{name}"')
    text = plan(Dossier.objects.coded(typed).order_by())

    assert [name for name in indexes if name not in text] == [], text
    assert "Seq Scan" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"month": "moi-thang"}, ["B-1", "A-1", "A-2"]),
        ({"month": "moi-thang", "sort": "code"}, ["A-1", "A-2", "B-1"]),
        ({"month": "moi-thang", "sort": "-code"}, ["B-1", "A-2", "A-1"]),
        ({"month": "moi-thang", "sort": "finished"}, ["A-1", "A-2", "B-1"]),
        ({"month": "2025-05", "by": "finished"}, ["B-1"]),
        ({"month": "moi-thang", "outcome": "tat-ca-qua-han"}, ["B-1"]),
        ({"month": "moi-thang", "outcome": "con-han"}, []),
        ({"month": "moi-thang", "channel": "1"}, []),
        ({"month": "moi-thang", "channel": "2", "mechanism": "1", "status": "10"}, ["B-1", "A-1", "A-2"]),
        ({"month": "moi-thang", "procedure": "1.004001"}, ["B-1", "A-1", "A-2"]),
        ({"month": "moi-thang", "procedure": "9.9"}, []),
    ],
)
def test_dossier_list_filters_and_sorts_by_the_url(client, unit, query, expected):
    assert codes(listed(client, a_person((Role.REPORTER, unit)), **query)) == expected


def test_dossier_list_heads_sort_both_ways_and_keep_the_filter(client, unit):
    response = listed(client, a_person((Role.REPORTER, unit)), month="moi-thang", sort="due", trang="1")

    heads = response.context["form"].headings
    assert heads["due"] == ("Hẹn trả", "month=moi-thang&sort=-due", "ascending")
    assert heads["received"][1:] == ("month=moi-thang&sort=-received", "none")


def test_dossier_list_tells_the_overdue_from_the_open(client, tmp_path):
    a_calendar()
    unit = a_unit()
    still = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}
    loaded(a_workbook(tmp_path, [a_row("A-1", **still), a_row("A-2", **still, **{"Ngày hẹn trả": None})]), unit)
    user = a_person((Role.REPORTER, unit))

    response = listed(client, user, outcome="dang-qua-han")

    assert codes(response) == ["A-1"]
    assert "Đang quá hạn" in response.content.decode()
    assert codes(listed(client, user, outcome="con-han")) == ["A-2"]
