"""What is said of an answer: flags for wrong and odd figures, and the rung of the ladder it stands on."""

import pytest

from indicators.rules import Answer, Input, Rung, Source, checks, ladder
from indicators.rules.words import lowered
from indicators.scoring import score_leaf
from tests.factories.criteria import BANDS, CHOICE, DISCIPLINE, LATENESS, MISSING_GROUPS, TASKS, answer, leaf


@pytest.mark.parametrize(
    ("rule", "values", "flags"),
    [
        ({"kind": "ratio"}, {"done": 42, "due": 68}, []),
        ({"kind": "ratio"}, {"done": 42}, []),
        (
            {"kind": "ratio"},
            {"done": 47, "due": 42},
            [("error", "“Số done” (47) lớn hơn “Số due” (42). Kiểm tra lại hai số.", "done")],
        ),
        (
            {"kind": "ratio"},
            {"done": 18961, "due": 18691},
            [("error", "“Số done” (18.961) lớn hơn “Số due” (18.691). Có thể đã gõ đảo hai chữ số.", "done")],
        ),
        (
            {"kind": "ratio"},
            {"done": 18691, "due": 18961},
            [
                (
                    "warning",
                    "“Số done” (18.691) và “Số due” (18.961) chỉ khác nhau hai chữ số đổi chỗ: có thể gõ nhầm.",
                    "done",
                )
            ],
        ),
        ({"kind": "ratio"}, {"done": 12, "due": 21}, []),
        ({"kind": "ratio"}, {"done": 16981, "due": 18961}, []),
        ({"kind": "ratio"}, {"done": 1896, "due": 18961}, []),
        (
            {"kind": "ratio"},
            {"done": -1, "due": "2.5"},
            [
                ("error", "“Số done” là -1, không được âm.", "done"),
                ("error", "“Số due” là 2,5, phải là số nguyên.", "due"),
            ],
        ),
        (TASKS, {"in_time": 3, "late": 3, "assigned": 5}, [
            ("error", "“Số in_time + Số late” (6) lớn hơn “Số assigned” (5). Kiểm tra lại hai số.", "in_time")
        ]),
        ({"kind": "yes_no"}, {"yes": 2}, [("error", "“Đạt yêu cầu” chỉ nhận 1 (đạt) hoặc 0 (không đạt).", "yes")]),
        (CHOICE, {"choice": 3}, [("error", "“Mức đạt được”: chọn một mức từ 1 đến 2.", "choice")]),
        ({"kind": "share"}, {"index": 101}, [("error", "“Chỉ số” là 101%, không được quá 100%.", "index")]),
        (BANDS, {"value": 101}, [("error", "“Số value” là 101%, không được quá 100%.", "value")]),
        ({**BANDS, "on": "value"}, {"value": 101}, []),
    ],
)  # fmt: skip
def test_checks_name_what_is_wrong_or_odd(rule, values, flags):
    maximum = "2" if rule["kind"] == "bands" else "1"

    assert [flag[:3] for flag in checks(leaf(rule, maximum), answer(**values))] == flags


def test_a_wrong_figure_gives_no_points():
    scored = score_leaf(leaf({"kind": "ratio", "nothing": "full"}), answer(done=5, due=0))

    assert scored == (None, "Chưa tính điểm: “Số done” (5) lớn hơn “Số due” (0). Kiểm tra lại hai số.")


def test_figures_beside_a_tick_are_pointed_out():
    criterion, figures = leaf({"kind": "ratio"}), answer(done=3, due=4).values

    assert checks(criterion, Answer({}, no_occurrence=True)) == []
    assert checks(criterion, Answer(figures, no_occurrence=True)) == [
        ("warning", "Đã đánh dấu “Không phát sinh” nên số liệu đã nhập không được tính.", "done", "idle")
    ]
    assert checks(criterion, Answer(figures, not_applicable=True)) == [
        ("warning", "Đã đánh dấu “Không áp dụng” nên số liệu đã nhập không được tính.", "done", "idle")
    ]


def test_swapped_digits_of_measured_figures_are_no_slip():
    measured = (Input("done", "Số xong", source=Source.IN_TIME), Input("due", "Số phải xong", source=Source.FINISHED))

    assert checks(leaf({"kind": "ratio"}, inputs=measured), answer(done=18691, due=18961)) == []


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Số hồ sơ đúng hạn", "hồ sơ đúng hạn"), ("Đúng hạn", "đúng hạn"), ("Số TTHC đã rà soát", "TTHC đã rà soát")],
)
def test_lowered_label_fits_a_sentence(label, inside):
    assert lowered(label) == inside


# --- ladders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "maximum", "values", "rungs", "hit"),
    [
        ({"kind": "yes_no"}, "1", {"yes": 0}, [("Đạt", "1,00"), ("Không đạt", "0,00")], 1),
        (CHOICE, "1", {"choice": 1}, [("Đủ", "1,00"), ("Một phần", "0,50")], 0),
        (
            BANDS,
            "2",
            {"value": 70},
            [
                ("Từ 85% trở lên", "2,00"),
                ("Từ 70% đến dưới 85%", "1,25"),
                ("Từ 50% đến dưới 70%", "0,50"),
                ("Dưới 50%", "0,00"),
            ],
            1,
        ),
        (
            MISSING_GROUPS,
            "4",
            {"count": 1},
            [("Từ 3 trở lên", "0,00"), ("2", "1,00"), ("1", "2,50"), ("0", "4,00")],
            2,
        ),
        (
            LATENESS,
            "0.5",
            {"days": 4},
            [("Đúng hạn", "0,50"), ("Chậm từ 1 đến 10 ngày", "0,25"), ("Chậm quá 10 ngày", "0,00")],
            1,
        ),
        (
            {"kind": "lateness", "bands": [{"up_to": 5, "points": 1}]},
            "1",
            {"days": 6},
            [("Chậm không quá 5 ngày", "1,00"), ("Chậm quá 5 ngày", "0,00")],
            1,
        ),
        (
            {"kind": "lateness", "bands": [{"up_to": 0, "points": 1}]},
            "1",
            {"days": 0},
            [("Đúng hạn", "1,00"), ("Chậm", "0,00")],
            0,
        ),
        (
            {"kind": "ratio", "floor": 95},
            "4",
            {"done": 97, "due": 100},
            [("Đủ 100%", "4,00"), ("Từ 95% đến dưới 100%", "tỷ lệ × 4,00"), ("Dưới 95%", "0,00")],
            1,
        ),
        (
            {"kind": "ratio", "target": 90},
            "2",
            {"done": 90, "due": 100},
            [("Từ 90% trở lên", "2,00"), ("Dưới 90%", "tỷ lệ / 90% × 2,00")],
            0,
        ),
        (
            {"kind": "ratio", "floor": 90, "target": 90},
            "2",
            {"done": 1, "due": 100},
            [("Từ 90% trở lên", "2,00"), ("Dưới 90%", "0,00")],
            1,
        ),
        (TASKS, "2", {"in_time": 1, "late": 1, "assigned": 2}, [("Số in_time × 1, Số late × 0,5", "tỷ lệ × 2,00")], 0),
        (
            {"kind": "count", "per": "0.75"},
            "1.5",
            {"count": 1},
            [("Tối đa", "1,50"), ("Mỗi lần", "+0,75"), ("Không có", "0,00")],
            1,
        ),
        (
            DISCIPLINE,
            "2",
            {"count": 4, "head": 0},
            [("Không vi phạm", "2,00"), ("Mỗi lần vi phạm", "−0,50"), ("Thấp nhất", "0,00"), ("Có head", "0,00")],
            2,
        ),
        ({"kind": "share"}, "10", {"index": 80}, [("Chỉ số đạt được", "chỉ số × 10,00")], 0),
    ],
)
def test_ladder_shows_the_rule_and_where_the_answer_stands(rule, maximum, values, rungs, hit):
    criterion = leaf(rule, maximum)

    assert ladder(criterion) == [Rung(*rung, False) for rung in rungs]
    assert ladder(criterion, answer(**values)) == [Rung(*rung, at == hit) for at, rung in enumerate(rungs)]


def test_ladder_of_a_survey_lists_its_options():
    assert ladder(leaf({"kind": "survey"}, "20"), answer(A=3))[1] == ("Số phiếu chọn B", "60% × 20,00", False)


@pytest.mark.parametrize(
    "given", [answer(done=1), answer(done=2, due=1), Answer({}, no_occurrence=True), Answer({}, not_applicable=True)]
)
def test_ladder_hits_nothing_without_a_true_and_complete_answer(given):
    assert [rung.hit for rung in ladder(leaf({"kind": "ratio"}), given)] == [False, False]


def test_choices_are_offered_where_the_answer_is_not_typed():
    assert leaf({"kind": "yes_no"}).rule.choices() == ((1, "Đạt"), (0, "Không đạt"))
    assert leaf(CHOICE).rule.choices() == ((1, "Đủ"), (2, "Một phần"))
    assert leaf({"kind": "ratio"}).rule.choices() == ()
