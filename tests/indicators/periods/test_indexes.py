"""Indexes that others have published: a file of them, the points that follow, and where each figure was read."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import Workbook

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.indexes import Difference, IndexRow, compared, load_indexes
from indicators.actions.recalculation import recalculate
from indicators.enums import PeriodState
from indicators.imports.indexes import COLUMNS, read_indexes
from indicators.models import Period, PublishedIndex
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db

INDEX_SET = """
code = "chi-so-2026"
name = "Bộ tiêu chí có chỉ số đã công bố"
block = "so"
max = 5
decision_number = "12/QĐ-UBND"
decided_on = 2022-01-14

[[bands]]
label = "Tốt"
from = 80
[[bands]]
label = "Chưa tốt"
from = 0

[[gates]]
of = "index.sipas"
below = 80
cap = "Chưa tốt"
reason = "chỉ số hài lòng dưới 80%"

[[criteria]]
code = "1"
name = "Phục vụ người dân, doanh nghiệp"
max = 3
rule.kind = "imported_class"
rule.classes = [{ label = "Tốt", from = 80, points = 3 }, { label = "Khá", from = 0, points = 1.5 }]
inputs = [{ name = "index", label = "Chỉ số 766", unit = "điểm", source = "index", index = "766", decimals = true }]
scored_by = "import"

[[criteria]]
code = "2"
name = "Hài lòng"
max = 2
rule.kind = "share"
inputs = [{ name = "index", label = "SIPAS", unit = "%", source = "index", index = "sipas", decimals = true }]
scored_by = "import"
"""
HEADER = ";".join(column.title for column in COLUMNS)
SIPAS = "sipas;Chỉ số hài lòng;{};%;44/QĐ-UBND;14/02/2026;UBND thành phố;7"
SERVING = "766;Chỉ số phục vụ người dân;{};điểm;Bảng chỉ số;31/12/2025;Văn phòng Chính phủ;"


@pytest.fixture
def scene():
    return make.scene(rules_text=INDEX_SET)


def csv(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "chi-so.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return file


def line(scene, what: str, value: str) -> str:
    return f"{scene.unit.code};{what.format(value)}"


def read(file: Path, scene) -> tuple[list[IndexRow], list[str]]:
    rows, errors = read_indexes(file, period=scene.period, units=Unit.objects.all())
    return rows, [str(error) for error in errors]


def row(scene, code: str = "sipas", value: str = "85", **facts) -> IndexRow:
    named = {"name": code, "measure": "%", "document_number": "44/QĐ", "issuer": "UBND", "page": ""}
    dated = {"document_date": dt.date(2026, 2, 14)}
    return IndexRow(**{"unit_id": scene.unit.pk, "code": code, "value": Decimal(value)} | named | dated | facts)


def load(scene, *rows: IndexRow, by=None) -> int:
    return load_indexes(period_id=scene.period.pk, rows=rows, by=by, now=timezone.now())


# --- the file ------------------------------------------------------------------------------------------------------


def test_index_file_is_read_with_its_documents(tmp_path, scene):
    rows, errors = read(csv(tmp_path, line(scene, SIPAS, "87,4"), line(scene, SERVING, "90,44")), scene)

    assert errors == []
    assert rows[0] == IndexRow(
        scene.unit.pk, "sipas", "Chỉ số hài lòng", Decimal("87.4"), "%",
        "44/QĐ-UBND", dt.date(2026, 2, 14), "UBND thành phố", "7",
    )  # fmt: skip
    assert (rows[1].code, rows[1].value, rows[1].page) == ("766", Decimal("90.44"), "")


def test_index_file_may_be_a_workbook_with_other_headings(tmp_path, scene):
    book = Workbook()
    for cells in (
        ("CHỈ SỐ HÀI LÒNG NĂM 2026",),
        ("Kết quả", "Đơn vị", "Mã chỉ số", "Chỉ số", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành"),
        (87.4, scene.unit.name, "sipas", "Hài lòng", "44/QĐ-UBND", dt.date(2026, 2, 14), "UBND thành phố"),
    ):
        book.active.append(cells)
    book.save(tmp_path / "chi-so.xlsx")

    rows, errors = read(tmp_path / "chi-so.xlsx", scene)

    assert (errors, [(each.code, each.value, each.measure) for each in rows]) == ([], [("sipas", Decimal("87.4"), "")])


def test_index_file_names_every_error_with_its_cell(tmp_path, scene):
    units.unit("Ban Dân tộc")
    file = csv(
        tmp_path,
        line(scene, SIPAS, "101"),
        line(scene, SIPAS, "rất cao"),
        f"KHONG;{SIPAS.format('80')}",
        f"Ban Dân tộc;{SIPAS.format('80')}",
        line(scene, SIPAS.replace("sipas", "par"), "80"),
        line(scene, SIPAS, "80").replace("44/QĐ-UBND", ""),
        line(scene, SIPAS, "80"),
        line(scene, SIPAS, "81"),
    )

    _, errors = read(file, scene)

    assert errors == [
        "Ô D3: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "Ô F7: Chưa ghi “Số văn bản”.",
        "Ô D2: “SIPAS” là 101%, không được quá 100%.",
        "Ô A4: Không có đơn vị nào có mã hoặc tên “KHONG”. Ghi đúng mã trong danh mục đơn vị.",
        "Ô A5: Khối của đơn vị này không có bộ tiêu chí trong kỳ.",
        "Ô B6: Bộ tiêu chí của đơn vị này không dùng chỉ số “par”. Các mã: 766, sipas.",
        "Ô B9: Chỉ số sipas của đơn vị này đã có ở ô B8.",
    ]


def test_index_file_without_rows_says_so(tmp_path, scene):
    assert read(csv(tmp_path), scene)[1] == ["Tệp không có chỉ số nào dưới dòng tiêu đề."]


# --- the deed ------------------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing_the_second_time(scene):
    rows = (row(scene), row(scene, "766", "90"))

    assert compared(period=scene.period, rows=rows) == Difference(new=2, other=0, same=0)
    assert load(scene, *rows) == 2
    assert load(scene, *rows) == 0
    assert compared(period=scene.period, rows=(rows[0], row(scene, "766", "91"))) == Difference(0, 1, 1)
    assert AuditEvent.objects.filter(action="index.load").count() == 1
    assert Job.objects.filter(kind="indicators.recalculate").exists()


def test_a_corrected_index_replaces_the_value_and_its_history_stays(scene):
    load(scene, row(scene))

    assert load(scene, row(scene, value="79", document_number="45/QĐ")) == 1

    stored = PublishedIndex.objects.get()
    assert (stored.value, stored.document) == (Decimal(79), "45/QĐ ngày 14/02/2026 của UBND")
    assert PublishedIndex.pgh_event_model.objects.filter(value=85).exists()


def test_indexes_are_loaded_by_coordinators_before_publication(scene):
    with pytest.raises(Refused, match="Chỉ điều phối CCHC"):
        load(scene, row(scene), by=scene.reporter)
    assert load(scene, row(scene), by=scene.coordinator) == 1
    Period.objects.update(state=PeriodState.PUBLISHED)
    with pytest.raises(Refused, match="đã công bố, không nạp chỉ số được nữa"):
        load(scene, row(scene, value="90"), by=scene.coordinator)


# --- the points ----------------------------------------------------------------------------------------------------


def test_points_and_grade_follow_the_published_indexes(scene):
    recalculate(period_id=scene.period.pk, now=timezone.now())
    before = [scene.score(code).explanation for code in ("1", "2")]
    load(scene, row(scene, "766", "90.44", measure="điểm"), row(scene, "sipas", "79.5"))

    recalculate(period_id=scene.period.pk, now=timezone.now())

    assert before == ["Chưa có số liệu: chỉ số 766", "Chưa có số liệu: SIPAS"]
    assert [(scene.score(code).points, scene.score(code).explanation) for code in ("1", "2")] == [
        (Decimal("3.00"), "90,44 điểm → Tốt → 3,00 điểm"),
        (Decimal("1.59"), "79,5% × 2 điểm → 1,59 điểm"),
    ]
    assert scene.assessment.grade_reason == "91,80%: đủ mức Tốt nhưng chỉ số hài lòng dưới 80% → Chưa tốt"


def test_the_explanation_names_the_document_and_links_to_the_list(client, scene):
    load(scene, row(scene, "766", "90.44", page="12"))
    recalculate(period_id=scene.period.pk, now=timezone.now())
    client.force_login(scene.reporter)

    page = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/1/").content.decode()
    missing = client.get(f"/xep-hang/{scene.period.code}/{scene.unit.pk}/vi-sao/2/").content.decode()

    assert "766: 44/QĐ ngày 14/02/2026 của UBND, trang 12" in page
    assert f"/chi-so/?ky={scene.period.code}" in page
    assert "Chưa nạp chỉ số “sipas” của kỳ này" in missing


# --- the pages -----------------------------------------------------------------------------------------------------


def test_index_load_shows_first_and_stores_after_the_second_click(client, tmp_path, scene):
    client.force_login(scene.coordinator)
    url = f"/chi-so/nap/?ky={scene.period.code}"
    with csv(tmp_path, line(scene, SIPAS, "87,4")).open("rb") as file:
        look = client.post(url, {"file": file})
    untouched = PublishedIndex.objects.count()

    done = client.post(url, {"token": look.context["token"]}, follow=True)

    assert (look.context["look"], untouched) == (Difference(1, 0, 0), 0)
    assert "Đã nạp 1 chỉ số; điểm đang được tính lại." in done.content.decode()
    assert "44/QĐ-UBND ngày 14/02/2026 của UBND thành phố, trang 7" in done.content.decode()


def test_index_load_says_every_error_and_stores_nothing(client, tmp_path, scene):
    client.force_login(scene.coordinator)
    url = f"/chi-so/nap/?ky={scene.period.code}"
    with csv(tmp_path, line(scene, SIPAS, "101")).open("rb") as file:
        page = client.post(url, {"file": file})
    gone = client.post(url, {"token": "het-han"}, follow=True)

    assert (page.status_code, [error.cell for error in page.context["errors"]]) == (422, ["D2"])
    assert "hãy gửi lại tệp" in gone.content.decode()
    assert PublishedIndex.objects.count() == 0


def test_index_list_shows_a_unit_its_own_indexes_only(client, scene):
    other = make.scene("Sở Y tế", within=scene)
    load(scene, row(scene), row(other, value="91"))
    client.force_login(scene.reporter)

    page = client.get("/chi-so/")

    assert [each.value for each in page.context["indexes"]] == [Decimal(85)]
    assert not page.context["may_load"]


def test_index_list_asks_as_much_for_three_rows_as_for_one(client, scene):
    client.force_login(scene.coordinator)
    load(scene, row(scene))

    def grow():
        load(scene, *(row(make.scene(name, within=scene)) for name in ("Sở Y tế", "Sở Tư pháp")))

    same_query_count(lambda: client.get("/chi-so/"), grow)


def test_index_list_before_any_period_says_so(client):
    client.force_login(units.holder(Role.COORDINATOR, units.unit("Sở Nội vụ")))

    assert "Chưa có kỳ đánh giá nào" in client.get("/chi-so/").content.decode()


# --- the command ---------------------------------------------------------------------------------------------------


def test_import_indexes_prints_what_it_did(capsys, tmp_path, scene):
    call_command("import_indexes", csv(tmp_path, line(scene, SIPAS, "87,4")), period=scene.period.code)

    assert capsys.readouterr().out == "Quý III/2026: nạp 1 chỉ số đã công bố, 1 thay đổi\n"


def test_import_indexes_says_what_is_wrong_and_writes_nothing(tmp_path, scene):
    with pytest.raises(CommandError) as faulty:
        call_command("import_indexes", csv(tmp_path, line(scene, SIPAS, "101")), period=scene.period.code)
    with pytest.raises(CommandError, match="Không có kỳ “nam-1999”"):
        call_command("import_indexes", csv(tmp_path, line(scene, SIPAS, "80")), period="nam-1999")
    Period.objects.update(state=PeriodState.PUBLISHED)
    with pytest.raises(CommandError, match="đã công bố"):
        call_command("import_indexes", csv(tmp_path, line(scene, SIPAS, "80")), period=scene.period.code)

    assert str(faulty.value) == ("Không nạp được chi-so.csv, 1 lỗi:\n  Ô D2: “SIPAS” là 101%, không được quá 100%.")
    assert PublishedIndex.objects.count() == 0
