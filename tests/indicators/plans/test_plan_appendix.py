"""The appendix of a plan: out to Excel and back, dates and units as officials write them, faults in their cells."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from indicators.actions.plans import Loaded, write_tasks
from indicators.imports.plans import marked, read_tasks
from indicators.models import PlanAdjustment
from indicators.plans.appendix import compare
from tests.factories.plans import make_plan, make_task, make_unit
from tests.indicators.plans.documents import NOW, TODAY, exported, read_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_the_appendix_survives_import_export_import_unchanged(unit, coordinator):
    plan = make_plan()
    make_task(
        unit, "1", plan=plan, area="Thể chế", supporting="Sở Nội vụ; các sở, ngành", budget="NSNN", product="Báo cáo"
    )
    make_task(unit, "2", plan=plan, area="Thể chế", due_on=None, target=Decimal(6935))
    make_task(coordinator.memberships.get().unit, "1", plan=plan, area="Cải cách thủ tục hành chính")
    before = list(plan.tasks.order_by("pk").values())

    rows, errors = read_back(plan)
    loaded = write_tasks(plan_id=plan.pk, rows=rows, drops_missing=True, by=coordinator, now=NOW)

    assert (errors, loaded) == ([], Loaded(added=0, changed=0, unchanged=3, dropped=0))
    assert list(plan.tasks.order_by("pk").values()) == before
    again, _ = read_back(plan)
    assert again == rows
    assert PlanAdjustment.objects.count() == 0


def test_the_appendix_has_the_usual_columns_under_the_areas(unit):
    plan = make_plan()
    make_task(unit, "7", plan=plan, area="Cải cách thể chế", title="Rà soát văn bản", budget="Lồng ghép")

    sheet = openpyxl.load_workbook(exported(plan)).active

    lines = [[cell for cell in row if cell] for row in sheet.iter_rows(min_row=8, values_only=True)]
    assert lines == [
        [
            "TT",
            "Nhiệm vụ/Hoạt động",
            "Sản phẩm/Kết quả",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian hoàn thành",
            "Kinh phí/Ghi chú",
            "Chỉ tiêu",
        ],
        ["I. Cải cách thể chế"],
        ["7", "Rà soát văn bản", "Sở Lao động", "15/06/2023", "Lồng ghép"],
    ]


@pytest.mark.parametrize(
    ("written", "due_on"),
    [
        ("quý II/2023", dt.date(2023, 6, 30)),
        ("Quý 4/2023", dt.date(2023, 12, 31)),
        ("tháng 2/2023", dt.date(2023, 2, 28)),
        ("Trước ngày 30/6/2023", dt.date(2023, 6, 30)),
        ("Thường xuyên", None),
        ("Trong năm 2023", None),
    ],
)
def test_the_time_of_a_task_is_read_as_officials_write_it(tmp_path, unit, written, due_on):
    file = tmp_path / "phu-luc.csv"
    lines = ["TT;Nhiệm vụ;Cơ quan chủ trì;Thời gian hoàn thành", "I;Cải cách thể chế;;", f"1;Một;SLD;{written}"]
    file.write_text("\n".join(lines), encoding="utf-8")

    rows, errors = read_tasks(file, year=2023, today=TODAY)

    assert errors == []
    assert [(row.area, row.due_on) for row in rows] == [("Cải cách thể chế", due_on)]


def test_co_ordinating_units_that_the_words_name_are_found(tmp_path, unit):
    other = make_unit("STC", "Sở Tài chính")
    file = tmp_path / "phu-luc.csv"
    file.write_text(
        "TT;Lĩnh vực;Nhiệm vụ;Chủ trì;Phối hợp\n1;A;Một;SLD;Sở Tài chính; các sở, ngành".replace(
            "Sở Tài chính; ", "STC, "
        ),
        encoding="utf-8",
    )

    rows, errors = read_tasks(file, year=2023, today=TODAY)

    assert (errors, rows[0].supporting, rows[0].supporter_ids) == ([], "STC, các sở, ngành", (other.pk,))


def test_marking_needs_a_workbook(unit):
    with pytest.raises(ValueError, match="không tô màu được"):
        marked(b"TT;x", [])


def test_compare_meets_a_task_whose_lead_changed_by_its_number(unit):
    other = make_unit("STC")
    task = make_task(unit, "7", plan=make_plan())
    rows, _ = read_back(task.plan)
    moved = replace(rows[0], lead_id=other.pk)

    found = compare({task.pk: task}, [moved])

    assert [(each.task_id, each.columns) for each in found.changed] == [(task.pk, {"lead_id": (unit.pk, other.pk)})]
    assert (found.added, found.missing) == ([], [])
