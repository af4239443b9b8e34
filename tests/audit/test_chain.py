"""The chain as a table of examples, without a database."""

import dataclasses
import datetime as dt

import pytest

from cchc_portal.audit.canonical import canonical
from cchc_portal.audit.chain import GENESIS, Anchor, Link, Verdict, anchor, check, columns, digest, read_anchors

AT = dt.datetime(2026, 10, 5, 2, 31, tzinfo=dt.UTC)


def chain(*words):
    links, before = [], GENESIS
    for seq, word in enumerate(words, 1):
        text = canonical({"at": AT, "reason": word, "before": None, "after": {"score": seq}, "rows": None})
        links.append(Link(seq, text, before, digest(before, seq, text), columns(text)))
        before = links[-1].hash
    return links


def other(link, **changed):
    return dataclasses.replace(link, **changed)


def test_digest_is_sha256_over_three_lines():
    # printf '%064d\n1\n{}' 0 | sha256sum
    assert digest(GENESIS, 1, "{}") == "857ee6299d26533d1f5f46c02209ae8bc34dc4898a8a9545493946b4ea59d6f3"


def test_check_accepts_an_unbroken_chain():
    links = chain("một", "hai", "ba")

    assert check(links) == Verdict(count=3, head=links[-1], problems=())
    assert check([]) == Verdict(count=0, head=None, problems=())
    assert check(links).sound


one, two, three, four = chain("một", "hai", "ba", "bốn")
rewritten = chain("một", "HAI", "ba", "bốn")

BREAKS = [
    ("a record is missing", [one, three, four], ["Thiếu bản ghi từ số 2 đến số 2."]),
    ("the first ones are missing", [three, four], ["Thiếu bản ghi từ số 1 đến số 2."]),
    (
        "a record before the first",
        [other(one, seq=0, hash=one.hash[::-1]), one],
        [
            "Bản ghi số 0 thừa: chuỗi bắt đầu từ số 1 và mỗi số chỉ có một lần.",
            "Bản ghi số 0 đã bị sửa: nội dung không còn khớp mã băm.",
            "Bản ghi số 1 không nối với bản ghi đứng trước.",
        ],
    ),
    (
        "a sealed text is changed",
        [one, other(two, canonical=rewritten[1].canonical), three],
        ["Bản ghi số 2 đã bị sửa: nội dung không còn khớp mã băm.", "Bản ghi số 2 đã bị sửa ở cột reason."],
    ),
    (
        "a column is changed",
        [one, other(two, columns={**two.columns, "reason": "khác", "after": "{}"}), three],
        ["Bản ghi số 2 đã bị sửa ở cột after, reason."],
    ),
    (
        "a record is sealed anew",
        [one, rewritten[1], three],
        ["Bản ghi số 3 không nối với bản ghi đứng trước."],
    ),
    (
        "two records change places",
        [one, other(three, seq=2), other(two, seq=3)],
        [
            "Bản ghi số 2 không nối với bản ghi đứng trước.",
            "Bản ghi số 2 đã bị sửa: nội dung không còn khớp mã băm.",
            "Bản ghi số 3 không nối với bản ghi đứng trước.",
            "Bản ghi số 3 đã bị sửa: nội dung không còn khớp mã băm.",
        ],
    ),
    (
        "a sealed text that cannot be read",
        [other(one, canonical="{}", hash=digest(GENESIS, 1, "{}"))],
        ["Bản ghi số 1 có nội dung niêm phong không đọc được."],
    ),
]


@pytest.mark.parametrize(("links", "problems"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS])
def test_check_names_every_break(links, problems):
    assert list(check(links).problems) == problems


def test_check_finds_a_cut_tail_by_its_anchor():
    noted = [anchor(four, AT)]

    assert list(check([one, two], noted).problems) == [
        "Chuỗi bị cắt đuôi: lúc 2026-10-05T02:31:00.000000Z đã có đến số 4, nay chỉ còn đến số 2."
    ]
    assert check([one, two, three, four], noted).sound


def test_check_finds_a_chain_rewritten_from_the_middle_by_its_anchor():
    assert check(rewritten).sound

    assert list(check(rewritten, [anchor(one, AT), anchor(two, AT)]).problems) == [
        "Bản ghi số 2 khác với mốc neo lúc 2026-10-05T02:31:00.000000Z: chuỗi đã bị viết lại."
    ]


def test_read_anchors_names_the_lines_that_are_none():
    sound = Anchor(7, "ab" * 32, "2026-10-05T02:31:00.000000Z")

    assert read_anchors([str(sound), "7,ab,2026", "", f"x,{'ab' * 32},2026"]) == (
        [sound],
        [
            "Dòng 2 của tệp neo không đọc được.",
            "Dòng 3 của tệp neo không đọc được.",
            "Dòng 4 của tệp neo không đọc được.",
        ],
    )
