"""What the portal says of a row to the person who typed it: three severities, and reasons that clear."""

from decimal import Decimal

import pytest

from indicators.rules import Input, Source, checks
from indicators.rules.checks import (
    MISSING_DOCUMENT,
    MISSING_EVIDENCE,
    MISSING_REMARK,
    Beside,
    Flag,
    Said,
    answered,
    change,
    gaps,
)
from indicators.rules.identities import Severity
from tests.factories.criteria import CHOICE, answer, leaf

RATIO = {"kind": "ratio"}
TOLD = {
    **RATIO,
    "part": ["early", "on_time"],
    "whole": ["finished"],
    "checks": [{"formula": "early + on_time = finished", "says": "Sớm hạn cộng đúng hạn phải bằng đã xong."}],
}


def beside(*, jump=50, measured=None, elsewhere=None, **earlier):
    known = {name: Decimal(value) for name, value in earlier.items()}
    counted = {k: Decimal(v) for k, v in (measured or {}).items()}
    there = {k: Decimal(v) for k, v in (elsewhere or {}).items()}
    return Beside("Quý II/2026", known, counted, there, Decimal(jump))


def said(found):
    return [(str(flag.severity), flag.input, flag.kind, flag.message) for flag in found]


# --- against the period before -----------------------------------------------------------------------------------


MORE, LESS = ": có thể thừa chữ số, sai dấu phẩy.", ": có thể thiếu chữ số, sai dấu phẩy."


@pytest.mark.parametrize(
    ("now", "before", "kind", "message"),
    [
        (150, 100, None, ""),  # exactly the threshold is no jump
        (151, 100, "jump", "tăng 51% so với Quý II/2026 (100 → 151)."),
        (49, 100, "jump", "giảm 51% so với Quý II/2026 (100 → 49)."),
        (100, 100, None, ""),
        (5, 2, None, ""),  # small counts jump every quarter
        (20, 2, "slip", f"gấp khoảng 10 lần Quý II/2026 (2 → 20){MORE}"),
        (0, 100, "jump", "giảm 100% so với Quý II/2026 (100 → 0)."),
        (100, 0, None, ""),  # nothing to compare with
        (11540, 1154, "slip", f"gấp khoảng 10 lần Quý II/2026 (1.154 → 11.540){MORE}"),
        (12000, 1154, "slip", f"gấp khoảng 10 lần Quý II/2026 (1.154 → 12.000){MORE}"),
        (115400, 1154, "slip", f"gấp khoảng 100 lần Quý II/2026 (1.154 → 115.400){MORE}"),
        (1154, 11540, "slip", f"chỉ bằng khoảng 1/10 Quý II/2026 (11.540 → 1.154){LESS}"),
        (115, 11540, "slip", f"chỉ bằng khoảng 1/100 Quý II/2026 (11.540 → 115){LESS}"),
        (7000, 1154, "jump", "tăng 506,6% so với Quý II/2026 (1.154 → 7.000)."),  # six times is no slip
    ],
)
def test_a_typed_count_far_from_the_period_before_is_worth_a_look(now, before, kind, message):
    found = checks(leaf(RATIO), answer(done=now), beside(done=before))

    assert said(found) == ([] if kind is None else [("warning", "done", kind, f"“Số done” {message}")])


@pytest.mark.parametrize(("jump", "asked"), [(20, True), (25, False)])
def test_how_far_is_too_far_is_data_of_the_set(jump, asked):
    assert bool(checks(leaf(RATIO), answer(done=125), beside(jump=jump, done=100))) is asked


def test_what_the_portal_counted_or_what_was_chosen_is_no_slip_of_the_hand():
    measured = leaf(RATIO, inputs=(Input("done", "Đã xong", source=Source.IN_TIME), Input("due", "Phải làm")))
    assert checks(measured, answer(done=900), beside(done=100)) == []

    assert checks(leaf(CHOICE), answer(choice=2), beside(choice=1)) == []


def test_a_wrong_figure_is_mended_before_anything_odd_is_said():
    found = checks(leaf(RATIO), answer(done=900, due=10), beside(done=100, due=10))

    assert [flag.severity for flag in found] == [Severity.ERROR]


def test_nothing_is_said_where_the_period_before_is_unknown():
    assert checks(leaf(RATIO), answer(done=900, due=1000)) == []


# --- identities, and the same quantity twice -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("early", "on_time", "finished", "flagged"),
    [(5268, 24294, 29562, False), (5268, 24294, 29565, True), (0, 0, 0, False)],
)
def test_an_identity_of_the_set_must_hold_or_be_explained(early, on_time, finished, flagged):
    found = checks(leaf(TOLD), answer(early=early, on_time=on_time, finished=finished))

    sentence = "Sớm hạn cộng đúng hạn phải bằng đã xong: 5.268 + 24.294 = 29.565 là không đúng."
    assert said(found) == ([("explain", "early", "early + on_time = finished", sentence)] if flagged else [])


def test_an_identity_waits_until_all_its_figures_are_known():
    assert checks(leaf(TOLD), answer(early=5, finished=10)) == []


def test_a_set_may_call_a_broken_identity_an_error():
    strict = {**TOLD, "checks": [{**TOLD["checks"][0], "severity": "error"}]}

    (flag,) = checks(leaf(strict), answer(early=1, on_time=2, finished=4))

    assert flag.severity == Severity.ERROR


DUE_AGAIN = (Input("done", "Đã xong"), Input("due", "Phải làm", same_as=Source.FINISHED))


@pytest.mark.parametrize(
    ("typed", "counted", "hint"),
    [(29562, 29562, None), (29562, 29565, ""), (18961, 18691, " Hai số chỉ khác nhau hai chữ số đổi chỗ.")],
)
def test_a_quantity_the_portal_counts_too_must_be_the_same_or_be_explained(typed, counted, hint):
    row = leaf(RATIO, inputs=DUE_AGAIN)

    found = checks(row, answer(done=1, due=typed), beside(measured={Source.FINISHED: counted}))

    numbers = [f"{typed:,}".replace(",", "."), f"{counted:,}".replace(",", ".")]
    sentence = f"“Phải làm” nhập {numbers[0]}, hệ thống đếm được {numbers[1]} (hồ sơ đã giải quyết).{hint}"
    assert said(found) == ([] if hint is None else [("explain", "due", "same_as due", sentence)])


def test_a_quantity_the_portal_has_not_counted_is_taken_as_it_is():
    assert checks(leaf(RATIO, inputs=DUE_AGAIN), answer(done=1, due=2), beside()) == []


def test_what_must_be_explained_stands_before_what_is_only_odd():
    found = checks(
        leaf(RATIO, inputs=DUE_AGAIN), answer(done=10, due=90), beside(measured={"dossiers.finished": 80}, due=20)
    )

    assert [str(flag.severity) for flag in found] == ["explain", "warning"]


# --- beside the figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "told", "sentences"),
    [
        ({}, {"own": "1"}, []),
        ({}, {"own": "1.01"}, ["Điểm tự chấm phải từ 0 đến 1,00."]),
        ({"evidence_required": True}, {"own": "1"}, [MISSING_EVIDENCE]),
        ({"evidence_required": True}, {"own": "0"}, []),
        ({"evidence_required": True}, {"own": "1", "no_occurrence": True}, []),
        ({"evidence_required": True}, {"own": "1", "citation": "12/KH, trang 2"}, []),
        ({"evidence_required": True}, {"own": "1", "documents": 1}, []),
        ({"evidence_required": True}, {"own": "1", "remark": "Họp trực tuyến, không có văn bản"}, []),
        ({"document_required": True}, {"own": "1", "remark": "Không có văn bản"}, [MISSING_DOCUMENT]),
        ({"document_required": True}, {"own": "1", "citation": "12/KH, trang 2"}, [MISSING_DOCUMENT]),
        ({"document_required": True}, {"own": "1", "documents": 1}, []),
        ({"explanation_required": True}, {"own": "1"}, [MISSING_REMARK]),
        ({"explanation_required": True}, {"own": "0"}, [MISSING_REMARK]),
        ({"explanation_required": True}, {}, []),  # nothing answered yet: "chưa nhập" is enough
        ({"explanation_required": True}, {"own": "1", "remark": "Đã khắc phục"}, []),
    ],
)
def test_what_is_missing_beside_the_figures_is_an_error(facts, told, sentences):
    told = told | ({"own": Decimal(told["own"])} if "own" in told else {})

    found = gaps(leaf(RATIO, **facts), Said(**told))

    assert [flag.message for flag in found] == sentences
    assert {str(flag.severity) for flag in found} <= {"error"}


# --- reasons -------------------------------------------------------------------------------------------------------

ERROR, JUMP, SLIP = (
    Flag("error", "Sai", "done"),
    Flag("warning", "Tăng", "done", "jump"),
    Flag("warning", "Gấp 10", "done", "slip"),
)


@pytest.mark.parametrize(
    ("remark", "is_new", "before", "cleared"),
    [
        ("", True, {("jump", "done")}, set()),
        ("Tăng do chiến dịch", True, set(), {JUMP, SLIP}),  # never an error
        ("Tăng do chiến dịch", False, {("jump", "done")}, {JUMP}),  # the slip is new: it asks for new words
        ("Tăng do chiến dịch", False, {("jump", "due")}, set()),
    ],
)
def test_a_reason_clears_what_is_odd_and_no_other_slip_later(remark, is_new, before, cleared):
    assert answered([ERROR, JUMP, SLIP], remark=remark, is_new=is_new, before=before) == cleared


@pytest.mark.parametrize(("now", "before", "share"), [("115", "100", "15.0"), ("97", "100", "-3.0"), ("5", "0", None)])
def test_change_is_a_share_of_what_was(now, before, share):
    assert change(Decimal(now), Decimal(before)) == (None if share is None else Decimal(share))


# --- the same quantity at two criteria --------------------------------------------------------------------------------


def like(**values):
    """A criterion that counts dossiers which another criterion counts, too."""
    inputs = [
        {"name": "done", "label": "Đúng hạn"},
        {"name": "due", "label": "Đã giải quyết", "same_in": "3.3.1.finished"},
    ]
    return leaf(RATIO, inputs=tuple(Input(**each) for each in inputs)), answer(**values)


@pytest.mark.parametrize(
    ("there", "messages"),
    [
        (None, []),  # the other criterion has no answer yet
        (500, []),
        (510, ["“Đã giải quyết” ở đây là 500, ở tiêu chí 3.3.1 là 510: cùng một số liệu phải giống nhau."]),
    ],
)
def test_a_figure_that_another_criterion_has_otherwise_must_be_explained(there, messages):
    found = checks(*like(done=400, due=500), beside(elsewhere={} if there is None else {"3.3.1.finished": there}))

    assert [flag.message for flag in found] == messages
    assert {(str(flag.severity), flag.input, flag.kind) for flag in found} <= {("explain", "due", "same_in due")}
