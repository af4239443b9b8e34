"""Plans as documents: drafted, issued, specified by a unit, carried on into the next year, and their pages."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc_portal.kit.refusals import Refused
from indicators.actions.plans import Decision, copy_unfinished, create_plan, issue_plan, write_tasks
from indicators.enums import AssignedBy, PlanKind, PlanState
from indicators.imports.plans import FAULTS, read_tasks
from indicators.models import Plan, Task
from tests.factories.plans import make_person, make_plan, make_task, make_unit
from tests.indicators.plans.documents import NOW, TODAY, draft_of, exported
from tests.indicators.plans.test_plan_detail import text
from units.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_a_co_ordinating_unit_reads_the_task_but_does_not_report_it(client, unit):
    helper = make_unit("STC", "Sở Tài chính")
    task = make_task(unit, plan=make_plan())
    task.supporters.add(helper)
    client.force_login(make_person("canbo", helper, Role.REPORTER))

    assert client.get(reverse("indicators:task_detail", args=[task.pk])).status_code == 200
    assert client.get(reverse("indicators:task_report", args=[task.pk])).status_code == 403


def test_a_draft_asks_nothing_of_anybody_until_it_is_issued(client, unit, coordinator):
    plan = draft_of(unit, coordinator, year=2023)
    task = make_task(unit, plan=plan)
    client.force_login(make_person("canbo", unit, Role.REPORTER))
    page = reverse("indicators:task_detail", args=[task.pk])

    assert client.get(page).status_code == 404
    assert "Không có nhiệm vụ nào" in text(client.get(reverse("indicators:plan_detail", args=[2023])))
    issue_plan(
        plan_id=plan.pk,
        decision=Decision("1/KH-UBND", dt.date(2022, 12, 27), "Chủ tịch"),
        by=coordinator,
        now=NOW,
    )

    assert client.get(page).status_code == 200
    assert "0/1 nhiệm vụ hoàn thành" in text(client.get(reverse("indicators:plan_detail", args=[2023])))


@pytest.mark.parametrize(
    ("decision", "tasks", "sentence"),
    [
        (("1/KH", dt.date(2023, 9, 2)), 1, "Ngày ban hành 02/09/2023 còn ở phía trước."),
        (("1/KH", dt.date(2023, 8, 1)), 0, "Kế hoạch chưa có nhiệm vụ nào. Hãy nhập phụ lục trước khi ban hành."),
        (("1/KH-UBND-2023", dt.date(2023, 8, 1)), 1, "Số 1/KH-UBND-2023 đã dùng cho một kế hoạch khác."),
    ],
)
def test_a_plan_is_issued_by_a_believable_decision_only(unit, coordinator, decision, tasks, sentence):
    make_plan()
    plan = draft_of(unit, coordinator)
    for number in range(tasks):
        make_task(unit, str(number), plan=plan)

    with pytest.raises(Refused) as refusal:
        issue_plan(plan_id=plan.pk, decision=Decision(*decision, "Chủ tịch"), by=coordinator, now=NOW)

    assert str(refusal.value) == sentence


def test_one_plan_of_a_kind_a_year(unit, coordinator):
    draft_of(unit, coordinator)
    draft_of(unit, coordinator, kind=PlanKind.INSPECTION, name="Kế hoạch kiểm tra")
    draft_of(unit, coordinator, unit_id=unit.pk, name="Kế hoạch của Sở")

    with pytest.raises(Refused) as refusal:
        draft_of(unit, coordinator)

    assert str(refusal.value).startswith("Năm 2024 đã có “Kế hoạch CCHC năm 2024”.")


# --- a unit's own plan ------------------------------------------------------------------------------------------------


def test_a_unit_specifies_a_task_of_the_province(client, tmp_path, unit):
    above = make_task(unit, "12", plan=make_plan(), title="Rà soát văn bản")
    head = make_person("lanhdao", unit, Role.HEAD)
    plan = create_plan(kind=PlanKind.CCHC, year=2023, unit_id=unit.pk, name="Kế hoạch của Sở", by=head, now=NOW)
    file = tmp_path / "phu-luc.csv"
    file.write_text(
        "TT;Lĩnh vực;Nhiệm vụ;Chủ trì;Nhiệm vụ của tỉnh\n1;A;Rà soát 5 văn bản;SLD;12\n2;A;Khác;SLD;13",
        encoding="utf-8",
    )

    rows, errors = read_tasks(file, year=2023, today=TODAY, plan=plan)
    write_tasks(plan_id=plan.pk, rows=rows[:1], by=head, now=NOW)
    issue_plan(plan_id=plan.pk, decision=Decision("5/KH-SLD", dt.date(2023, 1, 9), "Giám đốc"), by=head, now=NOW)

    assert [str(error) for error in errors] == ["Ô E3: Kế hoạch năm 2023 của tỉnh không có nhiệm vụ số 13."]
    own = Task.objects.get(plan=plan)
    assert (own.parent_id, own.assigned_by) == (above.pk, AssignedBy.UNIT)
    client.force_login(head)
    page = text(client.get(reverse("indicators:task_detail", args=[above.pk])))
    assert "Kế hoạch của đơn vị cụ thể hóa Sở Lao động: 1. Rà soát 5 văn bản" in page


def test_the_tasks_of_a_units_own_plan_do_not_count_for_the_plan_of_the_province(client, unit, coordinator):
    make_task(unit, "1", plan=make_plan())
    own = make_plan(2023, unit=unit, number="5/KH-SLD")
    make_task(unit, "1", plan=own, assigned_by=AssignedBy.UNIT)
    address = reverse("indicators:plan_detail", args=[2023])

    assert "0/1 nhiệm vụ hoàn thành" in text(client.get(address))
    assert "0/1 nhiệm vụ hoàn thành" in text(client.get(address, {"nguon": "unit", "don_vi": "SLD"}))


# --- the next year ----------------------------------------------------------------------------------------------------


def test_unfinished_tasks_are_carried_into_the_draft_of_the_next_year_once(unit, coordinator):
    plan = make_plan()
    make_task(unit, "1", plan=plan, finished_on=dt.date(2023, 5, 1))
    make_task(unit, "2", plan=plan, due_on=dt.date(2023, 11, 30), product="Đề án")
    make_task(unit, "3", plan=plan, due_on=None)

    draft, count = copy_unfinished(plan_id=plan.pk, by=coordinator, now=NOW)
    _, again = copy_unfinished(plan_id=plan.pk, by=coordinator, now=NOW)

    assert (draft.year, draft.state, count, again) == (2024, PlanState.DRAFT, 2, 0)
    carried = draft.tasks.order_by("pk").values_list("number", "due_on", "product", "carried_from__number")
    assert list(carried) == [("2", dt.date(2024, 11, 30), "Đề án", "2"), ("3", None, "", "3")]


# --- pages ------------------------------------------------------------------------------------------------------------


def upload(client, plan, content: bytes, **more):
    file = SimpleUploadedFile("phu-luc.xlsx", content)
    return client.post(reverse("indicators:plan_upload", args=[plan.pk]), {"file": file, **more})


def test_a_plan_goes_from_draft_to_issue_through_the_pages(client, unit, coordinator):
    new = {"kind": "publicity", "unit": "", "year": "2023", "name": "Kế hoạch tuyên truyền CCHC năm 2023"}
    plan_page = client.post(reverse("indicators:plan_new"), new).url
    plan = Plan.objects.get()
    source = make_plan()
    make_task(unit, "1", plan=source, title="Chuyên mục trên Đài")

    looked = upload(client, plan, exported(source).getvalue(), drops_missing="on").url
    page = text(client.get(looked))
    assert Task.objects.filter(plan=plan).count() == 0
    written = client.post(f"{looked}ghi/")
    decision = {"number": "30/KH-UBND", "decided_on": "15/01/2023", "signer": "Chủ tịch"}
    client.post(reverse("indicators:plan_issue", args=[plan.pk]), decision)

    assert "1 nhiệm vụ thêm mới · 0 nhiệm vụ sửa" in page
    assert written.url == plan_page
    plan.refresh_from_db()
    assert (plan.state, plan.document) == (PlanState.ISSUED, "30/KH-UBND ngày 15/01/2023")
    listed = text(client.get(reverse("indicators:plan_detail", args=[2023]), {"nguon": "publicity"}))
    assert "Chuyên mục trên Đài" in listed
    assert "0/1 nhiệm vụ hoàn thành" in listed


def test_a_wrong_appendix_comes_back_with_its_cells_coloured_and_nothing_is_written(client, unit, coordinator):
    plan = draft_of(unit, coordinator)
    source = make_plan()
    make_task(unit, "1", plan=source)
    book = openpyxl.load_workbook(exported(source))
    book.active["D10"], book.active["F10"] = "Sở Không Có", "31/13/2024"
    out = io.BytesIO()
    book.save(out)

    looked = upload(client, plan, out.getvalue()).url
    page = text(client.get(looked))
    refused = client.post(f"{looked}ghi/", follow=True)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{looked}danh-dau/").content))

    assert "Tệp phu-luc.xlsx còn 2 lỗi" in page
    assert "D10 Không có đơn vị nào có mã hoặc tên “Sở Không Có”." in page
    assert "Tệp còn 2 lỗi nên chưa ghi được." in text(refused)
    assert sheet["Phụ lục"]["D10"].fill.fgColor.rgb == "00FDC9C3"
    assert sheet["Phụ lục"]["D10"].comment.text.startswith("Không có đơn vị nào")
    listed = list(sheet[FAULTS].iter_rows(values_only=True))
    assert [row[0] for row in listed] == ["Ô", "F10", "D10"]
    assert plan.tasks.count() == 0


def test_an_issued_plan_asks_for_the_document_that_changes_it(client, unit, coordinator):
    plan = make_plan()
    make_task(unit, "1", plan=plan)

    response = upload(client, plan, exported(plan).getvalue())

    assert response.status_code == 422
    for sentence in (
        "Chưa ghi số văn bản.",
        "Chưa ghi ngày ký.",
        "Chưa ghi người ký.",
        "Chưa ghi nội dung điều chỉnh.",
    ):
        assert sentence in text(response)


@pytest.mark.parametrize("page", ["plan_list", "plan_document"])
def test_plan_pages_take_the_same_number_of_queries_for_any_number_of_rows(client, unit, coordinator, page):
    plan = make_plan()
    address = reverse(f"indicators:{page}", args=[plan.pk] if page == "plan_document" else [])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    def more(number: int) -> None:
        make_task(make_unit(f"S{number}"), "1", plan=plan)
        make_plan(2023, unit=make_unit(f"P{number}"), number=f"{number}/KH")

    more(1)
    queries()
    for_one = queries()
    more(2)
    more(3)

    assert queries() == for_one
