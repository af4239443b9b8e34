"""Grades at every boundary, and the printed reason where a condition caps one."""

from decimal import Decimal

import pytest

from indicators.grades import Band, Gate, Grade, grade

BANDS = (
    Band("Rất tốt", Decimal(90)),
    Band("Tốt", Decimal(80)),
    Band("Khá", Decimal(70), inclusive=False),
    Band("Trung bình", Decimal(50)),
    Band("Kém", Decimal(0)),
)
SHIFTED = (Band("Tốt", Decimal("92.5")), Band("Khá", Decimal(85)), Band("Trung bình", Decimal(0)))
SATISFIED = Gate(of="8.2", below=Decimal(80), cap="Khá", reason="chỉ số hài lòng dưới 80%")
PLANNED = Gate(of="plan.done", below=Decimal(50), cap="Khá", reason="kế hoạch chưa đạt một nửa")
DISCIPLINED = Gate(of="5.6.head", above=Decimal(0), cap="Trung bình", reason="người đứng đầu bị kỷ luật")


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("100", "Rất tốt"),
        ("90.00", "Rất tốt"),
        ("89.99", "Tốt"),
        ("80.00", "Tốt"),
        ("79.99", "Khá"),
        ("70.01", "Khá"),
        ("70.00", "Trung bình"),
        ("69.99", "Trung bình"),
        ("50.00", "Trung bình"),
        ("49.99", "Kém"),
        ("0", "Kém"),
        ("-1", "Kém"),
    ],
)
def test_grade_at_its_boundaries(value, label):
    assert grade(Decimal(value), BANDS) == Grade(label)


def test_grade_belongs_to_the_bands_of_the_set():
    """65,81/70 + 26,22/30 = 92,03 was published as "Khá"."""
    value = Decimal("65.81") + Decimal("26.22")

    assert (grade(value, SHIFTED).label, grade(value, BANDS).label) == ("Khá", "Rất tốt")
    assert grade(Decimal("92.50"), SHIFTED).label == "Tốt"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("79.99", Grade("Khá", "84,03 điểm: đủ điểm Tốt nhưng chỉ số hài lòng dưới 80% → Khá")),
        ("80.00", Grade("Tốt")),
        ("80.01", Grade("Tốt")),
        (None, Grade("Tốt")),
    ],
)
def test_grade_is_capped_with_a_reason_below_the_condition(fact, expected):
    facts = {"8.2": None if fact is None else Decimal(fact)}

    assert grade(Decimal("84.03"), BANDS, [SATISFIED], facts) == expected


def test_grade_without_the_condition_or_below_it_is_the_natural_one():
    low = {"8.2": Decimal(10)}

    assert grade(Decimal("84.03"), BANDS, (), low) == Grade("Tốt")
    assert grade(Decimal("84.03"), BANDS, [SATISFIED], {}) == Grade("Tốt")
    assert grade(Decimal("75"), BANDS, [SATISFIED], low) == Grade("Khá")
    assert grade(Decimal("60"), BANDS, [SATISFIED], low) == Grade("Trung bình")


def test_every_fall_is_printed_with_all_its_reasons():
    facts = {"8.2": Decimal(70), "plan.done": Decimal(40), "5.6.head": Decimal(1)}

    assert grade(Decimal(95), BANDS, [SATISFIED, PLANNED], facts) == Grade(
        "Khá", "95,00 điểm: đủ điểm Rất tốt nhưng chỉ số hài lòng dưới 80%, kế hoạch chưa đạt một nửa → Khá"
    )
    assert grade(Decimal(95), BANDS, [SATISFIED, PLANNED, DISCIPLINED], facts) == Grade(
        "Trung bình",
        "95,00 điểm: đủ điểm Rất tốt nhưng chỉ số hài lòng dưới 80%, kế hoạch chưa đạt một nửa → Khá; "
        "người đứng đầu bị kỷ luật → Trung bình",
    )


def test_an_unknown_value_has_no_grade():
    assert grade(None, BANDS) == Grade("")
    assert grade(Decimal(95), ()) == Grade("")
