"""A file of tasks: every error with its cell, nothing half written, and safe to load again."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.excel import write_table
from cchc_portal.kit.refusals import Refused
from indicators.actions.plans import Decision, Loaded, PlanHead, load_tasks
from indicators.enums import AssignedBy
from indicators.imports.plans import COLUMNS, read_tasks
from indicators.models import Plan, Task
from tests.factories.plans import make_period, make_person, make_unit
from units.enums import Role

TODAY = dt.date(2023, 7, 10)
NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)
HEAD = PlanHead("275/KH-UBND", "Kế hoạch CCHC năm 2023", dt.date(2022, 12, 27), "Chủ tịch Trần Văn A")
HEADER = (
    "TT;Lĩnh vực;Nhiệm vụ;Sản phẩm;Cơ quan chủ trì;Cơ quan phối hợp;Thời hạn;"
    "Ngày hoàn thành;Chỉ tiêu;Thực hiện;Giao bởi"
)
NO_AREA = "Chưa rõ lĩnh vực: ghi cột “Lĩnh vực”, hoặc một dòng tên lĩnh vực phía trên."

pytestmark = pytest.mark.django_db


def csv(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "nhiem-vu.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return file


def read(file: Path) -> tuple[list, list[str]]:
    rows, errors = read_tasks(file, year=2023, today=TODAY)
    return rows, [str(error) for error in errors]


def test_plan_import_reads_vietnamese_dates_numbers_and_names(tmp_path):
    snv, lao_dong = make_unit("SNV", "Sở Nội vụ"), make_unit("SLD", "Sở Lao động")
    file = csv(
        tmp_path,
        "1;Thể chế;Ban hành kế hoạch;Kế hoạch;SNV;Các sở;31/01/2023;15/01/2023;;;Kế hoạch",
        "2;Số hóa;Số hóa hồ sơ;;so lao dong;;cả năm;;6.935;13.870;UBND",
    )

    rows, errors = read(file)

    assert errors == []
    assert [(r.number, r.lead_id, r.due_on, r.finished_on, r.target, r.achieved, r.assigned_by) for r in rows] == [
        ("1", snv.pk, dt.date(2023, 1, 31), dt.date(2023, 1, 15), None, None, AssignedBy.PLAN),
        ("2", lao_dong.pk, None, None, Decimal(6935), Decimal(13870), AssignedBy.PROVINCE),
    ]


def test_plan_import_names_every_error_with_its_cell(tmp_path):
    make_unit("SNV", "Sở Nội vụ")
    make_unit("SXD1", "Sở Xây dựng")
    make_unit("SXD2", "Sở Xây dựng")
    file = csv(
        tmp_path,
        "1;Thể chế;Một;;SNV;;31/01/2023;;;;",
        "1;Thể chế;Lặp;;Sở Nội vụ;;31/01/2023;;;;Kế hoạch",
        "2;;;;SYT;;31/13/2023;11/07/2023;-5;mười;Bộ",
        "3;Thể chế;Ba;;Sở Xây dựng;;31/01/2031;14/12/2022;;;",
    )

    _, errors = read(file)

    assert errors == [
        "Ô G4: Ghi ngày dạng 31/12/2025, “quý II/2025”, “tháng 6/2025” hoặc “cả năm”.",
        "Ô I4: Phải từ 0 trở lên, đang là -5.",
        "Ô J4: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "Ô K4: Không rõ “Bộ”. Ghi một trong: Kế hoạch; UBND.",
        "Ô A3: Nhiệm vụ số 1 của cơ quan này đã có ở ô A2. Mỗi nhiệm vụ ghi một dòng.",
        "Ô C4: Chưa ghi “Nhiệm vụ”.",
        f"Ô B4: {NO_AREA}",
        "Ô E4: Không có đơn vị nào có mã hoặc tên “SYT”. Ghi đúng mã trong danh mục đơn vị.",
        "Ô H4: Ngày hoàn thành 11/07/2023 ở tương lai. Chỉ báo cáo khi nhiệm vụ đã hoàn thành.",
        "Ô E5: Có 2 đơn vị tên “Sở Xây dựng”. Hãy ghi mã đơn vị.",
        "Ô H5: Ngày hoàn thành 14/12/2022 sớm hơn năm kế hoạch 2023 (tính từ 15/12/2022). Kiểm tra lại năm.",
        "Ô G5: Thời hạn phải trong năm 2023 hoặc 2024. Kiểm tra lại năm, hoặc ghi “cả năm”.",
    ]


def test_plan_import_refuses_an_empty_table_and_a_strange_file(tmp_path):
    strange = tmp_path / "khac.csv"
    strange.write_text("Họ tên;Điện thoại\nAn;0900", encoding="utf-8")

    assert read(csv(tmp_path))[1] == ["Tệp không có nhiệm vụ nào dưới dòng tiêu đề."]
    assert read(strange)[1] == ["Không tìm thấy dòng tiêu đề. Tệp cần có các cột: TT, Nhiệm vụ, Cơ quan chủ trì."]


def test_plan_import_reads_back_the_workbook_it_describes(tmp_path):
    unit = make_unit("SNV")
    file = tmp_path / "nhiem-vu.xlsx"
    values = {"number": "1", "area": "A", "title": "Một", "lead": "SNV", "due_on": dt.date(2023, 3, 31), "target": 5}
    write_table(file, "Nhiệm vụ năm 2023", COLUMNS, [values])

    rows, errors = read(file)

    assert errors == []
    assert [(r.title, r.lead_id, r.due_on, r.target) for r in rows] == [
        ("Một", unit.pk, dt.date(2023, 3, 31), Decimal(5))
    ]


def load(file: Path, **options) -> Loaded:
    rows, errors = read(file)
    assert errors == []
    return load_tasks(year=2023, rows=rows, **{"head": HEAD, "by": None, "now": NOW} | options)


def test_plan_import_twice_changes_nothing_the_second_time(tmp_path):
    make_unit("SNV")
    file = csv(tmp_path, "1;A;Một;;SNV;;31/01/2023;;;;", "2;A;Hai;;SNV;;;;;;UBND")

    assert load(file) == Loaded(added=2, changed=0, unchanged=0)
    assert load(file, head=None) == Loaded(added=0, changed=0, unchanged=2)
    assert list(Task.objects.values_list("number", "assigned_by", "plan__number")) == [
        ("1", "plan", "275/KH-UBND"),
        ("2", "province", None),
    ]
    assert [event.action for event in AuditEvent.objects.order_by("seq")] == ["plan.load", "plan.issue"]


def test_plan_import_corrects_a_task_but_keeps_what_was_reported(tmp_path):
    make_unit("SNV")
    load(csv(tmp_path, "1;A;Một;;SNV;;31/01/2023;20/01/2023;10;12;"))

    corrected = csv(tmp_path, "1;A;Một sửa;;SNV;;28/02/2023;;10;;")
    with pytest.raises(Refused) as refusal:
        load(corrected)
    loaded = load(corrected, decision=Decision("9/QĐ-UBND", dt.date(2023, 3, 1), "Chủ tịch", "Sửa thời hạn"))

    assert str(refusal.value).endswith("Hãy ghi số, ngày, người ký của văn bản điều chỉnh.")

    assert loaded == Loaded(added=0, changed=1, unchanged=0)
    task = Task.objects.get()
    assert (task.title, task.due_on, task.finished_on, task.achieved) == (
        "Một sửa",
        dt.date(2023, 2, 28),
        dt.date(2023, 1, 20),
        Decimal(12),
    )


def test_plan_import_asks_for_the_plan_of_plan_tasks(tmp_path):
    make_unit("SNV")

    with pytest.raises(Refused) as refusal:
        load(csv(tmp_path, "1;A;Một;;SNV;;;;;;"), head=None)

    assert str(refusal.value) == "Chưa có kế hoạch năm 2023. Hãy cho biết số, tên, ngày ban hành và người ký kế hoạch."
    assert load(csv(tmp_path, "1;A;Một;;SNV;;;;;;UBND"), head=None).added == 1


def test_plan_import_is_for_coordinators(tmp_path):
    unit = make_unit("SNV")
    file = csv(tmp_path, "1;A;Một;;SNV;;;;;;")

    with pytest.raises(Refused) as refusal:
        load(file, by=make_person("an", unit, Role.REPORTER))

    assert str(refusal.value) == "Chỉ điều phối CCHC được nạp kế hoạch."
    assert load(file, by=make_person("ha", unit, Role.COORDINATOR)).added == 1


@pytest.mark.parametrize("count", [1, 3])
def test_plan_import_takes_the_same_number_of_queries_for_any_number_of_rows(
    tmp_path, django_assert_num_queries, count
):
    make_unit("SNV")
    lines = [f"{number};A;Việc {number};;SNV;;;;;;UBND" for number in range(count)]
    rows, _ = read(csv(tmp_path, *lines))

    with django_assert_num_queries(8):
        load_tasks(year=2023, rows=rows, by=None, now=NOW)


def test_plan_import_command_prints_what_it_did_and_has_open_periods_scored_again(tmp_path, capsys):
    make_unit("SNV")
    period = make_period()
    make_period(code="2022", year=2022)
    file = csv(tmp_path, "1;A;Một;;SNV;;;;;;")

    call_command("import_plan", file, year=2023, number=HEAD.number, decided_on=HEAD.decided_on, signer="A")

    assert capsys.readouterr().out == "Nhiệm vụ năm 2023: mới 1, thay đổi 0, giữ nguyên 0\n"
    assert Plan.objects.get().name == "Kế hoạch CCHC năm 2023"
    assert [job.params for job in Job.objects.all()] == [{"period_id": period.pk}]


def test_plan_import_command_lists_errors_and_writes_nothing(tmp_path):
    make_unit("SNV")
    file = csv(tmp_path, "1;A;Một;;SNV;;;;;;", "2;;Hai;;SNV;;;;;;")

    with pytest.raises(CommandError) as failure:
        call_command("import_plan", file, year=2023, number="1", decided_on=TODAY, signer="A")

    assert str(failure.value) == "Không nạp được nhiem-vu.csv, 1 lỗi:\n  Ô B3: " + NO_AREA
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {},
            "Chưa có kế hoạch năm 2023. Hãy cho biết số, tên, ngày ban hành và người ký kế hoạch.",
        ),
        ({"number": "1"}, "Kế hoạch cần đủ số (--number), ngày ban hành (--decided-on) và người ký (--signer)."),
        (
            {"adjust_number": "2"},
            "Văn bản điều chỉnh cần đủ số (--adjust-number), ngày (--adjust-on) và người ký (--signer).",
        ),
    ],
)
def test_plan_import_command_says_which_option_is_missing(tmp_path, options, sentence):
    make_unit("SNV")

    with pytest.raises(CommandError) as failure:
        call_command("import_plan", csv(tmp_path, "1;A;Một;;SNV;;;;;;"), year=2023, **options)

    assert str(failure.value) == sentence
