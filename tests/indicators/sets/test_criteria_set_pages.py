"""The pages of criteria sets: list, begin, load, head, compare, issue, file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from indicators.actions.criteria import issue_set
from indicators.actions.criteria_edits import head_stamp, mark_tried
from indicators.models import CriteriaSet, Criterion
from indicators.sets.edits import parsed
from tests.asserts import same_query_count
from tests.factories import reports, units
from tests.factories.criteria import SMALL_SET, criteria_set
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coordinator(client):
    who = units.coordinator()
    client.force_login(who)
    return who


def test_criteria_set_list_asks_as_much_for_three_sets_as_for_one(client):
    reports.criteria_set("bo-1")

    same_query_count(
        lambda: client.get("/bo-tieu-chi/"), lambda: [reports.criteria_set("bo-2"), reports.criteria_set("bo-3")]
    )


def test_criteria_set_list_says_so_when_empty(client):
    assert "Chưa có bộ tiêu chí nào" in client.get("/bo-tieu-chi/").content.decode()


def test_criteria_set_list_counts_leaves_and_periods(client):
    reports.appraised_period()

    (row,) = client.get("/bo-tieu-chi/").context["sets"]

    assert (row.leaves, row.periods) == (4, 1)


def test_criteria_set_new_copies_last_year(client):
    old = criteria_set(issued=True)

    answer = client.post(
        "/bo-tieu-chi/moi/", {"source": old.pk, "code": "nho-2023", "name": "Bộ năm 2023", "year": "2023"}
    )

    made = CriteriaSet.objects.get(code="nho-2023")
    assert answer["Location"] == f"/bo-tieu-chi/{made.pk}/"
    assert (made.follows, made.criteria.count()) == (old, 4)


def test_criteria_set_new_begins_empty(client):
    block = criteria_set().block

    client.post("/bo-tieu-chi/moi/", {"block": block.pk, "code": "moi-2026", "name": "Bộ mới", "year": "2026"})

    assert CriteriaSet.objects.get(code="moi-2026").criteria.count() == 0


def test_criteria_set_new_says_everything_at_once(client):
    criteria_set()

    answer = client.post("/bo-tieu-chi/moi/", {"code": "Bộ 1", "year": "hai"})

    assert answer.status_code == 422
    assert {name: list(said) for name, said in answer.context["form"].errors.items()} == {
        "year": ["Ghi năm bằng bốn chữ số, ví dụ 2027."],
        "code": ["Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ so-2027."],
        "name": ["Chưa ghi tên."],
        "block": ["Chọn khối đơn vị, hoặc chọn bộ để sao chép."],
    }


def test_criteria_set_new_refuses_a_code_in_use(client):
    old = criteria_set()

    answer = client.post("/bo-tieu-chi/moi/", {"source": old.pk, "code": old.code, "name": "x", "year": "2026"})

    assert answer.context["form"].errors["code"] == ["Mã này đã dùng cho một bộ tiêu chí khác."]


def load(client, content):
    file = SimpleUploadedFile("bo.toml", content)
    return client.post("/bo-tieu-chi/nap/", {"file": file})


def test_criteria_set_load_reads_a_file(client):
    units.block("so")

    answer = load(client, SMALL_SET.encode())

    assert answer["Location"] == f"/bo-tieu-chi/{CriteriaSet.objects.get().pk}/"


def test_criteria_set_load_says_every_fault_and_stores_nothing(client):
    units.block("so")

    answer = load(client, SMALL_SET.replace("max = 10", "max = 11").replace("from = 0", "from = 1").encode())

    assert answer.context["faults"] == [
        "Thông tin chung, “Tổng điểm tối đa”: các mục bên dưới (1, 2) cộng lại 10 điểm, khác điểm tối đa 11.",
        "Mức “Chưa tốt”: mức cuối cùng phải bắt đầu từ 0.",
    ]
    assert (answer.status_code, CriteriaSet.objects.count()) == (422, 0)


def test_criteria_set_load_passes_refusals_on(client):
    assert load(client, SMALL_SET.encode()).context["faults"] == [
        "Chưa có khối “so” trong danh mục khối đơn vị: tạo khối trước rồi nạp lại."
    ]


def test_criteria_set_load_needs_utf8(client):
    answer = load(client, "Bộ".encode("utf-16"))

    assert "Tệp không phải bảng mã UTF-8" in answer.content.decode()


def test_criteria_set_detail_says_what_is_missing(client):
    draft = criteria_set()

    page = client.get(f"/bo-tieu-chi/{draft.pk}/")

    assert page.context["problems"] == ["Chưa thử trên số mẫu: 1.1, 1.2, 2."]
    assert "Xem lại để ban hành" in page.content.decode()


def test_criteria_set_detail_of_an_issued_set_offers_a_copy(client):
    issued = criteria_set(issued=True)

    page = client.get(f"/bo-tieu-chi/{issued.pk}/").content.decode()

    assert "Sao chép thành bộ mới" in page
    assert "Thông tin chung, xếp loại" not in page


def head(draft, **changes):
    draft.refresh_from_db()
    return {
        "seen": head_stamp(parsed(draft.source)),
        "name": "Bộ tiêu chí nhỏ",
        "block": "so",
        "max": "10",
        "decision_number": "12/QĐ-UBND",
        "decided_on": "14/01/2022",
        "scoring.result": "points",
        "bands-0-label": "Tốt",
        "bands-0-from": "80",
        "bands-0-inclusive": "on",
        "bands-1-label": "Chưa tốt",
        "bands-1-from": "0",
        "bands-1-inclusive": "on",
        "bands-2-inclusive": "on",
    } | changes


def test_criteria_set_edit_saves_options_classes_and_gates(client):
    draft = criteria_set()
    gate = {"gates-0-of": "1.1", "gates-0-below": "80", "gates-0-cap": "Chưa tốt", "gates-0-reason": "kế hoạch"}

    answer = client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, **gate, decided_on="15/01/2022"))

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (f"{draft.decided_on}", draft.scoring["result"]) == ("2022-01-15", "points")
    assert draft.scoring["gates"][0]["cap"] == "Chưa tốt"


def test_criteria_set_edit_says_what_cannot_be_read(client):
    draft = criteria_set()

    answer = client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, max="mười", decided_on="32/01/2022"))

    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {
            "max": "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
            "decided_on": "Ghi ngày có thật, dạng 31/12/2025.",
        },
    )


def test_criteria_set_edit_says_so_of_a_number_as_long_as_a_line(client):
    draft = criteria_set()

    answer = client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, max="9" * 400))

    assert (answer.status_code, answer.context["form"].errors) == (422, {"max": "Số quá dài; hãy kiểm tra lại."})


def test_criteria_set_edit_names_faults_of_the_head(client):
    draft = criteria_set()
    client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, max="11"))

    assert client.get(f"/bo-tieu-chi/{draft.pk}/sua/").context["faults"] == [
        "Thông tin chung, “Tổng điểm tối đa”: các mục bên dưới (1, 2) cộng lại 10 điểm, khác điểm tối đa 11."
    ]


def test_criteria_set_edit_tells_two_coordinators_apart(client):
    draft = criteria_set()
    mine = head(draft, name="Của tôi")
    client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, name="Của người khác"))

    answer = client.post(f"/bo-tieu-chi/{draft.pk}/sua/", mine)

    assert answer.status_code == 409
    assert answer.context["clash"]["said"] == ["Tên bộ tiêu chí: “Của người khác” → “Của tôi”."]


def test_criteria_set_edit_of_an_issued_set_is_refused(client):
    draft = criteria_set(issued=True)

    assert client.post(f"/bo-tieu-chi/{draft.pk}/sua/", head(draft, name="Khác")).status_code == 403


def test_criteria_set_issue_lists_reasons_then_issues(client, coordinator):
    draft = criteria_set()
    url = f"/bo-tieu-chi/{draft.pk}/ban-hanh/"

    refused = client.post(url)
    mark_tried(set_id=draft.pk, codes=["1.1", "1.2", "2"], by=coordinator, now=reports.NOW)
    ready = client.get(url)
    issued = client.post(url)

    draft.refresh_from_db()
    assert (refused.status_code, refused.context["problems"]) == (422, ["Chưa thử trên số mẫu: 1.1, 1.2, 2."])
    assert (ready.context["problems"], ready.context["leaves"]) == ([], 3)
    assert (issued.status_code, draft.state) == (302, "issued")
    assert "Bộ tiêu chí này đã ban hành." in client.get(url).content.decode()


def test_criteria_set_diff_compares_with_last_year(client):
    old = criteria_set(issued=True)
    client.post("/bo-tieu-chi/moi/", {"source": old.pk, "code": "nho-2023", "name": "Bộ mới", "year": "2023"})
    made = CriteriaSet.objects.get(code="nho-2023")
    client.post(f"/bo-tieu-chi/{made.pk}/tieu-chi/1/cho/", {"deed": "add"})

    page = client.get(f"/bo-tieu-chi/{made.pk}/so-sanh/")

    assert page.context["older"] == old
    assert [each.sentence for each in page.context["changes"]] == ["Thêm tiêu chí 1.3 “Tiêu chí mới”."]
    assert client.get(f"/bo-tieu-chi/{made.pk}/so-sanh/?voi={old.pk}").context["older"] == old


def edition(code, year, *, follows="", dialogue="1.2", was=""):
    """The small set of another year; its criterion 1.2 may have another code and say which one it had."""
    head = f'code = "{code}"\nyear = {year}' + (f'\nfollows = "{follows}"' if follows else "")
    row = f'code = "{dialogue}"' + (f'\nwas = ["{was}"]' if was else "")
    return criteria_set(SMALL_SET.replace('code = "nho-2022"', head).replace('code = "1.2"', row))


def test_criteria_set_diff_follows_old_codes_through_the_sets_between_and_nowhere_else(client):
    """1.2 became 1.5 and then 1.6; to a set that was not copied, old codes say nothing."""
    first = edition("nho-2022", 2022)
    second = edition("nho-2023", 2023, follows="nho-2022", dialogue="1.5", was="1.2")
    third = edition("nho-2024", 2024, follows="nho-2023", dialogue="1.6", was="1.5")
    alone = edition("khac-2025", 2025, dialogue="1.5")

    def moved(made, other):
        page = client.get(f"/bo-tieu-chi/{made.pk}/so-sanh/?voi={other.pk}")
        return page.context["related"], [each.sentence for each in page.context["changes"]]

    assert moved(third, second) == (True, ["Mã 1.5 đổi thành 1.6."])
    assert moved(third, first) == (True, ["Mã 1.2 đổi thành 1.6."])
    assert moved(third, alone) == (
        False,
        ["Thêm tiêu chí 1.6 “Đối thoại” (1,00 điểm).", "Bỏ tiêu chí 1.5 “Đối thoại” (1,00 điểm)."],
    )
    assert moved(first, third)[0] is False
    assert (
        "xem thay đổi theo chiều ấy" in client.get(f"/bo-tieu-chi/{first.pk}/so-sanh/?voi={second.pk}").content.decode()
    )


def test_criteria_set_diff_of_a_single_set_says_so(client):
    assert "Chưa có bộ nào để so sánh" in client.get(f"/bo-tieu-chi/{criteria_set().pk}/so-sanh/").content.decode()


def test_criteria_set_file_is_the_set_letter_by_letter(client):
    stored = criteria_set()

    answer = client.get(f"/bo-tieu-chi/{stored.pk}/tep/")

    assert answer.content.decode() == SMALL_SET
    assert answer["Content-Disposition"] == 'attachment; filename="nho-2022.toml"'


def test_a_file_taken_out_and_loaded_again_changes_nothing(client):
    stored = criteria_set()
    before = list(Criterion.objects.values())

    load(client, client.get(f"/bo-tieu-chi/{stored.pk}/tep/").content)

    assert list(Criterion.objects.values()) == before


def test_a_unit_reads_what_is_issued_and_no_draft(client):
    draft = criteria_set()
    client.force_login(units.holder(Role.REPORTER))

    assert list(client.get("/bo-tieu-chi/").context["sets"]) == []
    assert client.get(f"/bo-tieu-chi/{draft.pk}/").status_code == 404
    issue_set(set_id=draft.pk, by=None, now=timezone.now())

    listed = client.get("/bo-tieu-chi/")
    assert list(listed.context["sets"]) == [draft]
    assert "Bộ tiêu chí mới" not in listed.content.decode()
    guidance = client.get(f"/bo-tieu-chi/{draft.pk}/tieu-chi/1.1/").content.decode()
    assert "Hệ thống tự đếm." in guidance
    assert "<fieldset" not in guidance
