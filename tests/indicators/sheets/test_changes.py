"""What differs between two versions of a leaf, as a table of examples."""

from decimal import Decimal

import pytest

from indicators.sheets.changes import COLUMNS, Change, changes
from tests.factories.criteria import leaf

EMPTY = {**dict.fromkeys(COLUMNS), "no_occurrence": False, "not_applicable": False, "answer": {}}
EMPTY |= {"exemption": "", "citation": "", "documents": 0, "remark": "", "appraisal_reason": "", "explanation": ""}
RATIO = leaf({"kind": "ratio"})
YES_NO = leaf({"kind": "yes_no"})
CHANGES = [
    ("the first, empty version", RATIO, None, {}, ()),
    ("nothing", RATIO, {"points": Decimal("0.5")}, {"points": Decimal("0.50")}, ()),
    (
        "a first answer",
        RATIO,
        {},
        {"answer": {"done": "42", "due": "1068"}},
        (Change("Số done", "—", "42"), Change("Số due", "—", "1.068")),
    ),
    ("a choice", YES_NO, {"answer": {"yes": "1"}}, {"answer": {"yes": "0"}}, (Change("yes", "Đạt", "Không đạt"),)),
    (
        "points and reason",
        RATIO,
        {"self_points": Decimal("0.5")},
        {"self_points": Decimal("0.5"), "appraised_points": Decimal("0.25"), "appraisal_reason": "Thiếu trang 3"},
        (Change("Điểm thẩm định", "—", "0,25"), Change("Lý do thẩm định", "—", "Thiếu trang 3")),
    ),
    ("nothing occurred", RATIO, {}, {"no_occurrence": True}, (Change("Không phát sinh", "Không", "Có"),)),
    ("a reason written", RATIO, {}, {"remark": "Mưa bão"}, (Change("Lý do, giải trình", "—", "Mưa bão"),)),
    ("a citation taken back", RATIO, {"citation": "12/BC"}, {}, (Change("Minh chứng", "12/BC", "—"),)),
]


@pytest.mark.parametrize(
    ("of", "before", "after", "expected"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
)
def test_changes_are_said_in_words(of, before, after, expected):
    found = changes(None if before is None else EMPTY | before, EMPTY | after, of)

    named = {item.name: item.label for item in of.inputs}
    wanted = tuple(Change(named.get(each.label, each.label), each.before, each.after) for each in expected)
    assert found == wanted
