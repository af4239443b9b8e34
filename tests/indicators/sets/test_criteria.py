"""Loading and issuing criteria sets: drafts may be replaced, issued sets never change."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cchc_portal.kit.refusals import Refused
from indicators.actions.criteria import issue_set, load_set
from indicators.enums import PeriodKind, SetState
from indicators.models import Assessment, CriteriaSet, Criterion, Period
from indicators.sets.document import SetErrors, read_set
from indicators.sets.trees import load_options, load_tree
from tests.factories.criteria import SMALL_SET, criteria_set, worked_set
from units.enums import Level
from units.models import Block, Unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 2, 1, tzinfo=dt.UTC)


def assess(stored: CriteriaSet) -> Assessment:
    unit = Unit.objects.create(code="u", name="Sở", level=Level.DEPARTMENT, valid_from=dt.date(2020, 1, 1))
    period = Period.objects.create(
        code="2022",
        name="Năm 2022",
        year=2022,
        kind=PeriodKind.YEAR,
        data_from=dt.date(2021, 12, 15),
        data_to=dt.date(2022, 12, 14),
        opens_at=NOW,
        self_due_at=NOW + dt.timedelta(days=30),
        first_due_at=NOW + dt.timedelta(days=40),
        explain_due_at=NOW + dt.timedelta(days=45),
        second_due_at=NOW + dt.timedelta(days=50),
    )
    return Assessment.objects.create(period=period, unit=unit, criteria_set=stored)


def test_load_stores_the_set_as_a_draft():
    stored = criteria_set()

    assert (stored.code, stored.state, stored.max_points, stored.block.code) == ("nho-2022", SetState.DRAFT, 10, "so")
    assert stored.source == SMALL_SET
    assert (str(stored), str(Criterion.objects.get(code="1.2"))) == ("Bộ tiêu chí nhỏ", "1.2 Đối thoại")
    assert list(
        Criterion.objects.filter(criteria_set=stored).values_list("position", "code", "parent__code", "is_leaf")
    ) == [(1, "1", None, False), (2, "1.1", "1", True), (3, "1.2", "1", True), (4, "2", None, True)]


@pytest.mark.parametrize("code", ["so-2022", "huyen-2022"])
def test_a_stored_set_reads_back_as_it_was_written(code, django_assert_num_queries):
    document = read_set(worked_set(code))
    stored = CriteriaSet.objects.get(pk=criteria_set(worked_set(code), block=document.head.block).pk)

    with django_assert_num_queries(1):
        tree = load_tree(stored.pk)

    assert tree == document.tree
    assert load_options(stored) == document.options


def test_an_altered_row_is_not_scored_silently():
    stored = criteria_set()
    Criterion.objects.filter(code="1.1").update(rule={"kind": "ratio", "floor": "cao"})
    stored.scoring = {"step": "to"}

    with pytest.raises(ValueError, match=r"Tiêu chí 1\.1, “Ngưỡng tối thiểu”"):
        load_tree(stored.pk)
    with pytest.raises(ValueError, match="“Làm tròn tổng điểm đến”"):
        load_options(stored)


def test_load_replaces_a_draft_of_the_same_code():
    first = criteria_set()
    text = SMALL_SET.replace("Đối thoại", "Đối thoại với người dân")

    second = criteria_set(text)

    assert (second.pk, second.digest == first.digest) == (first.pk, False)
    assert list(Criterion.objects.order_by("position").values_list("name", flat=True)) == [
        "Chỉ đạo, điều hành",
        "Hoàn thành kế hoạch",
        "Đối thoại với người dân",
        "Điều tra",
    ]


def test_load_of_the_same_text_changes_nothing():
    before = list(Criterion.objects.filter(criteria_set=criteria_set(issued=True)).values_list("pk", flat=True))

    again = criteria_set()

    assert again.state == SetState.ISSUED
    assert list(Criterion.objects.order_by("position").values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("state", "words"), [(SetState.ISSUED, "đã ban hành"), (SetState.LOCKED, "đã khóa")])
def test_load_refuses_to_change_an_issued_set(state, words):
    stored = criteria_set()
    CriteriaSet.objects.update(state=state)

    with pytest.raises(Refused) as refused:
        criteria_set(SMALL_SET + "# khác\n")

    assert str(refused.value) == (
        f"Bộ tiêu chí “nho-2022” {words} nên không sửa được: đổi mã (code) trong tệp để nạp thành bộ mới."
    )
    assert CriteriaSet.objects.get().digest == stored.digest


def test_load_refuses_to_change_a_draft_in_use():
    assess(criteria_set())

    with pytest.raises(Refused) as refused:
        criteria_set(SMALL_SET + "# khác\n")

    assert str(refused.value) == (
        "Bộ tiêu chí “nho-2022” đã có phiếu chấm nên không sửa được: đổi mã (code) để nạp thành bộ mới."
    )


def test_load_needs_the_block():
    with pytest.raises(Refused) as refused:
        load_set(text=SMALL_SET, by=None, now=NOW)

    assert str(refused.value) == ("Chưa có khối “so” trong danh mục khối đơn vị: tạo khối trước rồi nạp lại.")


def test_load_of_a_faulty_document_stores_nothing():
    Block.objects.create(code="so", name="Khối sở")

    with pytest.raises(SetErrors):
        load_set(text=SMALL_SET.replace("max = 3", "max = 2"), by=None, now=NOW)

    assert CriteriaSet.objects.count() == 0


def test_issue_fixes_the_set():
    stored = criteria_set()

    issued = issue_set(set_id=stored.pk, by=None, now=NOW)

    assert (issued.pk, issued.state, issued.max_points) == (stored.pk, SetState.ISSUED, Decimal(10))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": SetState.ISSUED}, "Không thể ban hành khi bộ tiêu chí ở trạng thái “Đã ban hành”."),
        (
            {"decision_number": ""},
            "Chưa ban hành được, còn 1 chỗ phải hoàn thiện: Còn thiếu số quyết định hoặc ngày quyết định.",
        ),
        (
            {"decided_on": None},
            "Chưa ban hành được, còn 1 chỗ phải hoàn thiện: Còn thiếu số quyết định hoặc ngày quyết định.",
        ),
        (
            {"decided_on": timezone.localdate(NOW) + dt.timedelta(days=1)},
            "Chưa ban hành được, còn 1 chỗ phải hoàn thiện: Ngày quyết định 02/02/2022 còn ở phía trước.",
        ),
    ],
)
def test_issue_refuses_with_a_sentence(change, sentence):
    stored = criteria_set()
    CriteriaSet.objects.update(**change)

    with pytest.raises(Refused) as refused:
        issue_set(set_id=stored.pk, by=None, now=NOW)

    assert str(refused.value) == sentence
