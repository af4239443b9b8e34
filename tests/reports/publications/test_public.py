"""The page for everybody: what is public and nothing else, the same bytes for all, kept by whoever keeps it."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.enums import PeriodKind
from indicators.models import Score
from reports import doorstep
from reports.models import Publication, Release
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role

pytestmark = pytest.mark.django_db
LATER = timezone.now() + dt.timedelta(days=400)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def without_code(content: bytes) -> bytes:
    """An error page names the request it answered."""
    return re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,32}", b"", content)


def ranks(page: str) -> list[tuple[str, str, str]]:
    found = re.findall(r'<td class="rk">(.*?)</td><th scope="row">(.*?)</th><td class="num sc">(.*?)</td>', page)
    return [(rank, name.partition("<")[0].strip(), total) for rank, name, total in found]


def test_public_results_shows_the_newest_result_to_a_stranger(client: Client) -> None:
    publication = make.published(make.appraised_period())

    response = client.get("/ket-qua/")

    page = response.content.decode()
    assert ranks(page) == [("1", "Sở Nội vụ", "32,00"), ("1", "Sở Tài chính", "32,00"), ("3", "Sở Y tế", "22,00")]
    assert publication.digest in page
    assert "Kết quả chính thức" in page
    assert "Quyết định số 412/QĐ-UBND ngày 27/12/2026" in page


def test_public_results_says_so_while_nothing_is_public(client: Client) -> None:
    make.published(make.appraised_period(), units_at=make.NOW, public_at=None)

    response = client.get("/ket-qua/")

    assert (response.status_code, "Chưa có kết quả nào được công khai" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("public_at", [None, LATER])
@pytest.mark.parametrize(
    "path", ["nam-2026/", "nam-2026/lan-1/", "nam-2026/lan-1/so-lieu.csv", "nam-2026/lan-1/so-lieu.json"]
)
def test_what_is_not_public_has_no_address(client: Client, path: str, public_at: dt.datetime | None) -> None:
    make.published(make.appraised_period(), units_at=make.LONG_AGO, public_at=public_at)
    make.appraised_period(code="nam-2027", year=2027)  # not published at all

    waiting = client.get(f"/ket-qua/{path}")
    unknown = client.get(f"/ket-qua/{path}".replace("nam-2026", "nam-1999"))
    unpublished = client.get(f"/ket-qua/{path}".replace("nam-2026", "nam-2027"))

    assert (waiting.status_code, unknown.status_code, unpublished.status_code) == (404, 404, 404)
    assert without_code(waiting.content) == without_code(unknown.content)


def test_a_correction_supersedes_in_the_open(client: Client) -> None:
    period = make.appraised_period()
    make.published(period)
    make.published(period, reason="Cộng nhầm điểm Sở Y tế")

    now, then = (client.get(f"/ket-qua/nam-2026/{each}").content.decode() for each in ("", "lan-1/"))

    assert "Bản đính chính. Lý do: Cộng nhầm điểm Sở Y tế" in now
    assert "Bản này đã được thay bằng" in then
    assert ranks(then) == ranks(now)


def test_a_correction_that_waits_leaves_the_old_version_in_force(client: Client) -> None:
    period = make.appraised_period()
    first = make.published(period)
    make.published(period, reason="Cộng nhầm", units_at=LATER, public_at=LATER)

    page = client.get("/ket-qua/nam-2026/").content.decode()

    assert (first.digest in page, "thay bằng" in page, "Cộng nhầm" in page) == (True, False, False)


def test_a_provisional_result_is_plainly_different(client: Client) -> None:
    make.published(make.appraised_period(code="quy-3-2026", kind=PeriodKind.QUARTER))

    page = client.get("/ket-qua/quy-3-2026/").content.decode()

    assert "Kết quả tạm tính, không thay kết quả năm" in page
    assert "Kết quả chính thức" not in page


def test_the_method_says_how_what_does_not_apply_is_treated(client: Client) -> None:
    period = make.appraised_period([("9", "7")])
    with by_force("indicators_score", "indicators_assessment"):
        Score.objects.filter(criterion__code="1.2").update(
            not_applicable=True, exemption="12/QĐ-UBND", points=None, computed_points=None
        )
        period.assessments.update(appraised_points=9, total_points=23, max_points=30, percent="76.67", grade="Khá")
    make.published(period)

    page = client.get("/ket-qua/nam-2026/").content.decode()

    assert "bỏ điểm của tiêu chí ấy khỏi điểm tối đa của đơn vị" in page
    assert "Kỳ này: Sở Nội vụ (1.2)." in page


def test_data_come_as_csv_and_json_with_the_digest(client: Client) -> None:
    publication = make.published(make.appraised_period())

    table = client.get("/ket-qua/nam-2026/lan-1/so-lieu.csv")
    objects = client.get("/ket-qua/nam-2026/lan-1/so-lieu.json")

    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    content = json.loads(objects.content)
    assert [(row["Hạng"], row["Đơn vị"], row["Tổng điểm"], row["Mã SHA-256 của gói"]) for row in rows] == [
        ("1", "Sở Nội vụ", "32.00", publication.digest),
        ("1", "Sở Tài chính", "32.00", publication.digest),
        ("3", "Sở Y tế", "22.00", publication.digest),
    ]
    assert (content["digest"], content["status"]) == (publication.digest, "chính thức")
    assert [(unit["rank"], unit["unit_name"], unit["total_points"]) for unit in content["units"]] == [
        (1, "Sở Nội vụ", "32.00"),
        (1, "Sở Tài chính", "32.00"),
        (3, "Sở Y tế", "22.00"),
    ]


# --- caches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "nam-2026/", "nam-2026/lan-1/so-lieu.csv", "nam-2026/lan-1/so-lieu.json"])
def test_the_same_answer_for_everybody_may_be_kept(client: Client, path: str) -> None:
    make.published(make.appraised_period())
    stranger = client.get(f"/ket-qua/{path}")
    client.force_login(units.holder(Role.REPORTER))

    known = client.get(f"/ket-qua/{path}")
    again = client.get(f"/ket-qua/{path}", headers={"If-None-Match": stranger["ETag"]})

    assert stranger.content == known.content
    assert (stranger["Cache-Control"], stranger["Vary"]) == ("public, max-age=60, must-revalidate", "Accept-Encoding")
    assert (again.status_code, again.content, len(stranger.cookies)) == (304, b"", 0)


def test_a_new_version_is_a_new_answer(client: Client) -> None:
    period = make.appraised_period()
    make.published(period)
    before = client.get("/ket-qua/nam-2026/")
    make.published(period, reason="Cộng nhầm")

    after = client.get("/ket-qua/nam-2026/", headers={"If-None-Match": before["ETag"]})

    assert (after.status_code, after["ETag"] != before["ETag"]) == (200, True)


def test_a_page_drawn_before_asks_one_question(client: Client) -> None:
    make.published(make.appraised_period())
    client.get("/ket-qua/nam-2026/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/ket-qua/nam-2026/")

    assert len(asked) == 1


def test_public_period_asks_as_much_for_one_unit_as_for_three(client: Client) -> None:
    make.published(make.appraised_period([("9", "7")], code="nam-2030", year=2030))
    make.published(make.appraised_period(code="nam-2031", year=2031))
    shown = ["nam-2030"]

    def ask() -> None:
        cache.clear()
        assert client.get(f"/ket-qua/{shown[-1]}/").status_code == 200

    same_query_count(ask, lambda: shown.append("nam-2031"))


def test_the_page_is_small(client: Client) -> None:
    make.published(make.appraised_period([("9", "7")] * 30))

    assert len(client.get("/ket-qua/nam-2026/").content) < 40_000


# --- strangers at the door -------------------------------------------------------------------------------------------


def test_data_are_given_thirty_times_a_minute(client: Client) -> None:
    make.published(make.appraised_period([("9", "7")]))
    found = [client.get("/ket-qua/nam-2026/lan-1/so-lieu.csv").status_code for _ in range(doorstep.FETCHES + 1)]

    assert (found.count(200), found[-1]) == (doorstep.FETCHES, 429)
    assert client.get("/ket-qua/nam-2026/").status_code == 200


def test_whoever_guesses_is_told_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(doorstep.GUESSES + 2):
        client.get(f"/ket-qua/nam-20{number:02}/")

    assert [record for record in caplog.messages if "unpublished_results_probed" in record][1:] == []
    assert "unpublished_results_probed" in caplog.text


def test_no_address_of_the_public_page_holds_what_waits(client: Client) -> None:
    """500 guesses at a result that is frozen and not yet released: nothing of it comes to light."""
    make.published(make.appraised_period(), units_at=LATER, public_at=None)
    digest = Publication.objects.get().digest
    guesses = [f"/ket-qua/{name}-2026/{rest}" for name in ("nam", "quy-1", "quy-2", "quy-3", "6t") for rest in _rests()]

    answers = [client.get(guess) for guess in guesses]

    assert len(guesses) == 500
    assert {answer.status_code for answer in answers} == {404, 429}  # data files are given thirty times a minute
    assert not any(digest.encode() in answer.content or b"32,00" in answer.content for answer in answers)
    assert Release.objects.count() == 1


def _rests() -> list[str]:
    return ["", *(f"lan-{n}/{end}" for n in range(33) for end in ("", "so-lieu.csv", "so-lieu.json"))]
