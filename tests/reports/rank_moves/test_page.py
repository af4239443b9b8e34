"""The page "Vì sao thứ hạng thay đổi?": from frozen results, for whoever sees ranks, with a way to every criterion."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from indicators.models import Period, Score
from reports import queries
from reports.models import Publication
from reports.rank_moves.page import RankMove
from reports.rank_moves.reading import rank_move
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Change, Role

pytestmark = pytest.mark.django_db
WRITTEN = "\n".join(f'[[criteria]]\ncode = "{code}"' for code in ("1", "1.1", "1.2", "2", "2.1", "2.2"))
FOLLOWING = WRITTEN.replace('"1.2"', '"1.2"\nwas = []')  # its own code, but another criterion than before


def url(period: Period, number: int = 0, query: str = "") -> str:
    return f"/xep-hang/{period.code}/{make.department(number).pk}/doi-hang/{query}"


def page_of(period: Period, number: int = 0, asked: str = "") -> RankMove:
    found = queries.periods(make.WIDE).get(pk=period.pk)
    return rank_move(make.WIDE, found, make.department(number).pk, asked)


def two_years(last: list[tuple[str, str]], now: list[tuple[str, str]]) -> Period:
    """2025 published, 2026 appraised, both by the same set."""
    rules = make.criteria_set("bo-chung")
    make.published(make.appraised_period(last, code="nam-2025", year=2025, rules=rules))
    return make.appraised_period(now, rules=rules)


def parts(page: RankMove) -> list[tuple[str, str, str]]:
    return [(line.told.title, line.told.points, line.told.places) for line in page.lines]


def test_rank_move_splits_the_change_and_leads_to_the_criteria(client) -> None:
    """Sở Nội vụ: 28 → 34 points, but Sở Tài chính went from 30 to 36."""
    period = two_years([("7", "7"), ("8", "7"), ("8", "8")], [("9", "8"), ("10", "8"), ("8", "8")])
    client.force_login(units.holder(Role.LEADER))

    html = client.get(url(period)).content.decode()

    assert parts(page_of(period)) == [
        ("Bộ tiêu chí thay đổi", "0,00", "—"),
        ("Miễn trừ, sắp xếp đơn vị", "0,00", "—"),
        ("Kết quả của chính đơn vị", "+6,00", "▲ 2"),
        ("Các đơn vị khác", "0,00", "▼ 1"),
    ]
    assert "Năm 2026 so với năm 2025: thêm 6,00 điểm, lên 1 bậc; nhiều nhất do kết quả của chính đơn vị." in html
    assert f'href="/xep-hang/nam-2026/{make.department(0).pk}/vi-sao/1.1/"' in html
    assert re.findall(r"Lên trên đơn vị này: <a [^>]*>(.*?)</a>", html) == ["Sở Tài chính"]


def test_rank_move_of_a_published_year_is_told_from_the_bundles_alone() -> None:
    """Whatever becomes of the live rows, the page says the same."""
    period = two_years([("7", "7"), ("8", "7")], [("9", "8"), ("8", "7")])
    make.published(period)
    before = parts(page_of(period))

    with by_force("indicators_score"):
        Score.objects.update(points=1, computed_points=1)

    assert parts(page_of(period)) == before
    ends = page_of(period).move
    assert (ends.before.points, ends.after.points, ends.before.rank, ends.after.rank) == (28, 34, 2, 1)


def test_criteria_of_another_set_are_followed_or_named() -> None:
    old = make.criteria_set("bo-nam-2025", source=WRITTEN)
    make.published(make.appraised_period([("7", "7")], code="nam-2025", year=2025, rules=old))
    new = make.criteria_set("bo-nam-2026", source=FOLLOWING, follows=old)

    page = page_of(make.appraised_period([("9", "7")], rules=new))

    assert [(title, points) for title, points, _ in parts(page)][::2] == [
        ("Bộ tiêu chí thay đổi", "+2,00"),
        ("Kết quả của chính đơn vị", "+2,00"),
    ]
    assert [(each.code, each.note) for each in page.strange] == [
        ("1.2", "tiêu chí mới hoặc tách ra"),
        ("1.2", "không còn trong bộ tiêu chí"),
    ]
    assert [each.url.split("/")[2] for each in page.strange] == ["nam-2026", "nam-2025"]


def test_rank_move_compares_with_the_period_asked_for() -> None:
    rules = make.criteria_set("bo-chung")
    for year in (2023, 2024):
        make.published(make.appraised_period([("7", "7")], code=f"nam-{year}", year=year, rules=rules))
    period = make.appraised_period([("9", "8")], rules=rules)

    assert [page_of(period, asked=asked).before.period.code for asked in ("", "khong-co", "nam-2023")] == [
        "nam-2024",
        "nam-2024",
        "nam-2023",
    ]


def test_rank_move_says_why_two_periods_cannot_be_compared() -> None:
    alone = make.appraised_period([("9", "8")])
    assert page_of(alone).why_not == "Chưa có kết quả kỳ nào trước đó của khối được công bố để so sánh."

    make.published(alone)
    later = make.appraised_period([("9", "8"), ("8", "8")], code="nam-2027", year=2027)

    assert page_of(later, 1).why_not.startswith("Sở Tài chính không có trong kết quả năm 2026: đơn vị mới lập")
    assert page_of(later, 1).move is None


def test_a_unit_that_was_renamed_is_followed_and_one_that_grew_is_told_with_caution() -> None:
    rules = make.criteria_set("bo-chung")
    make.published(make.appraised_period([("9", "8"), ("8", "8"), ("9", "9")], rules=rules))
    moment = {"effective_on": dt.date(2027, 1, 1), "now": dt.datetime(2027, 1, 2, tzinfo=dt.UTC)}
    new_name = units.new_unit("MOI", "Sở Tổ chức", level="department", official_code="H99")
    units.reorganised([make.department(0)], change=Change.RENAME, new=[new_name], **moment)
    units.reorganised([make.department(2)], existing=[make.department(1)], **moment)
    heir, grown = make.department(0).became.get().successor, make.department(1)
    period = make.appraised_period([], code="nam-2027", year=2027, rules=rules)
    for unit in (heir, grown):
        make.assessment(period, unit, rules, [Decimal(9), Decimal(8)])

    found = queries.periods(make.WIDE).get(pk=period.pk)
    followed, merged = (rank_move(make.WIDE, found, unit.pk, "") for unit in (heir, grown))

    assert parts(followed)[1] == ("Miễn trừ, sắp xếp đơn vị", "0,00", "▲ 1")
    assert followed.lines[1].told.sentence == "1 đơn vị không còn trong khối: điểm không đổi, lên 1 bậc."
    assert [name for name, _ in followed.lines[1].passed] == ["Sở Y tế"]
    assert (followed.caution, merged.caution[:30]) == ("", "Sau năm 2026, đơn vị có sáp nh")


def test_before_publication_ranks_are_not_told_to_units(client) -> None:
    period = two_years([("7", "7")], [("9", "8")])
    client.force_login(units.holder(Role.HEAD, make.department(0)))

    refused = client.get(url(period))
    make.published(period)

    assert (refused.status_code, client.get(url(period)).status_code) == (403, 200)
    assert Publication.objects.count() == 2


def test_rank_move_asks_as_much_for_a_large_block_as_for_a_small_one() -> None:
    period = two_years([("7", "7"), ("8", "7")], [("9", "8")])
    rules = period.assessments.get().criteria_set

    def grow() -> None:
        for number in (1, 2):
            make.assessment(period, make.department(number), rules, [Decimal(8), Decimal(8)])

    same_query_count(lambda: page_of(period).lines, grow)
