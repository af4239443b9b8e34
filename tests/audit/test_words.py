"""The trail in words, as tables of examples; and no deed of the portal without a name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from cchc_portal.audit.canonical import canonical
from cchc_portal.audit.words import DEEDS, Told, deed, told
from indicators.enums import Action

RECORDED = re.compile(r"""\b_?record\(\s*f?["']([a-z_.]+)["']""")
PACKAGES = ("cchc_portal", "units", "dossiers", "indicators", "reports")


def recorded() -> set[str]:
    """What the sources give to record() as a literal; a move of an assessment is named by its action."""
    files = [path for package in PACKAGES for path in Path(settings.BASE_DIR / package).rglob("*.py")]
    return {name for path in files for name in RECORDED.findall(path.read_text(encoding="utf-8"))}


def test_every_deed_has_a_name() -> None:
    assert sorted(name for name in recorded() if name not in DEEDS and not name.endswith(".")) == []


def test_every_move_of_an_assessment_has_a_name() -> None:
    moves = {f"assessment.{action}" for action in Action if action != Action.PUBLISH}

    assert sorted(moves - DEEDS.keys()) == []


def test_an_unknown_deed_is_not_shown_as_code() -> None:
    assert deed("magic.done") == "Việc khác"


NAMES = {"state": {"draft": "Đang nhập", "submitted": "Đã nộp"}, "role": {"head": "Lãnh đạo đơn vị"}}
LEAF = Told("Tiêu chí 1.1", "", "0,5")
ROW = replace(LEAF, after="3, tự chấm 0,5")
TOLD = [
    ("nothing", None, None, ()),
    ("what is the same", {"state": "draft"}, {"state": "draft"}, ()),
    ("a coded value", {"state": "draft"}, {"state": "submitted"}, (Told("Trạng thái", "Đang nhập", "Đã nộp"),)),
    ("a fact without a before", None, {"assessments": 1233}, (Told("Số phiếu", "", "1.233"),)),
    ("points", {"self_points": "1.50"}, {"self_points": None}, (Told("Điểm tự chấm", "1,5", "—"),)),
    ("a day", {"valid_to": None}, {"valid_to": "2026-12-31"}, (Told("Đến ngày", "—", "31/12/2026"),)),
    ("yes and no", {"no_occurrence": False}, {"no_occurrence": True}, (Told("Không phát sinh", "Không", "Có"),)),
    ("an answer", {"answer": {}}, {"answer": {"done": "42", "due": "68"}}, (Told("Kết quả", "—", "42 / 68"),)),
    ("a list", None, {"years": [2022, 2023]}, (Told("Các năm", "", "2022, 2023"),)),
    ("a year is no quantity", None, {"year": 2026}, (Told("Năm", "", "2026"),)),
    ("an end", None, {"kind": "merged"}, (Told("Hình thức", "", "sáp nhập vào"),)),
    ("many leaves", None, {"1.1": "0.50", "1.2.3": "2"}, (LEAF, Told("Tiêu chí 1.2.3", "", "2"))),
    ("a whole leaf", None, {"1.1": {"answer": {"done": "3"}, "self_points": "0.5"}}, (ROW,)),
    ("keys and digests", {"user_id": 1}, {"user_id": 2, "digest": "ab", "unknown": "x"}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_told_says_what_changed(before: object, after: object, expected: tuple[Told, ...]) -> None:
    texts = [None if value is None else canonical(value) for value in (before, after)]

    assert told(*texts, NAMES) == expected


def test_told_as_one_text() -> None:
    assert Told("Điểm", "1", "2").text == "Điểm: 1 → 2"
    assert Told("Số phiếu", "", "25").text == "Số phiếu: 25"
