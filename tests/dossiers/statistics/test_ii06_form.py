"""Form II.06 as arithmetic: identities, groups, totals."""

import pytest

from dossiers.statistics.ii06 import COLUMNS, Entry, Line, broken, form_rows

LEVELS = [("department", "Sở, ban, ngành"), ("district", "Cấp huyện"), ("commune", "Cấp xã")]
WHOLE = Line(online=5, other=3, carried=2, early=4, on_time=1, late=1, pending_in_time=3, pending_overdue=1)


def test_a_line_computes_its_totals():
    assert dict(zip(COLUMNS, WHOLE.values, strict=True)) == {
        3: 10, 4: 5, 5: 3, 6: 2, 7: 6, 8: 4, 9: 1, 10: 1, 11: 4, 12: 3, 13: 1,
    }  # fmt: skip
    assert broken(WHOLE) == []


def test_broken_names_the_identity_with_its_figures():
    assert broken(Line(online=1200, pending_in_time=1)) == ["Cột 3 phải bằng cột 7 + cột 11: đang là 1.200 và 1."]


def test_form_rows_group_by_level_and_total():
    entries = [Entry("commune", "Xã A", "7", WHOLE), Entry("department", "Sở B", "8", WHOLE, manual=True)]

    rows = form_rows(entries, LEVELS)

    assert [(row.kind, row.number, row.name, row.manual) for row in rows] == [
        ("group", "A", "Sở, ban, ngành", True),
        ("row", "1", "Sở B", True),
        ("group", "B", "Cấp xã", False),
        ("row", "1", "Xã A", False),
        ("total", "", "Tổng số", True),
    ]
    assert rows[-1].line == WHOLE + WHOLE
    assert broken(rows[-1].line) == []


def test_form_rows_lose_nobody():
    with pytest.raises(ValueError, match="moon"):
        form_rows([Entry("moon", "Xa", "1", WHOLE)], LEVELS)
