"""Figures: geometry with dots, words with commas, nothing that exists is invisible."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from cchc_portal.kit.bars import share_bar, zoom_bar, zoom_scale
from reports.charts import Line, heat_class, meter, split_bar, step_bar, trend

GEOMETRY = re.compile(r'(?:width|height|x|y|x1|x2|y1|y2|cx|cy|points|viewBox)="([^"]*)"')
LINES = [
    Line("Cao nhất", "t-best", {2021: Decimal("90.50"), 2022: Decimal("91.25"), 2024: Decimal("93")}),
    Line("Trung bình <khối>", "t-mean", {2021: Decimal("80"), 2022: Decimal("82.33"), 2024: Decimal("92.9")}),
]


def numbers(svg: str, attribute: str, tone: str) -> list[str]:
    return re.findall(rf'class="{tone}"[^>]* {attribute}="([^"]*)"', svg)


def test_split_bar_puts_the_parts_side_by_side_and_marks_the_mean() -> None:
    svg = split_bar((Decimal("56.47"), Decimal("28.44")), Decimal(100), "Thẩm định 56,47", Decimal("78.175"))

    assert numbers(svg, "width", "f1") == ["56.47%"]
    assert (numbers(svg, "x", "f3"), numbers(svg, "width", "f3")) == (["56.72%"], ["28.44%"])
    assert numbers(svg, "x1", "tk") == ["78.18%"]
    assert 'aria-label="Thẩm định 56,47"' in svg


def test_split_bar_leaves_out_what_is_zero_and_the_mean_that_is_not_there() -> None:
    svg = split_bar((Decimal(0), Decimal(30)), Decimal(30), "")

    assert ("f1" in svg, "tk" in svg, numbers(svg, "x", "f3")) == (False, False, ["0.00%"])


def test_share_bar_shows_a_share_however_small() -> None:
    svg = share_bar((99_999, 0, 1), "")

    assert numbers(svg, "width", "f4") == ["0.15%"]
    assert "f3" not in svg


@pytest.mark.parametrize(
    ("shares", "scale"),
    [
        ([], 2),
        (["0"], 2),
        (["0.08", "2"], 2),
        (["2.01"], 5),
        (["5"], 5),
        (["9.99"], 10),
        (["10.01"], 50),
        (["50.01"], 100),
    ],
)
def test_zoom_scale_widens_in_steps(shares: list[str], scale: int) -> None:
    assert zoom_scale([Decimal(share) for share in shares]) == scale


def test_zoom_bar_magnifies_on_its_scale_and_says_so_where_there_is_nothing() -> None:
    assert numbers(zoom_bar(Decimal("0.5"), 2, ""), "width", "f4") == ["25.00%"]
    assert zoom_bar(Decimal(0), 2, "") == '<span class="mute small">không có</span>'


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (None, "k0"),
        ("0", "k1"),
        ("59.99", "k1"),
        ("60", "k2"),
        ("69.99", "k2"),
        ("70", "k3"),
        ("80", "k4"),
        ("89.99", "k4"),
        ("90", "k5"),
        ("100", "k5"),
    ],
)
def test_heat_class_includes_its_lower_edge(share: str | None, name: str) -> None:
    assert heat_class(None if share is None else Decimal(share)) == name


def test_trend_leaves_a_gap_where_a_year_is_missing() -> None:
    svg = trend([2021, 2022, 2023, 2024], LINES, {}, "")

    runs = re.findall(r'<polyline class="ln t-best" points="([^"]*)"', svg)

    assert [len(run.split()) for run in runs] == [2]
    assert len(re.findall('<circle class="t-best"', svg)) == 3


def test_trend_draws_a_rule_with_a_word_where_years_do_not_compare() -> None:
    svg = trend([2021, 2022, 2023, 2024], LINES, {2024: "20 → 16 đơn vị"}, "")

    assert svg.count('class="tk"') == 1
    assert ">20 → 16 đơn vị</text>" in svg


def test_trend_keeps_labels_at_the_line_end_apart() -> None:
    svg = trend([2021, 2022, 2023, 2024], LINES, {}, "")

    tops = [Decimal(y) for y in re.findall(r'<text class="lb [^"]*" x="[^"]*" y="([^"]*)"', svg)]

    assert [below - above >= 27 for above, below in pairwise(tops)] == [True]


def test_trend_of_one_year_is_a_point_and_of_none_nothing() -> None:
    svg = trend([2024], [Line("Cao nhất", "t-best", {2024: Decimal(90)})], {}, "Năm 2024")

    assert ("polyline" in svg, svg.count("<circle")) == (False, 1)
    assert trend([], [], {}, "") == ""


@pytest.mark.parametrize(
    "svg",
    [
        split_bar((Decimal("56.475"), Decimal("28.445")), Decimal("99.5"), "56,48 & <b>", Decimal("78.17")),
        share_bar((1, 2, 3), "16,67%"),
        zoom_bar(Decimal("0.33"), 2, "0,33%"),
        meter(Decimal("33.333"), "33,33%"),
        trend([2021, 2022, 2023, 2024], LINES, {2022: "1 → 2"}, "80,00"),
    ],
)
def test_charts_write_geometry_with_dots_and_escape_their_words(svg: str) -> None:
    pairs = r"[-\d.]+,[-\d.]+"
    wrong = [
        value for value in GEOMETRY.findall(svg) if "," in value and not re.fullmatch(rf"{pairs}( {pairs})*", value)
    ]

    assert wrong == []
    assert ("<b>" in svg, "<khối>" in svg) == (False, False)


def test_a_share_of_nothing_is_nothing() -> None:
    assert numbers(split_bar((Decimal(1), Decimal(1)), Decimal(0), "", Decimal(0)), "x1", "tk") == ["0.00%"]


def test_trend_gives_a_line_without_values_no_label() -> None:
    svg = trend([2024], [Line("Cao nhất", "t-best", {2024: Decimal(90)}), Line("Thấp nhất", "t-worst", {})], {}, "")

    assert (svg.count('class="lb'), "Thấp nhất" in svg) == (1, False)


def test_trend_leaves_room_above_the_best_and_below_the_worst() -> None:
    svg = trend([2024], [Line("Cao nhất", "t-best", {2024: Decimal("93.74")})], {}, "")

    assert re.findall(r'text-anchor="end">(\d+)<', svg) == ["90", "100"]
    assert all(0 < Decimal(y) < 190 for y in re.findall(r'cy="([^"]*)"', svg))


def test_step_bar_walks_from_one_total_to_the_next_on_its_scale() -> None:
    edges = (Decimal(20), Decimal(30))

    up, down, still = (step_bar(Decimal(a), Decimal(b), *edges, "") for a, b in ((22, 27), (27, 22), (30, 30)))

    assert [numbers(up, name, "f3") for name in ("x", "width")] == [["20.00%"], ["50.00%"]]
    assert [numbers(down, name, "f4") for name in ("x", "width")] == [["20.00%"], ["50.00%"]]
    assert [numbers(still, name, "f0") for name in ("x", "width")] == [["99.60%"], ["0.40%"]]
