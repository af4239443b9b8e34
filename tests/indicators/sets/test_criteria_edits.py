"""A draft edited node by node: nobody's saving is lost, and only what changed is written."""

import datetime as dt

import pytest

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.criteria import Unissuable, copy_set, create_set, issue_set, lock_sets
from indicators.actions.criteria_edits import (
    add_criterion,
    head_stamp,
    mark_tried,
    remove_criterion,
    save_criterion,
    save_head,
    shift_criterion,
)
from indicators.enums import SetState
from indicators.models import CriteriaSet, Criterion, PeriodSet
from indicators.sets.edits import parsed, row_of, rows
from indicators.sets.trials import stamp
from tests.factories import reports, units
from tests.factories.criteria import criteria_set
from units.models import Block

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)


@pytest.fixture
def by():
    return units.coordinator()


@pytest.fixture
def draft():
    return criteria_set()


def saved(draft, by, at="1.1", seen=None, parent="1", **changes):
    draft.refresh_from_db()
    row = row_of(parsed(draft.source), at)
    return save_criterion(
        set_id=draft.pk,
        code=at,
        seen=seen or stamp(row),
        row={**row, **changes},
        parent=parent,
        by=by,
        now=NOW,
    )


def test_saving_writes_one_row_and_leaves_the_others(draft, by):
    before = dict(Criterion.objects.values_list("code", "pk"))

    saved(draft, by, name="Hoàn thành kế hoạch năm")

    assert dict(Criterion.objects.values_list("code", "pk")) == before
    assert Criterion.objects.get(code="1.1").name == "Hoàn thành kế hoạch năm"
    versions = Criterion.history.rel.related_model.objects.filter(pgh_label="update")
    assert [version.code for version in versions] == ["1.1"]
    event = AuditEvent.objects.filter(action="criteria_set.edit").get()
    assert "1.1: Tên “Hoàn thành kế hoạch” đổi thành “Hoàn thành kế hoạch năm”." in event.after


def test_criteria_change_places_without_losing_their_keys(draft, by):
    before = dict(Criterion.objects.values_list("code", "pk"))

    shift_criterion(set_id=draft.pk, code="1.2", places=-1, by=by, now=NOW)

    assert list(Criterion.objects.order_by("position").values_list("code", flat=True)) == ["1", "1.2", "1.1", "2"]
    assert dict(Criterion.objects.values_list("code", "pk")) == before


def test_a_faulty_draft_is_kept_and_its_rows_wait(draft, by):
    saved(draft, by, max=2)

    draft.refresh_from_db()
    assert row_of(parsed(draft.source), "1.1")["max"] == 2
    assert Criterion.objects.get(code="1.1").max_points == 3

    saved(draft, by, at="1", parent="", max=3)
    saved(draft, by, at="2", parent="", max=7)
    assert Criterion.objects.get(code="1.1").max_points == 2


def test_somebody_elses_saving_is_never_overwritten(draft, by):
    seen = stamp(row_of(parsed(draft.source), "1.1"))
    saved(draft, by, name="Người thứ nhất")

    with pytest.raises(Stale):
        saved(draft, by, seen=seen, name="Người thứ hai")
    with pytest.raises(Stale):
        remove_criterion(set_id=draft.pk, code="1.1", seen=seen, by=by, now=NOW)
    with pytest.raises(Stale):
        save_head(set_id=draft.pk, seen=seen, head={"name": "Khác"}, by=by, now=NOW)
    assert saved(draft, by, seen=seen) == "1.1"  # nothing changed, nothing lost


def test_another_criterion_may_be_saved_at_the_same_time(draft, by):
    seen = stamp(row_of(parsed(draft.source), "1.2"))
    saved(draft, by, name="Người thứ nhất")

    saved(draft, by, at="1.2", seen=seen, name="Người thứ hai")

    draft.refresh_from_db()
    assert [row["name"] for row in rows(parsed(draft.source))][1:3] == ["Người thứ nhất", "Người thứ hai"]


@pytest.mark.parametrize(
    ("code", "parent", "changes", "sentence"),
    [
        ("1.1", "1", {"code": "1.2"}, "Mã 1.2 đã dùng cho một tiêu chí khác trong bộ."),
        ("1", "1.1", {}, "Tiêu chí 1 không thể nằm dưới chính nó (1.1)."),
        (
            "1.1",
            "9",
            {},
            "Tiêu chí 9 không còn trong bộ tiêu chí: có người vừa đổi mã hoặc xóa. Hãy tải lại trang.",
        ),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_sentence(draft, by, code, parent, changes, sentence):
    with pytest.raises(Refused) as refused:
        saved(draft, by, at=code, parent=parent, **changes)

    assert str(refused.value) == sentence


def test_a_tree_has_at_most_five_levels(draft, by):
    code = "1.2"
    for _ in range(3):
        code = add_criterion(set_id=draft.pk, parent=code, by=by, now=NOW)

    with pytest.raises(Refused) as deeper:
        add_criterion(set_id=draft.pk, parent=code, by=by, now=NOW)
    with pytest.raises(Refused) as moved:
        saved(draft, by, at="1.1", parent=code)

    assert str(deeper.value) == "Bộ tiêu chí có nhiều nhất 5 cấp nên không thêm được dưới tiêu chí 1.2.1.1.1."
    assert str(moved.value) == "Bộ tiêu chí có nhiều nhất 5 cấp nên không chuyển được xuống dưới 1.2.1.1.1."


def test_adding_and_removing(draft, by):
    code = add_criterion(set_id=draft.pk, parent="1", by=by, now=NOW)
    draft.refresh_from_db()
    remove_criterion(set_id=draft.pk, code=code, seen=stamp(row_of(parsed(draft.source), code)), by=by, now=NOW)

    draft.refresh_from_db()
    assert [row["code"] for row in rows(parsed(draft.source))] == ["1", "1.1", "1.2", "2"]


def test_the_head_is_saved_with_its_options(draft, by):
    seen = head_stamp(parsed(draft.source))

    head = {"name": "Bộ mới", "year": 2023, "scoring": {"result": "points"}}
    save_head(set_id=draft.pk, seen=seen, head=head, by=by, now=NOW)

    draft.refresh_from_db()
    assert (draft.name, draft.year, draft.scoring["result"]) == ("Bộ mới", 2023, "points")


def test_only_a_coordinator_edits_and_only_a_draft(draft, by):
    with pytest.raises(Refused) as stranger:
        add_criterion(set_id=draft.pk, parent="1", by=units.user(), now=NOW)
    issue_set(set_id=draft.pk, by=None, now=NOW)
    with pytest.raises(Refused) as issued:
        add_criterion(set_id=draft.pk, parent="1", by=by, now=NOW)

    assert str(stranger.value) == "Chỉ Điều phối CCHC được sửa."
    assert str(issued.value) == "Không thể sửa khi bộ tiêu chí ở trạng thái “Đã ban hành”."


# --- from draft to issue ---------------------------------------------------------------------------------------------


def test_issue_names_every_reason_at_once(draft, by):
    saved(draft, by, max=2)
    CriteriaSet.objects.update(decision_number="")

    with pytest.raises(Unissuable) as refused:
        issue_set(set_id=draft.pk, by=by, now=NOW)

    assert refused.value.problems == [
        "Tiêu chí 1: các mục bên dưới (1.1, 1.2) cộng lại 3 điểm, khác điểm tối đa 4.",
        "Còn thiếu số quyết định hoặc ngày quyết định.",
        "Chưa thử trên số mẫu: 1.1, 1.2, 2.",
    ]


def test_every_new_rule_must_be_tried_as_it_stands(draft, by):
    mark_tried(set_id=draft.pk, codes=["1.1", "1.2"], by=by, now=NOW)
    mark_tried(set_id=draft.pk, codes=["1.2", "2"], by=by, now=NOW)
    saved(draft, by, rule={"kind": "ratio", "floor": 70})

    with pytest.raises(Unissuable) as refused:
        issue_set(set_id=draft.pk, by=by, now=NOW)
    mark_tried(set_id=draft.pk, codes=["1.1"], by=by, now=NOW)

    assert refused.value.problems == ["Chưa thử trên số mẫu: 1.1."]
    assert issue_set(set_id=draft.pk, by=by, now=NOW).state == SetState.ISSUED


def test_a_copy_remembers_the_old_codes_and_asks_only_for_new_rules(by):
    old = criteria_set(issued=True)

    made = copy_set(set_id=old.pk, code="nho-2023", name="Bộ năm 2023", year=2023, by=by, now=NOW)
    saved(made, by, at="1.2", rule={"kind": "count", "per": 1}, inputs=[{"name": "count", "label": "Số lần"}])

    made.refresh_from_db()
    assert (made.follows, made.year, made.edition, made.state, made.decision_number) == (old, 2023, 1, "draft", "")
    assert dict(made.criteria.values_list("code", "was")) == {code: [code] for code in ("1", "1.1", "1.2", "2")}
    CriteriaSet.objects.filter(pk=made.pk).update(decision_number="1", decided_on=dt.date(2023, 1, 1))
    with pytest.raises(Unissuable) as refused:
        issue_set(set_id=made.pk, by=by, now=NOW)
    assert refused.value.problems == ["Chưa thử trên số mẫu: 1.2."]


def test_a_second_set_of_block_and_year_is_the_second_edition(by):
    old = criteria_set(issued=True)

    made = copy_set(set_id=old.pk, code="nho-2022-2", name="Sửa đổi", year=2022, by=by, now=NOW)

    assert (old.edition, made.edition) == (1, 2)


def test_a_set_may_begin_empty(by):
    block = Block.objects.create(code="xa", name="Khối xã")

    made = create_set(code="xa-2026", name="Bộ xã", block=block, year=2026, by=by, now=NOW)
    code = add_criterion(set_id=made.pk, parent="", by=by, now=NOW)

    made.refresh_from_db()
    assert (code, row_of(parsed(made.source), "1")["max"], made.max_points) == ("1", 100, 100)


def test_opening_a_period_locks_its_sets_and_refuses_drafts(by):
    period = reports.period()
    used, draft = reports.criteria_set("bo-thu"), criteria_set()
    link = PeriodSet.objects.create(period=period, block=used.block, criteria_set=used)

    lock_sets(period=period, by=by)
    lock_sets(period=period, by=by)
    used.refresh_from_db()
    PeriodSet.objects.filter(pk=link.pk).update(criteria_set=draft)
    with pytest.raises(Refused) as refused:
        lock_sets(period=period, by=by)

    assert used.state == SetState.LOCKED
    assert str(refused.value) == "“Bộ tiêu chí nhỏ” còn là dự thảo: ban hành bộ tiêu chí trước rồi mở kỳ."
    assert AuditEvent.objects.filter(action="criteria_set.lock").count() == 1
