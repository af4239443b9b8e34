"""Names inside a sentence."""

import pytest

from reports.wording import mid_sentence, of_block


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Năm 2026", "năm 2026"), ("Quý III/2026", "quý III/2026"), ("UBND cấp xã", "UBND cấp xã"), ("", "")],
)
def test_mid_sentence_lowers_the_first_letter_but_not_of_an_abbreviation(name: str, inside: str) -> None:
    assert mid_sentence(name) == inside


@pytest.mark.parametrize(
    ("name", "said"),
    [("Sở, ban, ngành", "khối sở, ban, ngành"), ("Khối các sở", "khối các sở"), ("UBND cấp xã", "khối UBND cấp xã")],
)
def test_of_block_says_block_once(name: str, said: str) -> None:
    assert of_block(name) == said
