"""Names of blocks inside a sentence."""

import pytest

from reports.wording import of_block


@pytest.mark.parametrize(
    ("name", "said"),
    [("Sở, ban, ngành", "khối sở, ban, ngành"), ("Khối các sở", "khối các sở"), ("UBND cấp xã", "khối UBND cấp xã")],
)
def test_of_block_says_block_once(name: str, said: str) -> None:
    assert of_block(name) == said
