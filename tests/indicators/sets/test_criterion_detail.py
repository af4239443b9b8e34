"""One criterion edited over HTTP: everything wrong at once, nothing typed is lost, and the rule tried."""

import pytest

from cchc_portal.kit.numbers import show_number
from indicators.models import Criterion, Trial
from indicators.sets.edits import below, parsed, row_of, rows
from indicators.sets.trials import stamp
from tests.asserts import part_equals_page, same_query_count
from tests.factories import units
from tests.factories.criteria import SMALL_SET, criteria_set
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return criteria_set()


@pytest.fixture(autouse=True)
def coordinator(client):
    who = units.coordinator(full_name="Phạm Thu Hà")
    client.force_login(who)
    return who


def url(draft, code="1.1", what=""):
    return f"/bo-tieu-chi/{draft.pk}/tieu-chi/{code}/{what}"


def row(draft, code="1.1"):
    draft.refresh_from_db()
    return row_of(parsed(draft.source), code)


def filled(draft, **changes):
    """What the browser sends of 1.1 as it is, with changes."""
    return {
        "seen": stamp(row(draft)),
        "code": "1.1",
        "name": "Hoàn thành kế hoạch",
        "max": "3",
        "parent": "1",
        "rule.kind": "ratio",
        "rule.floor": "80",
        "inputs-0-name": "done",
        "inputs-0-label": "Số nhiệm vụ đã hoàn thành",
        "inputs-0-source": "plan.done",
        "inputs-1-name": "due",
        "inputs-1-label": "Số nhiệm vụ trong kế hoạch",
        "inputs-1-source": "plan.tasks",
        "scored_by": "unit",
        "evidence_required": "on",
        "guidance": "Hệ thống tự đếm.",
        "clause": "Mục 1.1",
    } | changes


def test_criterion_detail_shows_the_tree_and_the_form(client, draft):
    page = client.get(url(draft))

    assert [(line.branch.code, line.maximum, line.added) for line in page.context["lines"]] == [
        ("1", "4,00", "4,00"),
        ("1.1", "3,00", ""),
        ("1.2", "1,00", ""),
        ("2", "6,00", ""),
    ]
    assert {c.name: c.value for c in page.context["form"].parameters if c.name == "rule.floor"} == {"rule.floor": "80"}


def test_criterion_detail_asks_as_much_for_a_larger_tree(client, draft):
    same_query_count(
        lambda: client.get(url(draft)),
        lambda: [client.post(url(draft, "1", "cho/"), {"deed": "add"}) for _ in range(2)],
    )


def test_the_same_form_sent_back_changes_nothing(client, draft):
    before = draft.source

    answer = client.post(url(draft), filled(draft))

    draft.refresh_from_db()
    assert (answer.status_code, draft.source) == (302, before)


def test_criterion_detail_saves_rule_and_points(client, draft):
    answer = client.post(url(draft), filled(draft, **{"max": "2,5", "rule.floor": "70,5", "name": "Tên mới"}))

    assert answer["Location"] == url(draft)
    assert (str(row(draft)["max"]), str(row(draft)["rule"]["floor"]), row(draft)["name"]) == ("2.5", "70.5", "Tên mới")


def test_criterion_detail_says_all_that_cannot_be_read_and_keeps_it(client, draft):
    answer = client.post(url(draft), filled(draft, **{"max": "ba", "rule.floor": "8o", "code": ""}))

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["code", "max", "rule.floor"]
    assert 'value="8o"' in answer.content.decode()
    assert row(draft)["max"] == 3


def test_what_is_wrong_but_readable_is_kept_and_said(client, draft):
    client.post(url(draft), filled(draft, **{"max": "2", "rule.target": "60"}))

    page = client.get(url(draft))
    assert page.context["line"].branch.faults == (
        "Luật “Tỷ lệ nhân điểm tối đa”: “Ngưỡng tối thiểu” (80%) lớn hơn “Mục tiêu” (60%).",
    )
    assert "Σ 3,00 / 4,00" in page.content.decode()


def test_faults_name_the_fields_of_the_form_and_no_key_of_the_file(client, draft):
    """Nothing chosen, and a figure the rule does not know: both said in the words that stand on the page."""
    client.post(url(draft, "1.2"), {**filled(draft), "seen": stamp(row(draft, "1.2")), "code": "1.2", "rule.kind": ""})
    client.post(url(draft), filled(draft, **{"inputs-0-name": "lam", "rule.floor": "0,1234567"}))

    said = {code: client.get(url(draft, code)).context["line"].branch.faults for code in ("1.1", "1.2")}

    assert said == {
        "1.1": ("“Luật chấm”, “Ngưỡng tối thiểu”: nhiều nhất 12 chữ số trước và 6 chữ số sau dấu thập phân.",),
        "1.2": ("Không có tiêu chí con nên phải có luật chấm.",),
    }


def test_another_kind_of_rule_draws_its_parameters_without_saving(client, draft):
    before = draft.source

    page = client.post(url(draft), filled(draft, **{"rule.kind": "count", "redraw": "1", "name": "Đang gõ"}))
    part = client.post(
        url(draft),
        filled(draft, **{"rule.kind": "count", "redraw": "1"}),
        headers={"HX-Request": "true", "HX-Target": "rule"},
    )

    assert next(c.name for c in page.context["form"].parameters) == "rule.per"
    assert 'value="Đang gõ"' in page.content.decode()
    assert part.content.decode().strip().startswith('<div class="stack" id="rule">')
    assert "<html" not in part.content.decode()
    draft.refresh_from_db()
    assert draft.source == before


@pytest.mark.parametrize("part", ["rule", "trial"])
def test_the_parts_equal_the_page(client, draft, part):
    part_equals_page(client, url(draft), part)


def test_two_coordinators_clash_and_nothing_is_lost(client, draft):
    mine = filled(draft, name="Của tôi")
    client.post(url(draft), filled(draft, name="Của người khác"))

    answer = client.post(url(draft), mine)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Phạm Thu Hà vừa lưu lúc" in page
    assert "Tên “Của người khác” đổi thành “Của tôi”." in page
    assert 'value="Của tôi"' in page
    assert row(draft)["name"] == "Của người khác"

    kept = client.post(url(draft), mine | {"seen": answer.context["seen"]})
    assert (kept.status_code, row(draft)["name"]) == (302, "Của tôi")


def test_a_refusal_is_said_on_the_page_and_keeps_what_was_typed(client, draft):
    answer = client.post(url(draft), filled(draft, code="1.2", name="Đang gõ"))

    assert answer.status_code == 422
    assert "Mã 1.2 đã dùng cho một tiêu chí khác trong bộ." in answer.content.decode()
    assert 'value="Đang gõ"' in answer.content.decode()


def test_a_criterion_that_is_gone_is_not_found(client, draft):
    assert client.get(url(draft, "7")).status_code == 404


def test_a_new_kind_of_rule_is_saved_with_its_table(client, draft):
    bands = {
        "rule.kind": "bands",
        "rule.bands-0-from": "80",
        "rule.bands-0-points": "3",
        "rule.bands-1-from": "50",
        "rule.bands-1-points": "1,5",
        "rule.bands-2-from": "",
        "rule.bands-2-points": "",
    }

    client.post(url(draft), filled(draft, **bands))

    assert [{k: str(v) for k, v in band.items()} for band in row(draft)["rule"]["bands"]] == [
        {"from": "80", "points": "3"},
        {"from": "50", "points": "1.5"},
    ]
    assert Criterion.objects.get(code="1.1").rule["kind"] == "bands"


def test_an_issued_set_is_only_shown(client, draft):
    draft = criteria_set(issued=True)

    page = client.get(url(draft))
    answer = client.post(url(draft), filled(draft, name="Khác"))

    assert "<fieldset" not in page.content.decode()
    assert answer.status_code == 422
    assert "Không thể sửa khi bộ tiêu chí ở trạng thái “Đã ban hành”." in answer.content.decode()


def test_readers_see_and_do_not_save(client, draft):
    units.post(reader := units.user(), units.unit("Sở Nội vụ"), Role.AUDITOR)
    client.force_login(reader)

    assert client.get(url(draft)).status_code == 200
    assert client.post(url(draft), filled(draft)).status_code == 403


def test_readers_are_told_figures_by_their_labels_and_nothing_of_the_rule_language(client):
    rule = 'rule.kind = "ratio"\nrule.floor = 80'
    formula = 'rule.kind = "formula"\nrule.formula = "3 * share(done, due)"'
    draft = criteria_set(SMALL_SET.replace(rule, formula), issued=True)
    units.post(reader := units.user(), units.unit("Sở Nội vụ"), Role.REPORTER)
    client.force_login(reader)

    page = client.get(url(draft)).content.decode()

    assert "3 * share(Số nhiệm vụ đã hoàn thành, Số nhiệm vụ trong kế hoạch)" in page
    assert "<td>Nhiệm vụ trong kế hoạch đã hoàn thành</td>" in page
    assert ("Tên trong luật" in page, "Nhận số lẻ" in page, ">done<" in page) == (False, False, False)


def test_readers_see_weights_beside_the_figures_they_weigh(client):
    rule = 'rule.kind = "ratio"\nrule.floor = 80'
    weighted = 'rule.kind = "weighted_ratio"\nrule.weights = { done = 0.5 }'
    draft = criteria_set(SMALL_SET.replace(rule, weighted), issued=True)
    units.post(reader := units.user(), units.unit("Sở Nội vụ"), Role.REPORTER)
    client.force_login(reader)

    page = client.get(url(draft)).content.decode()

    assert '<th scope="col">Số liệu</th><th scope="col">Trọng số</th>' in page
    assert "<td>Số nhiệm vụ đã hoàn thành</td><td>0,5</td>" in page
    assert "Mã chỉ số" not in page


# --- the rule tried ---------------------------------------------------------------------------------------------------


def test_criterion_trial_shows_points_and_remembers(client, draft):
    page = client.post(url(draft, what="thu/"), {"mau-done": "42", "mau-due": "50"})

    assert str(page.context["result"].points) == "2.52"
    assert "42 / 50 = 84,00% × 3 điểm → 2,52 điểm" in page.content.decode()
    assert [trial.code for trial in Trial.objects.all()] == ["1.1"]
    assert [line.branch.code for line in page.context["lines"] if line.is_untried] == ["1.2", "2"]


def test_criterion_trial_shows_every_edge_from_both_sides(client, draft):
    samples = client.get(url(draft)).context["samples"]

    assert [(sample.figures.split(",")[0], show_number(sample.points, 2)) for sample in samples] == [
        ("Số nhiệm vụ trong kế hoạch: 10.000", "0,00"),
        ("Số nhiệm vụ đã hoàn thành: 1", "0,00"),
        ("Số nhiệm vụ đã hoàn thành: 7.999", "0,00"),
        ("Số nhiệm vụ đã hoàn thành: 8.000", "2,40"),
        ("Số nhiệm vụ đã hoàn thành: 8.001", "2,40"),
        ("Số nhiệm vụ đã hoàn thành: 9.999", "3,00"),
        ("Số nhiệm vụ đã hoàn thành: 10.000", "3,00"),
    ]


def test_criterion_trial_says_what_cannot_be_read(client, draft):
    page = client.post(url(draft, what="thu/"), {"mau-done": "4x", "mau-due": "50"})

    assert (page.status_code, Trial.objects.count()) == (422, 0)
    assert "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76." in page.content.decode()


def test_criterion_trial_without_points_is_no_trial(client, draft):
    client.post(url(draft, what="thu/"), {"mau-done": "60", "mau-due": "50"})

    assert Trial.objects.count() == 0


def test_criterion_trial_of_a_faulty_rule_is_refused(client, draft):
    client.post(url(draft), filled(draft, **{"rule.kind": ""}))

    assert client.post(url(draft, what="thu/"), {"mau-done": "1"}).status_code == 403


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_criterion_move_adds_shifts_and_removes(client, draft):
    added = client.post(url(draft, "1", "cho/"), {"deed": "add"})
    client.post(url(draft, "1.3", "cho/"), {"deed": "up"})
    client.post(url(draft, "1.1", "cho/"), {"deed": "down"})
    row(draft)

    assert added["Location"] == url(draft, "1.3")
    assert below(parsed(draft.source), "1") == ["1.3", "1.1", "1.2"]

    gone = client.post(url(draft, "1.3", "cho/"), {"deed": "remove", "seen": stamp(row(draft, "1.3"))})
    assert gone["Location"] == url(draft, "1")
    assert [each["code"] for each in rows(parsed(draft.source))] == ["1", "1.3", "1.1", "1.2", "2"]
    row(draft, "1")
    assert [each["code"] for each in rows(parsed(draft.source))] == ["1", "1.1", "1.2", "2"]


def test_criterion_move_begins_a_new_area(client, draft):
    answer = client.post(f"/bo-tieu-chi/{draft.pk}/linh-vuc-moi/", {"deed": "add"})

    assert answer["Location"] == url(draft, "3")


def test_criterion_move_does_not_remove_what_somebody_just_saved(client, draft):
    seen = stamp(row(draft))
    client.post(url(draft), filled(draft, name="Mới"))

    answer = client.post(url(draft, what="cho/"), {"deed": "remove", "seen": seen}, follow=True)

    assert "Chưa xóa: có người vừa sửa tiêu chí 1.1." in answer.content.decode()
    assert row(draft)["name"] == "Mới"


def test_criterion_move_refuses_an_unknown_deed(client, draft):
    assert client.post(url(draft, what="cho/"), {"deed": "burn"}).status_code == 403
