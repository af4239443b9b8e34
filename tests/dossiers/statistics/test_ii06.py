"""The page of form II.06: what it shows is what its lists hold and what its workbook says."""

import datetime as dt
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dossiers.actions import rebuild_rollup
from dossiers.models import Dossier
from tests.factories.dossiers import a_person, a_unit
from tests.factories.statistics import a_dossier, a_procedure, a_province
from units.enums import Role

pytestmark = pytest.mark.django_db
WINDOW = {"first": "2024-12-15", "last": "2025-03-14"}
LINK = re.compile(r'<td class="num"><a href="([^"]+)">([\d.]+)</a>\s*</td>')
HEADING = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")
LISTED = re.compile(r"<tr><th scope=\"row\">TK-")


def shown(client, name="ii06", **query):
    return client.get(reverse(f"dossiers:{name}"), WINDOW | query)


@pytest.fixture
def leader(client):
    client.force_login(a_person((Role.LEADER, a_unit())))
    return client


@pytest.mark.parametrize("by", ["unit", "area"])
def test_ii06_every_number_opens_as_many_dossiers(leader, by):
    a_province(number=60)

    links = LINK.findall(shown(leader, by=by).content.decode())

    assert len(links) > 30
    for href, text in links:
        page = leader.get(unescape(href))
        assert HEADING.search(page.content.decode())[1] == text
        assert page.context["page"].paginator.count == int(text.replace(".", ""))
        assert page.context["entered"] == 0


def test_ii06_opens_with_the_reporting_year_of_the_newest_figures(leader):
    Dossier.objects.bulk_create([a_dossier(a_unit(), dt.date(2025, 12, 20))])
    rebuild_rollup()

    page = leader.get(reverse("dossiers:ii06")).content.decode()

    assert "kỳ từ 15/12/2025 đến 14/12/2026" in page


def test_ii06_explains_an_unreadable_window(leader):
    response = shown(leader, first="2025-01-02")

    assert response.status_code == 422
    assert "Kỳ phải bắt đầu ngày 01 hoặc ngày 15 của tháng." in response.content.decode()


def test_ii06_reads_days_as_people_write_them(leader):
    typed = shown(leader, first="15/12/2024", last="14/03/2025").content.decode()
    nonsense = shown(leader, first="quý 1")

    assert "kỳ từ 15/12/2024 đến 14/03/2025" in typed
    assert 'value="15/12/2024"' in shown(leader).content.decode()
    assert (nonsense.status_code, "Hãy ghi ngày dạng 31/12/2025." in nonsense.content.decode()) == (422, True)


def test_ii06_is_of_the_units_one_sees(client):
    mine, other = a_unit(), a_unit()
    Dossier.objects.bulk_create([a_dossier(unit, dt.date(2025, 1, 2)) for unit in (mine, other, other)])
    rebuild_rollup()
    client.force_login(a_person((Role.REPORTER, mine)))

    rows = shown(client).context["rows"]

    assert [(row.name, row.cells[0].text) for row in rows] == [
        ("Sở, ban, ngành", "1"),
        (mine.name, "1"),
        ("Tổng số", "1"),
    ]
    assert shown(client, "counted_list", cell="received", of=other.pk).context["number"] == 0
    assert shown(client, unit=other.pk).status_code == 422


@pytest.mark.parametrize(
    ("name", "query"), [("ii06", {}), ("ii06", {"by": "area"}), ("counted_list", {"cell": "online"})]
)
def test_ii06_asks_the_same_of_one_and_of_three_units(leader, name, query):
    asked = []
    for number in (1, 2):
        Dossier.objects.bulk_create([a_dossier(a_unit(), dt.date(2025, 1, 2)) for _ in range(number)])
        rebuild_rollup()
        shown(leader, name, **query)
        with CaptureQueriesContext(connection) as queries:
            shown(leader, name, **query)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


def test_ii06_workbook_holds_the_same_figures_in_the_official_layout(leader):
    a_province(number=60)
    rows = shown(leader).context["rows"]

    response = shown(leader, "ii06_workbook")

    sheet = load_workbook(io.BytesIO(response.content)).active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts
    assert "Biểu số II.06a/VPCP/KSTT" in texts
    assert any("từ 15/12/2024 đến 14/03/2025" in text for text in texts)
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "(1)")
    assert [sheet.cell(top, column).value for column in range(1, 14)] == [f"({n})" for n in range(1, 14)]
    assert [
        tuple(str(sheet.cell(top + 1 + place, column).value) for column in range(2, 14)) for place in range(len(rows))
    ] == [(row.name, *(number.text.replace(".", "") for number in row.cells)) for row in rows]
    assert {sheet.cell(top + 1, 2).font.name, sheet.cell(1, 1).font.name} == {"Times New Roman"}
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert {"C", "G", "K"} <= {str(each)[0] for each in sheet.merged_cells.ranges}
    assert response["Content-Disposition"] == 'attachment; filename="II.06a-15-12-2024-14-03-2025.xlsx"'


def test_ii06_workbook_refuses_an_unreadable_window(leader):
    assert shown(leader, "ii06_workbook", last="2025-03-15").status_code == 422


def test_counted_list_asks_which_number(leader):
    response = shown(leader, "counted_list", cell="moon")

    assert response.status_code == 422
    assert "Không rõ cần xem số nào" in response.content.decode()


def test_counted_list_says_whose_number_it_is(leader):
    unit, procedure = a_unit(), a_procedure("Cấp giấy", "Đất đai")
    Dossier.objects.bulk_create([a_dossier(unit, dt.date(2025, 1, 2), procedure=procedure)])
    rebuild_rollup()

    page = shown(leader, "counted_list", cell="online", of=unit.pk, procedure=procedure.pk, area="Đất đai")

    assert page.context["row"] == f"{unit.name}, Đất đai, Cấp giấy"
    assert "Không có hồ sơ nào." in page.content.decode()
