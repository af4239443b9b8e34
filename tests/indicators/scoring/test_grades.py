"""Grades at every boundary, and the printed reason where a condition caps one."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.grades import Band, Candidate, Gate, Grade, Quota, QuotaRounding, Tied, grade, within_quotas
from indicators.sets.document import read_set
from tests.factories.criteria import WORKED, worked_set

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


# --- conditions in every form ------------------------------------------------------------------------------------


def gate(**given) -> Gate:
    limits = {
        key: Decimal(value) if key in ("below", "at_most", "above", "at_least") else value
        for key, value in given.items()
    }
    return Gate(**{"of": "x", "cap": "" if "down" in given else "Khá", "reason": "điều kiện", **limits})


@pytest.mark.parametrize(
    ("limits", "closed", "open_"),
    [
        ({"below": "80"}, ["79.99", "0", "-5"], ["80", "80.01"]),
        ({"at_most": "80"}, ["79.99", "80"], ["80.01"]),
        ({"above": "0"}, ["0.01", "1"], ["0", "-1"]),
        ({"at_least": "3"}, ["3", "4"], ["2.99"]),
        ({"at_least": "3", "below": "5"}, ["3", "4.99"], ["2.99", "5"]),
    ],
)
def test_a_condition_is_met_on_its_own_side_of_the_limit(limits, closed, open_):
    given_ = gate(**limits)

    assert [given_.closes(Decimal(fact)) for fact in closed] == [True] * len(closed)
    assert [given_.closes(Decimal(fact)) for fact in open_] == [False] * len(open_)
    assert (given_.closes(None), given_.limited, gate().limited) == (False, True, False)


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ([gate(above="0", down=1)], "Tốt"),
        ([gate(above="0", down=2)], "Khá"),
        ([gate(above="0", down=9)], "Kém"),
        ([gate(above="0", down=1), gate(above="0", cap="Khá")], "Khá"),
        ([gate(above="0", cap="Khá"), gate(above="0", down=1)], "Trung bình"),
        ([gate(above="0", cap="Tốt", down=1)], "Khá"),
        ([gate(above="0", cap="Kém"), gate(above="0", down=1)], "Kém"),
        ([gate(above="0", cap="Rất tốt")], "Rất tốt"),
    ],
)
def test_grades_are_lowered_in_the_order_written(gates, expected):
    assert grade(Decimal(95), BANDS, gates, {"x": Decimal(1)}).label == expected


def test_each_step_down_says_its_own_reason():
    gates = [gate(above="0", cap="Khá", reason="thiếu điều kiện"), gate(above="0", down=1, reason="minh chứng sai")]

    assert grade(Decimal(95), BANDS, gates, {"x": Decimal(1)}).reason == (
        "95,00 điểm: đủ điểm Rất tốt nhưng thiếu điều kiện → Khá; minh chứng sai → Trung bình"
    )


def test_the_printed_reason_of_the_published_case():
    """Seed 003: 92,03 points were only "Khá"."""
    bands = (Band("Xuất sắc", Decimal(95)), Band("Tốt", Decimal(90)), Band("Khá", Decimal(80)), Band("Yếu", Decimal(0)))
    satisfied = Gate(of="8.2", below=Decimal(80), cap="Khá", reason="chỉ số hài lòng < 80%")

    assert grade(Decimal("92.03"), bands, [satisfied], {"8.2": Decimal("79.99")}) == Grade(
        "Khá", "92,03 điểm: đủ điểm Tốt nhưng chỉ số hài lòng < 80% → Khá"
    )


@pytest.mark.parametrize("code", WORKED)
def test_every_band_of_every_worked_set_at_its_boundary(code):
    bands = read_set(worked_set(code)).options.bands
    cent = Decimal("0.01")

    for better, band in pairwise(bands):
        assert grade(better.edge, bands).label == better.label
        assert grade(better.edge + cent, bands).label == better.label
        assert grade(better.edge - cent, bands).label == band.label


limits = st.integers(0, 100).map(Decimal)
caps = st.sampled_from([band.label for band in BANDS])
some_gates = st.lists(
    st.one_of(
        st.builds(Gate, of=st.just("x"), below=limits, cap=caps, reason=st.just("a")),
        st.builds(Gate, of=st.just("y"), at_least=limits, down=st.integers(1, 3), reason=st.just("b")),
    ),
    max_size=5,
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(limits, some_gates, limits, limits)
def test_a_grade_never_rises_and_never_falls_without_a_reason(value, gates, x, y):
    labels = [band.label for band in BANDS]
    facts = {"x": x, "y": y}
    natural, found = grade(value, BANDS), grade(value, BANDS, gates, facts)
    unmet = [each for each in gates if not each.closes(facts[each.of])]

    assert labels.index(found.label) >= labels.index(natural.label)
    assert bool(found.reason) == (found.label != natural.label)
    assert found.reason.endswith(f"→ {found.label}") or not found.reason
    assert grade(value, BANDS, unmet, facts) == natural


# --- quotas ------------------------------------------------------------------------------------------------------


def block(*values: str, label: str = "Rất tốt", **by_code: list[str]) -> list[Candidate[str]]:
    """Units A, B, C … of these values, all holding the grade."""
    return [
        Candidate(
            chr(65 + at),
            Decimal(value),
            {code: Decimal(points[at]) for code, points in by_code.items()},
            Grade(label),
        )
        for at, value in enumerate(values)
    ]


def labels_of(candidates, *quotas) -> str:
    return " ".join(grade_.label for grade_ in within_quotas(candidates, BANDS, quotas).values())


@pytest.mark.parametrize(
    ("units", "percent", "rounding", "allowed"),
    [
        (16, "25", QuotaRounding.DOWN, 4),
        (18, "25", QuotaRounding.DOWN, 4),
        (18, "25", QuotaRounding.HALF_UP, 5),
        (17, "25", QuotaRounding.HALF_UP, 4),
        (17, "25", QuotaRounding.UP, 5),
        (16, "25", QuotaRounding.UP, 4),
        (3, "25", QuotaRounding.DOWN, 0),
        (5, "100", QuotaRounding.DOWN, 5),
    ],
)
def test_a_quota_is_a_number_of_units(units, percent, rounding, allowed):
    assert Quota(label="Rất tốt", percent=Decimal(percent), rounding=rounding).allowed(units) == allowed


def test_a_unit_without_a_grade_is_none_of_those_a_quota_counts():
    quota = Quota(label="Rất tốt", percent=Decimal(50))
    graded, other = Candidate("A", Decimal(95), {}, Grade("Rất tốt")), Candidate("B", None, {}, Grade(""))

    found = within_quotas([graded, other], BANDS, [quota])

    assert found["A"].reason.endswith("tối đa 50% là 0/1 đơn vị → Tốt")
    assert found["B"] == Grade("")


def test_an_index_is_not_called_points():
    bands, quota = BANDS[:2], Quota(label="Rất tốt", percent=Decimal(0))
    capped = grade(Decimal(95), BANDS, [gate(above="0", cap="Khá")], {"x": Decimal(1)}, is_percent=True)
    found = within_quotas([Candidate("A", Decimal(95), {}, Grade("Rất tốt"))], bands, [quota], is_percent=True)

    assert capped.reason == "95,00%: đủ mức Rất tốt nhưng điều kiện → Khá"
    assert found["A"].reason == "95,00%: đủ mức Rất tốt nhưng tỷ lệ Rất tốt tối đa 0% là 0/1 đơn vị → Tốt"


def test_the_best_keep_the_grade_and_the_others_fall_with_a_reason():
    quota = Quota(label="Rất tốt", percent=Decimal(50))

    found = within_quotas(block("91", "99", "95", "93"), BANDS, [quota])

    assert [found[key].label for key in "ABCD"] == ["Tốt", "Rất tốt", "Rất tốt", "Tốt"]
    assert found["A"].reason == ("91,00 điểm: đủ điểm Rất tốt nhưng tỷ lệ Rất tốt tối đa 50% là 2/4 đơn vị → Tốt")
    assert found["B"] == Grade("Rất tốt")


def test_a_quota_with_room_for_all_changes_nothing():
    candidates = block("91", "99")

    assert within_quotas(candidates, BANDS, [Quota(label="Rất tốt", percent=Decimal(100))]) == {
        each.key: each.grade for each in candidates
    }


def test_units_without_a_grade_are_not_counted_and_other_grades_are_left():
    candidates = [
        *block("99", "98"),
        Candidate("Y", None, {}, Grade("")),
        Candidate("Z", Decimal(60), {}, Grade("Khá")),
    ]

    assert labels_of(candidates, Quota(label="Rất tốt", percent=Decimal(34))) == "Rất tốt Tốt  Khá"


@pytest.mark.parametrize(
    ("tied", "labels"),
    [
        (Tied.OUT, "Rất tốt Tốt Tốt Tốt"),
        (Tied.IN, "Rất tốt Rất tốt Rất tốt Tốt"),
        (Tied.BY_CODE, "Rất tốt Rất tốt Tốt Tốt"),
    ],
)
def test_units_equal_in_everything_at_the_edge(tied, labels):
    assert labels_of(block("99", "95", "95", "94"), Quota(label="Rất tốt", percent=Decimal(50), tied=tied)) == labels


@pytest.mark.parametrize("tied", Tied)
def test_without_a_tie_at_the_edge_all_policies_agree(tied):
    quota = Quota(label="Rất tốt", percent=Decimal(50), tied=tied)

    assert labels_of(block("99", "95", "94", "94"), quota) == "Rất tốt Rất tốt Tốt Tốt"
    assert labels_of(block("99"), Quota(label="Rất tốt", percent=Decimal(50), tied=tied)) == "Tốt"


def test_a_tie_is_broken_by_the_codes_of_the_quota_in_order():
    """Total, then bonus, then group V (domain notes 2.4)."""
    candidates = block("95", "95", "95", "95", VIII=["3", "5", "5", "5"], V=["9", "1", "2", "2"])
    quota = Quota(label="Rất tốt", percent=Decimal(50), ties=("VIII", "V"), tied=Tied.BY_CODE)

    assert labels_of(candidates, quota) == "Tốt Tốt Rất tốt Rất tốt"


def test_an_unknown_tie_breaker_counts_as_nothing():
    first, second = block("95", "95")
    known = second._replace(by_code={"VIII": Decimal("0.5")})

    assert labels_of([first, known], Quota(label="Rất tốt", percent=Decimal(50), ties=("VIII",))) == "Tốt Rất tốt"


def test_a_later_quota_counts_those_that_fell_and_reasons_are_added():
    quotas = [Quota(label="Rất tốt", percent=Decimal(50)), Quota(label="Tốt", percent=Decimal(0))]

    found = within_quotas(block("99", "95"), BANDS, quotas)

    assert [found[key].label for key in "AB"] == ["Rất tốt", "Khá"]
    assert found["B"].reason == (
        "95,00 điểm: đủ điểm Rất tốt nhưng tỷ lệ Rất tốt tối đa 50% là 1/2 đơn vị → Tốt; "
        "tỷ lệ Tốt tối đa 0% là 0/2 đơn vị → Khá"
    )
