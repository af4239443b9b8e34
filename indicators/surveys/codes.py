"""The code on a slip: the number of the slip, and a seal that only the portal can make (pure).

The database keeps no codes, so whoever reads it cannot answer in the place of others, and slips can be printed
again. 31 letters to the power of 15, some 74 bits: nobody guesses one.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

SEALED = 15
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o 1 l i: slips are typed by hand too
_CODE = re.compile(r"(\d{1,9})-([2-9a-z]{5})-?([2-9a-z]{5})-?([2-9a-z]{5})")


def code_of(number: int, key: str) -> str:
    """The code of the slip with this number, as it is printed: 1204-k7m2q-9xw4t-3zabc."""
    seal = _seal(number, key)
    return f"{number}-{seal[:5]}-{seal[5:10]}-{seal[10:]}"


def number_of(code: str, keys: Iterable[str]) -> int | None:
    """The number of the slip whose code this is, under the present or an earlier key; None for anything else."""
    match = _CODE.fullmatch(code.strip().lower())
    if match is None:
        return None
    number, sealed = int(match[1]), "".join(match.groups()[1:])
    known = any(hmac.compare_digest(sealed, _seal(number, key)) for key in keys)
    return number if known else None


def _seal(number: int, key: str) -> str:
    digest = hmac.new(key.encode(), f"survey slip {number}".encode(), hashlib.sha256).digest()
    left, letters = int.from_bytes(digest), []
    for _ in range(SEALED):
        left, at = divmod(left, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)
