"""Rows and overviews as people see them: values, states in words, areas."""

from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.actions.recalculation import recalculate
from indicators.actions.scores import Typed
from indicators.models import Score
from indicators.sheets.markup import rows_html
from indicators.sheets.overviews import Progress, Standing, overview_of
from indicators.sheets.rows import as_typed, load_row, load_sheet
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


def rows(scene, editable=True):
    return {row.code: row for row in load_sheet(scene.assessment, editable=editable).all_rows}


def test_every_row_says_where_it_stands(scene):
    scene.save("1.1.1", values={"yes": "1"})
    scene.save("1.1.2", values={"choice": "2"})
    scene.save("2.1", values={"done": "18691", "due": "18961"})
    scene.save("1.3", values={"count": "-1"})
    Score.objects.filter(pk=scene.score("2.3").pk).update(not_applicable=True, exemption="15/UBND-NC")
    saved = f"Đã lưu {timezone.localtime(scene.score('1.1.2').updated_at):%H:%M}"

    assert {code: (row.standing, row.mark.text) for code, row in rows(scene).items()} == {
        "1.1.1": (Standing.WRONG, "Thiếu minh chứng"),
        "1.1.2": (Standing.FINE, saved),
        "1.2": (Standing.EMPTY, "Chưa nhập"),
        "1.3": (Standing.WRONG, "Cần sửa"),
        "2.1": (Standing.ODD, "Xem lại"),
        "2.2": (Standing.LOCKED, "Số liệu tự động"),
        "2.3": (Standing.LOCKED, "Không áp dụng"),
        "2.4": (Standing.LOCKED, "Số liệu tự động"),
        "9.1": (Standing.LOCKED, "Điều tra xã hội học"),
        "9.2": (Standing.LOCKED, "Sở Nội vụ chấm"),
    }


def test_a_row_shows_figures_as_they_are_read(scene):
    scene.save("2.1", values={"done": "115439", "due": "186916"})
    scene.save("1.1.2", values={"choice": "2"})
    recalculate(period_id=scene.period.pk, now=timezone.now())

    shown = rows(scene)

    assert (shown["2.1"].result, shown["2.1"].share) == ("115.439 / 186.916", "61,76%")
    assert (shown["2.1"].hint, shown["2.1"].maximum) == ("Số hồ sơ trực tuyến / Số hồ sơ tiếp nhận", "2,00")
    assert (shown["1.1.2"].result, shown["1.1.2"].fields[0].value) == ("Một phần", "2")
    assert shown["1.1.2"].fields[0].options == (("1", "Đủ"), ("2", "Một phần"))
    assert (shown["2.2"].result, shown["2.2"].computed, shown["2.2"].own) == ("90 / 100", "1,80", "")
    assert (shown["1.2"].result, shown["1.2"].share, shown["1.2"].own) == ("—", "", "")


ONE = 'inputs = [{ name = "count", label = "Số lần vi phạm", unit = "lần" }]'
TWO = """rule.zero_when = ["head"]
inputs = [
  { name = "count", label = "Số người bị kỷ luật", unit = "người" },
  { name = "head", label = "Người đứng đầu bị kỷ luật", unit = "người" },
]"""


def test_two_figures_that_only_stand_beside_each_other_are_no_fraction():
    scene = make.scene(rules_text=make.GRID_SET.replace(ONE, TWO))
    scene.save("1.3", values={"count": "1", "head": "2"})

    row = rows(scene)["1.3"]

    assert (row.result, row.share, row.hint) == ("Số người bị kỷ luật: 1; Người đứng đầu bị kỷ luật: 2", "", "")
    assert "frac" not in rows_html([row])


def test_rows_know_their_area_and_group_whatever_their_code(scene):
    assert {code: (row.area, row.group) for code, row in rows(scene).items() if code in ("1.1.1", "1.2", "9.1")} == {
        "1.1.1": ("1", "1.1 Kế hoạch năm"),
        "1.2": ("1", ""),
        "9.1": ("TD", ""),
    }


def test_gap_is_known_only_where_both_sides_are(scene):
    scene.save("1.3", values={"count": "2"}, self_points="1", shown="")
    scene.save("2.1", self_points="1")
    recalculate(period_id=scene.period.pk, now=timezone.now())

    shown = rows(scene)

    assert {code: row.gap for code, row in shown.items() if code in ("1.3", "2.1", "2.2", "9.2")} == {
        "1.3": Decimal("0.5"),
        "2.1": None,
        "2.2": None,
        "9.2": None,
    }
    assert (shown["1.3"].differs, shown["2.2"].differs) == (True, False)


def test_only_asked_rows_of_an_open_sheet_can_be_edited(scene):
    assert tuple(code for code, row in rows(scene).items() if row.editable) == make.ASKED
    assert [code for code, row in rows(scene, editable=False).items() if row.editable] == []


def test_one_row_alone_is_the_row_of_the_whole_sheet(scene):
    for code, typed in make.FULL.items():
        scene.save(code, values=typed.values, citation=typed.citation)

    whole = rows(scene)

    for code in (*make.ASKED, "2.2"):
        assert load_row(scene.score(code), editable=True) == whole[code]


def test_a_row_as_typed_keeps_what_was_typed(scene):
    row = load_row(scene.score("2.1"), editable=True)

    kept = as_typed(row, Typed({"done": "12a"}, self_points="x", citation="y", no_occurrence=True))

    assert [field.value for field in kept.fields] == ["12a", ""]
    assert (kept.own, kept.citation, kept.no_occurrence) == ("x", "y", True)


def test_overview_counts_what_the_unit_types_and_what_the_appraiser_decides(scene):
    scene.save("2.1", values={"done": "3", "due": "2"})
    scene.save("1.1.2", values={"choice": "2"})
    recalculate(period_id=scene.period.pk, now=timezone.now())

    overview = overview_of(scene.assessment)

    assert overview.progress == Progress(entered=2, total=6, errors=1)
    assert overview.progress.share == 33
    assert [(line.code, line.own, line.maximum, line.mark.text, line.to_appraise) for line in overview.lines] == [
        ("1", "0,50", "4,00", "1/4 tiêu chí", 4),
        ("2", "2,55", "6,00", "1 cần sửa · 1 chưa nhập", 2),
        ("TD", "—", "5,00", "Hệ thống, Sở Nội vụ nhập", 1),
    ]


def test_overview_of_untouched_and_finished_areas(scene):
    assert [line.mark.text for line in overview_of(scene.assessment).lines][:2] == ["Chưa bắt đầu", "Chưa bắt đầu"]

    scene.fill()

    assert [line.mark.text for line in overview_of(scene.assessment).lines][:2] == [
        "4/4 · đã xong",
        "2/2 · đã xong",
    ]


def test_latest_names_who_typed_last(scene):
    assert load_sheet(scene.assessment, editable=True).latest == ""

    row = scene.save("1.3", values={"count": "0"})

    at = timezone.localtime(row.updated_at)
    assert load_sheet(scene.assessment, editable=True).latest == f"Nguyễn Thị Lan sửa 1.3 lúc {at:%H:%M, %d/%m}"
