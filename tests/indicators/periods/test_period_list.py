"""Periods as the coordinator runs them, over HTTP."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cchc_portal.jobs.models import Job
from indicators.enums import PeriodState
from indicators.models import Assessment, CriteriaSet, Period
from tests.asserts import same_query_count
from tests.factories import criteria, units
from tests.factories import indicators as make
from units.enums import Role

pytestmark = pytest.mark.django_db

LIST = "/ky-danh-gia/"
NEW = "/ky-danh-gia/moi/"


@pytest.fixture
def coordinator(client):
    who = units.coordinator()
    client.force_login(who)
    return who


def filled(**changes):
    rules = CriteriaSet.objects.first() or criteria.criteria_set(make.GRID_SET, issued=True)
    return {
        "code": "quy-3-2026",
        "name": "Quý III/2026",
        "year": "2026",
        "kind": "quarter",
        "data_from": "15/06/2026",
        "data_to": "14/09/2026",
        "opens_at": "20/09/2026 08:00",
        "self_due_at": "05/10/2026 17:00",
        "first_due_at": "25/10/2026 17:00",
        "explain_due_at": "01/11/2026 17:00",
        "second_due_at": "15/11/2026 17:00",
        f"set_{rules.block_id}": str(rules.pk),
    } | changes


def test_period_list_counts_sheets_on_their_way(client):
    scene = make.scene()
    make.scene("Sở Y tế", within=scene)
    make.measure(scene)
    scene.submit()
    client.force_login(scene.coordinator)

    (row,) = client.get(LIST).context["periods"]

    assert (row.units, row.handed_in, row.appraised) == (2, 1, 0)


def test_period_list_asks_as_much_for_three_periods_as_for_one(client, coordinator):
    make.period()

    same_query_count(lambda: client.get(LIST), lambda: [make.period("quy-1"), make.period("quy-2")])


def test_period_new_reads_dates_and_hours_as_clerks_write_them(client, coordinator):
    response = client.post(NEW, filled())

    made = Period.objects.get()
    assert response["Location"] == LIST
    assert (f"{made.data_from} {made.data_to}", made.state) == ("2026-06-15 2026-09-14", PeriodState.PREPARING)
    assert f"{timezone.localtime(made.self_due_at):%d/%m/%Y %H:%M}" == "05/10/2026 17:00"
    assert made.sets.count() == 1


def test_period_new_proposes_the_later_deadlines(client, coordinator):
    client.post(NEW, filled(first_due_at="", explain_due_at="", second_due_at="20/11/2026 17:00"))

    made = Period.objects.get()
    days = [timezone.localtime(getattr(made, name)) for name in ("first_due_at", "explain_due_at", "second_due_at")]
    assert [f"{day:%d/%m/%Y %H:%M}" for day in days] == ["25/10/2026 17:00", "01/11/2026 17:00", "20/11/2026 17:00"]


def test_period_new_says_everything_at_once_and_keeps_what_was_typed(client, coordinator):
    wrong = {
        "code": "Quý 3",
        "name": "",
        "data_from": "16/06/2026",
        "data_to": "13/06/2026",
        "opens_at": "sáng mai",
        "self_due_at": "19/09/2026 08:00",
        **{name: "" for name in filled() if name.startswith("set_")},
    }

    response = client.post(NEW, filled(**wrong))

    assert (response.status_code, Period.objects.count()) == (422, 0)
    assert {name: list(errors) for name, errors in response.context["form"].errors.items()} == {
        "code": ["Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối, ví dụ quy-3-2026."],
        "name": ["Chưa ghi mục này."],
        "data_from": ["Số liệu phải bắt đầu từ ngày 01 hoặc ngày 15."],
        "data_to": ["Số liệu phải kết thúc ở ngày 14 hoặc ngày cuối tháng.", "Ngày cuối phải sau ngày đầu."],
        "opens_at": ["Ghi ngày và giờ dạng 05/04/2026 17:00."],
        "__all__": ["Hãy chọn bộ tiêu chí cho ít nhất một khối."],
    }
    assert 'value="16/06/2026"' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"self_due_at": "20/09/2026 08:00"}, "self_due_at", "Hạn tự chấm phải sau lúc mở nhập."),
        ({"first_due_at": "05/10/2026 17:00"}, "first_due_at", "Hạn thẩm định lần 1 phải sau hạn tự chấm."),
        ({"explain_due_at": "24/10/2026 17:00"}, "explain_due_at", "Hạn giải trình phải sau hạn thẩm định lần 1."),
        ({"second_due_at": "01/11/2026 17:00"}, "second_due_at", "Hạn thẩm định lần 2 phải sau hạn giải trình."),
        ({"data_to": "mai"}, "data_to", "Ghi ngày dạng 15/12/2025."),
        ({"data_to": "30/08/2026"}, "data_to", "Số liệu phải kết thúc ở ngày 14 hoặc ngày cuối tháng."),
    ],
)
def test_period_new_says_how_to_mend_a_date(client, coordinator, changes, field, sentence):
    response = client.post(NEW, filled(**changes))

    assert dict(response.context["form"].errors) == {field: [sentence]}


def test_period_new_offers_only_issued_sets_and_no_code_twice(client, coordinator):
    draft = criteria.criteria_set()
    make.period()

    unissued = client.post(NEW, filled(code="khac", **{f"set_{draft.block_id}": str(draft.pk)}))
    again = client.post(NEW, filled())

    assert list(unissued.context["form"].errors) == [f"set_{draft.block_id}", "__all__"]
    assert again.context["form"].errors["code"] == ["Mã kỳ này đã có; hãy chọn mã khác."]


def test_period_open_gives_the_units_their_sheets(client, coordinator):
    client.post(NEW, filled())
    units.unit("Sở Tài chính", block=CriteriaSet.objects.get().block)

    response = client.post(reverse("indicators:period_open", args=[Period.objects.get().pk]), follow=True)

    assert [str(each) for each in response.context["messages"]][-1] == (
        "Kỳ “Quý III/2026” đã mở, thêm 1 phiếu cho các đơn vị."
    )
    assert Assessment.objects.get().unit.name == "Sở Tài chính"


def test_period_recalculate_queues_one_job_and_shows_it_to_its_owner(client, coordinator):
    period = make.period(state=PeriodState.OPEN)
    url = reverse("indicators:period_recalculate", args=[period.pk])

    mine = client.post(url)
    client.force_login(units.coordinator())
    theirs = client.post(url, follow=True)

    job = Job.objects.get()
    assert mine["Location"] == reverse("jobs:job_detail", args=[job.pk])
    assert [str(each) for each in theirs.context["messages"]] == [
        "Điểm quý III/2026 đang được tính lại, xin chờ vài phút rồi xem bảng xếp hạng."
    ]


def test_period_recalculate_of_a_published_period_is_refused_in_words(client, coordinator):
    period = make.period(state=PeriodState.PUBLISHED)

    response = client.post(reverse("indicators:period_recalculate", args=[period.pk]))

    assert response.status_code == 403
    assert "Kỳ “Quý III/2026” đã công bố nên điểm không tính lại được." in response.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_periods_are_run_by_coordinators_only(client, role):
    period = make.period()
    client.force_login(units.holder(role))

    assert (client.get(LIST).status_code, client.get(NEW).status_code) == (403, 403)
    for name in ("period_open", "period_recalculate"):
        assert client.post(reverse(f"indicators:{name}", args=[period.pk])).status_code == 403
