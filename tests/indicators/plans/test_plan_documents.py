"""Plans as documents: drafted, issued, adjusted with the old wording kept, out to Excel and back, carried on."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.numbers import show_percent
from cchc_portal.kit.refusals import Refused
from indicators.actions.plans import Decision, Loaded, copy_unfinished, create_plan, issue_plan, write_tasks
from indicators.enums import AssignedBy, PlanKind, PlanState
from indicators.exports.plans import write_plan
from indicators.imports.plans import FAULTS, marked, read_tasks
from indicators.models import Plan, PlanAdjustment, Task
from indicators.plans.appendix import compare
from indicators.plans.outcomes import tally
from tests.factories.plans import make_person, make_plan, make_task, make_unit
from tests.indicators.plans.test_plan_detail import text
from units.enums import Role

NOW = dt.datetime(2023, 9, 1, 2, tzinfo=dt.UTC)
TODAY = dt.date(2023, 9, 1)
ADJUSTED = Decision("99/QĐ-UBND", dt.date(2023, 8, 1), "Chủ tịch Trần Văn A", "Lùi thời hạn sang quý IV")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_1_september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit("SLD", "Sở Lao động")


@pytest.fixture
def coordinator(client):
    user = make_person("dieuphoi", make_unit("SNV", "Sở Nội vụ"), Role.COORDINATOR)
    client.force_login(user)
    return user


def exported(plan: Plan) -> io.BytesIO:
    return io.BytesIO(
        write_plan(plan, plan.tasks.select_related("lead", "parent").order_by("pk"), "UBND Thành phố Mẫu")
    )


def read_back(plan: Plan):
    return read_tasks(exported(plan), year=plan.year, today=TODAY, plan=plan)


# --- out to Excel and back --------------------------------------------------------------------------------------------


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


def test_a_co_ordinating_unit_reads_the_task_but_does_not_report_it(client, unit):
    helper = make_unit("STC", "Sở Tài chính")
    task = make_task(unit, plan=make_plan())
    task.supporters.add(helper)
    client.force_login(make_person("canbo", helper, Role.REPORTER))

    assert client.get(reverse("indicators:task_detail", args=[task.pk])).status_code == 200
    assert client.get(reverse("indicators:task_report", args=[task.pk])).status_code == 403


# --- drafts, issue ----------------------------------------------------------------------------------------------------


def draft_of(unit, coordinator, **fields) -> Plan:
    facts = {"kind": PlanKind.CCHC, "year": 2024, "unit_id": None, "name": "Kế hoạch CCHC năm 2024"}
    return create_plan(**facts | fields, by=coordinator, now=NOW)


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


# --- adjustments ------------------------------------------------------------------------------------------------------


@pytest.fixture
def adjusted(unit, coordinator):
    """Three tasks of which the decision of 1 August moves one, drops one, keeps one, and adds a fourth."""
    plan = make_plan()
    for number in ("1", "2", "3"):
        make_task(unit, number, plan=plan, due_on=dt.date(2023, 6, 30))
    rows, _ = read_back(plan)
    moved = rows[0].__class__(
        **{**{n: getattr(rows[0], n) for n in rows[0].__slots__}, "due_on": dt.date(2023, 12, 15)}
    )
    added = rows[0].__class__(**{**{n: getattr(rows[0], n) for n in rows[0].__slots__}, "number": "4"})
    write_tasks(
        plan_id=plan.pk, rows=[moved, rows[2], added], decision=ADJUSTED, drops_missing=True, by=coordinator, now=NOW
    )
    plan.refresh_from_db()
    return plan


def outcomes(day: dt.date) -> dict[str, str]:
    return {task.number: task.outcome.value for task in Task.objects.order_by("number").as_of(day)}


def test_an_adjustment_counts_from_its_decision_and_leaves_the_past_as_it_was(adjusted):
    assert outcomes(dt.date(2023, 7, 31)) == {"1": "overdue", "2": "overdue", "3": "overdue"}
    assert outcomes(dt.date(2023, 8, 1)) == {"1": "in_progress", "3": "overdue", "4": "overdue"}


def test_an_adjustment_keeps_the_old_wording_and_its_document(client, adjusted):
    page = text(client.get(reverse("indicators:task_detail", args=[Task.objects.get(number="1").pk])))

    assert adjusted.state == PlanState.ADJUSTED
    assert "Sửa theo 99/QĐ-UBND ngày 01/08/2023 (Chủ tịch Trần Văn A): Lùi thời hạn sang quý IV" in page
    assert "Thời gian hoàn thành: 30/06/2023 → 15/12/2023" in page
    document = text(client.get(reverse("indicators:plan_document", args=[adjusted.pk])))
    assert "Đưa ra khỏi kế hoạch: nhiệm vụ 2. Nhiệm vụ 2" in document
    assert "Bổ sung: nhiệm vụ 4." in document
    assert AuditEvent.objects.filter(action="plan.adjust").count() == 1


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (("98/QĐ-UBND", dt.date(2023, 7, 1)), "Ngày quyết định 01/07/2023 sớm hơn văn bản trước đó (01/08/2023)."),
        (("98/QĐ-UBND", dt.date(2023, 9, 2)), "Ngày quyết định 02/09/2023 còn ở phía trước."),
        (
            ("99/QĐ-UBND", dt.date(2023, 8, 9)),
            "Kế hoạch đã được điều chỉnh theo số 99/QĐ-UBND; mỗi văn bản ghi một lần.",
        ),
    ],
)
def test_adjustments_follow_one_another(adjusted, coordinator, decision, sentence):
    with pytest.raises(Refused) as refusal:
        write_tasks(
            plan_id=adjusted.pk,
            rows=[],
            drops_missing=True,
            decision=Decision(*decision, "Chủ tịch", "Bỏ hết"),
            by=coordinator,
            now=NOW,
        )

    assert str(refusal.value) == sentence


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


def test_marking_needs_a_workbook(unit):
    with pytest.raises(ValueError, match="không tô màu được"):
        marked(b"TT;x", [])


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


def test_42_of_68_stays_42_of_68_after_everything_that_came_later(unit, coordinator):
    plan, mid_year = make_plan(), dt.date(2023, 6, 30)
    for number in range(68):
        done = number < 42
        make_task(
            unit, str(number), plan=plan, due_on=dt.date(2023, 6, 15) if done else dt.date(2023, 9, 30),
            finished_on=dt.date(2023, 6, 10) if done else None,
        )  # fmt: skip
    rows, _ = read_back(plan)
    late = [row for row in rows if int(row.number) >= 42][:20]
    write_tasks(
        plan_id=plan.pk, rows=[row for row in rows if row not in late], decision=ADJUSTED, drops_missing=True,
        by=coordinator, now=NOW,
    )  # fmt: skip
    plan.tasks.filter(number="50").update(finished_on=dt.date(2023, 8, 20))

    counts = tally(task.outcome for task in plan.tasks.as_of(mid_year))

    assert (counts.done, counts.assigned, show_percent(counts.done_percent)) == (42, 68, "61,76%")
    assert tally(task.outcome for task in plan.tasks.as_of(TODAY)).assigned == 48


def test_compare_meets_a_task_whose_lead_changed_by_its_number(unit):
    other = make_unit("STC")
    task = make_task(unit, "7", plan=make_plan())
    rows, _ = read_back(task.plan)
    moved = replace(rows[0], lead_id=other.pk)

    found = compare({task.pk: task}, [moved])

    assert [(each.task_id, each.columns) for each in found.changed] == [(task.pk, {"lead_id": (unit.pk, other.pk)})]
    assert (found.added, found.missing) == ([], [])
