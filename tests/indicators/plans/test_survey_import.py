"""A file of survey results: counts or an index, checked against each other, every error with its cell."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.surveys import SurveyRow, load_surveys
from indicators.enums import PeriodState, ScoredBy
from indicators.imports.surveys import COLUMNS, read_surveys
from indicators.models import Criterion, Period, PeriodSet, SurveyResult
from tests.factories.plans import make_period, make_person, make_set, make_unit
from units.enums import Role
from units.models import Unit

NOW = dt.datetime(2023, 6, 20, 2, tzinfo=dt.UTC)
HEADER = ";".join(column.title for column in COLUMNS)
COUNTED = {
    "kind": "survey",
    "weights": {"A": "100", "B": "60", "C": "20", "D": "0"},
    "blank": ["E"],
    "step": "0.01",
    "nothing": "unknown",
    "knock_out": False,
}
SHARE = {"kind": "share", "step": "0.01", "nothing": "unknown", "knock_out": False}

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit("SNV", "Sở Nội vụ")


@pytest.fixture
def period(unit) -> Period:
    """A period whose set asks one counted question (8.1) and takes one index (8.2)."""
    period, criteria_set = make_period(), make_set(unit.block)
    PeriodSet.objects.create(period=period, block=unit.block, criteria_set=criteria_set)
    for position, (code, rule) in enumerate([("8.1", COUNTED), ("8.2", SHARE)]):
        Criterion.objects.create(
            criteria_set=criteria_set,
            position=position,
            code=code,
            name=code,
            max_points=2,
            is_leaf=True,
            rule=rule,
            scored_by=ScoredBy.SURVEY,
        )
    return period


def csv(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "dieu-tra.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return file


def read(file: Path, period: Period) -> tuple[list[SurveyRow], list[str]]:
    rows, errors = read_surveys(file, period=period)
    return rows, [str(error) for error in errors]


def test_survey_import_reads_counts_and_indexes(tmp_path, unit, period):
    file = csv(tmp_path, "SNV;8.1;40;30;20;5;5;65,26;100", "SNV;8.2;;;;;;87,4;1.250")

    rows, errors = read(file, period)

    assert errors == []
    assert rows == [
        SurveyRow(unit.pk, "8.1", {"A": 40, "B": 30, "C": 20, "D": 5, "E": 5}, None, 100),
        SurveyRow(unit.pk, "8.2", {}, Decimal("87.4"), 1250),
    ]


def test_survey_import_needs_only_the_columns_it_uses(tmp_path, unit, period):
    file = tmp_path / "gon.csv"
    file.write_text("Mã đơn vị;Mã tiêu chí;Chỉ số (%)\nSNV;8.2;90\nSNV;8.1;", encoding="utf-8")

    rows, errors = read(file, period)

    assert rows == [SurveyRow(unit.pk, "8.2", {}, Decimal(90), 0)]
    assert errors == ["Ô B3: Tiêu chí 8.1 cần số phiếu của từng phương án."]


def test_survey_import_names_every_error_with_its_cell(tmp_path, unit, period):
    make_unit("UBND", "UBND", block=None)
    file = csv(
        tmp_path,
        "SNV;8.1;40;30;20;5;5;70;99",
        "SXX;8.1;1;;;;;;",
        "UBND;8.1;1;;;;;;",
        "SNV;1.1;1;;;;;;",
        "SNV;8.2;;;;;;101;",
        "SNV;8.2;;;;;;;10",
        "SNV;8.1;;;;;;80;",
        "SNV;8.1;1,5;;;;;;",
        "SNV;8.2;;;;;;80;",
        "SNV;8.2;;;;;;81;",
    )

    _, errors = read(file, period)

    assert errors == [
        "Ô H6: Phải từ 100 trở xuống, đang là 101.",
        "Ô C9: Phải là số nguyên, đang là 1,5.",
        "Ô I2: Số phiếu 99 khác tổng các phương án 100.",
        "Ô H2: Chỉ số 70,00% ghi trong tệp khác 65,26% tính từ số phiếu. Sửa số phiếu hoặc để trống ô này.",
        "Ô A3: Không có đơn vị nào có mã hoặc tên “SXX”. Ghi đúng mã trong danh mục đơn vị.",
        "Ô A4: Khối của đơn vị này không có bộ tiêu chí trong kỳ.",
        "Ô B5: “1.1” không phải tiêu chí điều tra của đơn vị này. Các tiêu chí: 8.1, 8.2.",
        "Ô H7: Tiêu chí 8.2 cần Chỉ số (%).",
        "Ô C8: Tiêu chí 8.1 cần số phiếu của từng phương án.",
        "Ô B10: Tiêu chí 8.2 của đơn vị này đã có ở ô B6.",
        "Ô B11: Tiêu chí 8.2 của đơn vị này đã có ở ô B6.",
    ]


def test_survey_import_takes_nothing_that_fewer_than_five_people_said(tmp_path, unit, period):
    file = csv(tmp_path, "SNV;8.1;;4;;;9;;", "SNV;8.2;;;;;;80;4")

    few = "Mới có 4 người trả lời, dưới 5: không nạp, để không đoán ra ai trả lời gì."
    assert read(file, period)[1] == [f"Ô C2: {few}", f"Ô I3: {few}"]
    assert read(csv(tmp_path, "SNV;8.1;;5;;;9;;", "SNV;8.2;;;;;;80;5"), period)[1] == []


def test_survey_import_refuses_an_empty_table(tmp_path, period):
    assert read(csv(tmp_path), period)[1] == ["Tệp không có kết quả nào dưới dòng tiêu đề."]


def row(unit: Unit, **facts) -> SurveyRow:
    return SurveyRow(**{"unit_id": unit.pk, "criterion_code": "8.2", "counts": {}, "index": Decimal(80)} | facts)


def test_survey_load_twice_changes_nothing_the_second_time(unit, period):
    rows = [row(unit, respondents=10), row(unit, criterion_code="8.1", counts={"A": 3}, index=None, respondents=3)]

    assert load_surveys(period_id=period.pk, rows=rows, by=None, now=NOW) == 2
    assert load_surveys(period_id=period.pk, rows=rows, by=None, now=NOW) == 0

    period.refresh_from_db()
    assert period.version == 2
    assert [event.action for event in AuditEvent.objects.order_by("seq")] == ["survey.load"]


def test_survey_load_replaces_what_differs(unit, period):
    load_surveys(period_id=period.pk, rows=[row(unit, respondents=10)], by=None, now=NOW)

    changed = load_surveys(
        period_id=period.pk, rows=[row(unit, index=Decimal("81.5"), respondents=12)], by=None, now=NOW
    )

    result = SurveyResult.objects.get()
    assert (changed, result.index, result.respondents) == (1, Decimal("81.5"), 12)


def test_survey_load_is_for_coordinators_before_publication(unit, period):
    reporter, coordinator = make_person("an", unit, Role.REPORTER), make_person("ha", unit, Role.COORDINATOR)
    rows = [row(unit, respondents=10)]

    with pytest.raises(Refused) as stranger:
        load_surveys(period_id=period.pk, rows=rows, by=reporter, now=NOW)
    assert load_surveys(period_id=period.pk, rows=rows, by=coordinator, now=NOW) == 1
    Period.objects.update(state=PeriodState.PUBLISHED)
    with pytest.raises(Refused) as published:
        load_surveys(period_id=period.pk, rows=rows, by=coordinator, now=NOW)

    assert str(stranger.value) == "Chỉ điều phối CCHC được nạp kết quả điều tra."
    assert str(published.value) == "6 tháng đầu năm 2023 đã công bố, không nạp kết quả điều tra được nữa."


def test_survey_import_command_prints_what_it_did(tmp_path, capsys, unit, period):
    call_command("import_survey", csv(tmp_path, "SNV;8.2;;;;;;80;"), period=period.code)

    assert capsys.readouterr().out == "6 tháng đầu năm 2023: nạp 1 kết quả điều tra, 1 thay đổi\n"
    assert [job.params for job in Job.objects.all()] == [{"period_id": period.pk}]


def test_survey_import_command_says_what_is_wrong_and_writes_nothing(tmp_path, unit, period):
    file = csv(tmp_path, "SNV;8.2;;;;;;80;", "SNV;8.1;abc;;;;;;")

    with pytest.raises(CommandError) as wrong_file:
        call_command("import_survey", file, period=period.code)
    with pytest.raises(CommandError) as wrong_period:
        call_command("import_survey", file, period="nam-1999")
    Period.objects.update(state=PeriodState.PUBLISHED)
    with pytest.raises(CommandError) as published:
        call_command("import_survey", csv(tmp_path, "SNV;8.2;;;;;;80;"), period=period.code)

    assert str(wrong_file.value) == (
        "Không nạp được dieu-tra.csv, 1 lỗi:\n  Ô C3: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."
    )
    assert str(wrong_period.value) == "Không có kỳ “nam-1999”. Các kỳ: 2023-6t."
    assert str(published.value) == "6 tháng đầu năm 2023 đã công bố, không nạp kết quả điều tra được nữa."
    assert SurveyResult.objects.count() == 0
