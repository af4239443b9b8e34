"""The language of formulas: what it understands, what it refuses and where, and how a Vietnamese reads it."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_portal.kit.numbers import rounded
from indicators.rules.expressions import DEEPEST, LONGEST, ExpressionError, half_up, parsed


def value(text: str, **figures: str | int) -> Fraction | None:
    return parsed(text).value({name: Decimal(each) for name, each in figures.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 3 - 2", "5"),
        ("12 / 3 / 2", "2"),
        ("-2 * -3", "6"),
        ("--2", "2"),
        ("2 - -1", "3"),
        ("0.5 + 0.25", "0.75"),
        ("min(3, 1, 2)", "1"),
        ("max(3, 1, 2)", "3"),
        ("round(0.125, 0.01)", "0.13"),
        ("round(-0.125, 0.01)", "-0.13"),
        ("round(4.98, 0.25)", "5"),
        ("if(1, 2, 3)", "2"),
        ("if(0, 2, 3)", "3"),
        ("share(1, 4)", "0.25"),
        ("share(1, 0)", "0"),
        ("share(1, 0, 6)", "6"),
        ("2 = 2", "1"),
        ("2 != 2", "0"),
        ("1 < 1", "0"),
        ("1 <= 1", "1"),
        ("2 > 1", "1"),
        ("1 >= 2", "0"),
        ("1 + 1 = 2", "1"),
        ("1 and 0", "0"),
        ("1 and 2", "1"),
        ("0 or 3", "1"),
        ("0 or 0", "0"),
        ("1 or 1 and 0", "1"),
        ("1 = 2 or 3 > 2", "1"),
    ],
)
def test_arithmetic_binds_as_at_school(text, expected):
    assert value(text) == Fraction(expected)


def test_figures_stand_in_by_name_in_the_order_they_are_met():
    expression = parsed("min(2, 2 * A / 0.8) + 4 * B1 - A")

    assert expression.names == ("A", "B1")
    assert value("min(2, 2 * A / 0.8) + 4 * B", A="0.6", B="0.5") == Fraction("3.5")


def test_division_is_exact_until_the_end():
    """Half a cent survives a third: in decimals 1/3 × 0,015 would fall short of it and round down."""
    assert value("round(1 / 3 * 0.015, 0.01)") == Fraction("0.01")


@pytest.mark.parametrize("text", ["1 / 0", "a / b", "round(1, 0)", "1 + 0 / b"])
def test_division_by_zero_gives_nothing(text):
    assert value(text, a=1, b=0) is None


def test_only_the_branch_that_is_taken_is_worked_out():
    assert value("if(d = 0, 6, 6 * n / d)", n=3, d=0) == 6
    assert value("if(d = 0, 6, 6 * n / d)", n=3, d=4) == Fraction("4.5")
    assert value("d = 0 or n / d > 1", n=3, d=0) == 1
    assert value("d and n / d", n=3, d=0) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "cột 1: chỗ này cần một số, một tên số liệu hoặc dấu “(”; công thức hết sớm."),
        ("1 +", "cột 4: chỗ này cần một số, một tên số liệu hoặc dấu “(”; công thức hết sớm."),
        ("1 + * 2", "cột 5: chỗ này cần một số, một tên số liệu hoặc dấu “(”; gặp “*”."),
        ("1 2", "cột 3: thừa “2”; thiếu một phép tính ở trước đó?"),
        ("(1 + 2", "cột 7: thiếu dấu “)” cho phần mở ở cột 1."),
        ("min(1, 2", "cột 9: thiếu dấu “)” cho phần mở ở cột 1."),
        ("1)", "cột 2: thừa “)”; thiếu một phép tính ở trước đó?"),
        ("2 * (0,8)", "cột 7: dấu phẩy chỉ ngăn các giá trị của hàm; số lẻ viết 0.8."),
        ("sum(1, 2)", "cột 1: không có hàm “sum”; các hàm dùng được: min, max, round, if, share."),
        ("1 + min(1)", "cột 5: hàm min cần từ 2 đến 20 giá trị, đang có 1."),
        ("round(1)", "cột 1: hàm round cần 2 giá trị, đang có 1."),
        ("if(1, 2)", "cột 1: hàm if cần 3 giá trị, đang có 2."),
        ("share(1)", "cột 1: hàm share cần từ 2 đến 3 giá trị, đang có 1."),
        ("a.b", "cột 2: không hiểu “.”."),
        ("a   @ b", "cột 5: không hiểu “@”."),
        ("a ** b", "cột 4: chỗ này cần một số, một tên số liệu hoặc dấu “(”; gặp “*”."),
        ("__import__", "cột 1: không hiểu “_”."),
        ("'a'", "cột 1: không hiểu “'”."),
        ("1 < 2 < 3", "cột 7: thừa “<”; thiếu một phép tính ở trước đó?"),
        ("and", "cột 1: chỗ này cần một số, một tên số liệu hoặc dấu “(”; gặp “and”."),
        ("1" * 13, "cột 13: thừa “1”; thiếu một phép tính ở trước đó?"),
        ("(" * 41 + "1" + ")" * 41, f"cột 41: lồng nhau quá {DEEPEST} lớp."),
        ("-" * 41 + "1", f"cột 41: lồng nhau quá {DEEPEST} lớp."),
        ("1" + " " * LONGEST, f"cột {LONGEST + 1}: công thức dài {LONGEST + 1} ký tự, tối đa {LONGEST}."),
    ],
)
def test_what_is_not_understood_is_refused_with_its_column(text, sentence):
    with pytest.raises(ExpressionError) as refusal:
        parsed(text)

    assert str(refusal.value) == sentence
    assert f"cột {refusal.value.column}:" in sentence


def test_forty_levels_are_read():
    assert value("(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1)) == 1
    assert value("1" + " " * (LONGEST - 1)) == 1


@pytest.mark.parametrize(
    ("text", "shown", "with_numbers"),
    [
        ("min(2, 2*A/0.80)", "min(2; 2 × A / 0,8)", "min(2; 2 × 1.200,5 / 0,8)"),
        ("-A - -2", "−A − −2", "−1.200,5 − −2"),
        ("if(A >= 1 and A != 3, A, 0)", "nếu(A ≥ 1 và A ≠ 3; A; 0)", "nếu(1.200,5 ≥ 1 và 1.200,5 ≠ 3; 1.200,5; 0)"),
        ("round(share(A, 2), 0.25)", "làm tròn(tỷ lệ(A; 2); 0,25)", "làm tròn(tỷ lệ(1.200,5; 2); 0,25)"),
        ("(A) - 1 or A<=2", "(A) − 1 hoặc A ≤ 2", "(1.200,5) − 1 hoặc 1.200,5 ≤ 2"),
    ],
)
def test_a_formula_is_printed_as_a_vietnamese_reads_it(text, shown, with_numbers):
    assert parsed(text).shown() == shown
    assert parsed(text).shown({"A": Decimal("1200.50")}) == with_numbers


steady = settings(derandomize=True, deadline=None, max_examples=200)


@steady
@given(st.decimals(-1000, 1000, places=4), st.sampled_from(["0.01", "0.25", "0.5", "1"]))
def test_rounding_agrees_with_that_of_points(number, step):
    assert half_up(Fraction(number), Fraction(step)) == Fraction(rounded(number, Decimal(step)))


@steady
@given(st.text(alphabet="ab01 .,+-*/()<>=!minaxroudfshelT_", max_size=40))
def test_any_text_is_read_or_refused_and_never_crashes(text):
    with suppress(ExpressionError):
        expression = parsed(text)
        figures = dict.fromkeys(expression.names, Decimal(2))
        expression.value(figures)
        assert expression.shown(figures)
