"""A file of results of a survey: a line for every unit and question, looked at first, every error with its cell."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from indicators.actions.survey_answers import load_tallies
from indicators.enums import SurveyAction
from indicators.imports.tallies import read_tallies, tally_workbook
from indicators.models import SurveyTally
from tests.asserts import same_query_count
from tests.factories import surveys as make

pytestmark = pytest.mark.django_db

HEADER = "Mã đơn vị;Câu số;A;B;C;D;Không có ý kiến;Chỉ số (%);Số phiếu"


@pytest.fixture
def scene():
    return make.scene()


@pytest.fixture
def survey(scene):
    """A counted question, and one that takes an index."""
    survey = make.draft(scene)
    make.ask(scene, survey, "Chỉ số hài lòng", "8.2", "")
    make.move(scene, survey, SurveyAction.OPEN)
    return survey


def csv(*lines):
    return io.BytesIO("\n".join([HEADER, *lines]).encode())


def errors(survey, *lines):
    return [str(each) for each in read_tallies(csv(*lines), survey=survey)[1]]


def stored():
    rows = SurveyTally.objects.order_by("question__position")
    return list(rows.values_list("question__position", "counts", "index", "respondents"))


def test_a_file_is_looked_at_and_then_written(scene, survey, client):
    client.force_login(scene.coordinator)
    address, unit = f"/dieu-tra/{survey.pk}/nhap/", scene.unit.code
    content = csv(f"{unit};1;40;30;20;5;5;;100", f"{unit};2;;;;;;81,5;400").getvalue()

    look = client.post(address, {"file": SimpleUploadedFile("ket-qua.csv", content)})
    assert look.status_code == 200
    assert look.context["look"] == (2, 0, 0)
    assert stored() == []

    done = client.post(address, {"token": look.context["token"]})
    assert done.url == f"/dieu-tra/{survey.pk}/"
    assert stored() == [(1, make.WORKED, None, 0), (2, {}, Decimal("81.5000"), 400)]
    again = client.post(address, {"file": SimpleUploadedFile("ket-qua.csv", content)})
    assert again.context["look"] == (0, 0, 2)
    assert client.post(address, {"token": "forged"}).url == address


def test_wrong_cells_are_all_told_and_nothing_is_written(scene, survey, client):
    client.force_login(scene.coordinator)
    unit = scene.unit.code
    lines = (f"{unit};1;40;x;20;5;5;;", "LA;1;1;;;;;;", f"{unit};7;1;;;;;;", f"{unit};2;;;;;;120;")

    page = client.post(f"/dieu-tra/{survey.pk}/nhap/", {"file": SimpleUploadedFile("sai.csv", csv(*lines).getvalue())})
    assert page.status_code == 422
    assert stored() == []
    assert [str(each) for each in page.context["checked"]["errors"]] == [
        "Ô D2: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "Ô H5: Phải từ 100 trở xuống, đang là 120.",
        "Ô A3: Không có đơn vị nào có mã hoặc tên “LA”. Ghi đúng mã trong danh mục đơn vị. "
        "Phiếu này chỉ hỏi về các đơn vị trong khối.",
        "Ô B4: Phiếu không có câu 7; các câu: từ 1 đến 2.",
        "Ô I5: Câu 2 cần “Số phiếu”: có bao nhiêu người trả lời thì mới biết sai số.",
    ]


def test_figures_that_do_not_agree_are_refused(scene, survey):
    unit = scene.unit.code

    assert errors(survey, f"{unit};1;40;30;20;5;5;;99") == ["Ô I2: Số phiếu 99 khác tổng các phương án 100."]
    assert errors(survey, f"{unit};1;4;;;;;80;") == [
        "Ô H2: Câu này tính từ số phiếu từng phương án; để trống ô chỉ số."
    ]
    assert errors(survey, f"{unit};2;4;;;;;80;100") == [
        "Ô C2: Câu 2 không có phương án trả lời; ghi “Chỉ số (%)” và “Số phiếu”."
    ]
    assert errors(survey, f"{unit};1;4;;;;;;", f"{unit};1;5;;;;;;") == ["Ô B3: Câu 1 của đơn vị này đã có ở ô B2."]
    assert errors(survey) == ["Tệp không có kết quả nào dưới dòng tiêu đề."]


def test_the_workbook_comes_filled_with_units_and_questions_and_is_read_back(scene, survey):
    make.another(scene)
    book = load_workbook(io.BytesIO(tally_workbook(survey)))
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    sheet.cell(4, heads.index("A") + 1, 12)
    sheet.cell(4, heads.index("Không có ý kiến") + 1, 3)
    filled = io.BytesIO()
    book.save(filled)

    rows, wrong = read_tallies(io.BytesIO(filled.getvalue()), survey=survey)

    assert wrong == []
    assert [(row.unit_id, dict(row.counts)) for row in rows] == [(scene.unit.pk, {"A": 12, "blank": 3})]
    assert sheet.max_row == 3 + 2 * 2
    assert "E" not in heads


def test_a_file_of_many_units_takes_no_more_queries(scene, survey):
    lines = [f"{scene.unit.code};1;4;;;;;;"]

    def load():
        SurveyTally.objects.all().delete()
        rows, wrong = read_tallies(csv(*lines), survey=survey)
        assert wrong == []
        load_tallies(survey_id=survey.pk, rows=rows, by=scene.coordinator, now=timezone.now())

    def grow():
        lines.extend(f"{make.another(scene, name).unit.code};1;4;;;;;;" for name in ("Sở Y tế", "Sở Xây dựng"))

    same_query_count(load, grow)
