"""Rows in which a file sums itself up."""

import pytest

from dossiers.intake.footers import declared_in, doubts, summary_of

COMPUTED = {"rows": 3, "early": 2, "on_time": 1, "late": 0, "resolved": 3, "pending": 0}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["Tổng cộng", "", 1068.0], {"rows": 1068}),
        (["", "TỔNG CỘNG: 29.565"], {"rows": 29565}),
        (["Quá hạn", "3"], {"late": 3}),
        (["Tổng cộng", ""], {}),
        (["H08-250401-0001", "1.1"], {}),
        (["Tổng cộng", 1.0, 2.0, 3.0], {}),  # a row of the table that happens to begin so
        (["", ""], {}),
    ],
)
def test_summary_of_knows_a_sum_from_a_dossier(row, found):
    assert summary_of(row) == found


def test_doubts_are_none_when_everything_adds_up():
    assert doubts(COMPUTED, {"early": 2, "on_time": 1}, COMPUTED) == []


def test_declared_in_counts_outcomes_only():
    assert declared_in({"Trước hạn": 2, "TRỄ HẠN": 1, "Đã trả kết quả": 5, "": 1}) == {"early": 2, "late": 1}
