"""Vietnamese text: one form, search keys, alphabetical order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_portal.kit.text import clean, folded, mid_sentence, sort_key

WORDS = st.text("aàảãáạăằắâầđĐeêềiịoôồơờởuưừứựyỳ ABCXYZ\u00a0\t", max_size=20)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("Sở  Tài\u00a0chính\n", "Sở Tài chính"),
        (unicodedata.normalize("NFD", "Sở Tài chính"), "Sở Tài chính"),
        ("", ""),
        (" \t\u202f", ""),
    ],
)
def test_clean_gives_one_form(written, cleaned):
    assert clean(written) == cleaned


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("ma", "ma"),  # ngang
        ("mà", "ma"),  # huyền
        ("mả", "ma"),  # hỏi
        ("mã", "ma"),  # ngã
        ("má", "ma"),  # sắc
        ("mạ", "ma"),  # nặng
        ("đường", "duong"),
        ("Đắk", "dak"),
        ("thứ", "thu"),
        ("thơ", "tho"),
        ("quốc", "quoc"),
        ("tiếng", "tieng"),
        ("lẵng", "lang"),
        ("thuỷ", "thuy"),
        ("H59.01-A", "h59.01-a"),
    ],
)
def test_folded_drops_each_mark(written, searched):
    assert folded(written) == searched
    assert folded(unicodedata.normalize("NFD", written)) == searched


@given(WORDS)
def test_folded_of_folded_is_the_same(words):
    assert folded(folded(words)) == folded(words)


@pytest.mark.parametrize(
    "ordered",
    [
        ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ", "mb"],
        ["da", "đa", "ea"],
        ["e", "ê", "f"],
        ["o", "ọ", "ô", "ộ", "ơ", "ợ", "p"],
        ["u", "ụ", "ư", "ự", "v"],
        ["An", "ân", "Bình"],
        ["Bến Tre", "Bình Định", "Cà Mau", "Cần Thơ", "Đà Nẵng", "Hà Nội", "Huế"],
    ],
)
def test_sort_key_orders_like_a_dictionary(ordered):
    assert sorted(set(ordered), key=sort_key) == ordered


@given(WORDS)
def test_sort_key_ignores_case_and_normal_form(words):
    assert sort_key(words.upper()) == sort_key(unicodedata.normalize("NFD", words.lower()))


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Năm 2026", "năm 2026"), ("Quý III/2026", "quý III/2026"), ("UBND cấp xã", "UBND cấp xã"), ("", "")],
)
def test_mid_sentence_lowers_the_first_letter_but_not_of_an_abbreviation(name: str, inside: str) -> None:
    assert mid_sentence(name) == inside
