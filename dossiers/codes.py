"""Dossier codes as people type them: without dots and dashes, in any case, often only a part (pure).

The shape of Art. 19 TT 01/2018/TT-VPCP, 000.19.24.H29-220315-0012, is common but not enforced.
"""

import datetime as dt

SEPARATORS = "./-_ "
SHORTEST = 3
"""Characters of the end of a code: fewer would find half the register."""

_NOTHING = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", SEPARATORS + "\t\u00a0\u2013")


def code_key(typed: str) -> str:
    """ "000.19.24.H29-220315-0012" → "0001924h292203150012"; ASCII only, as the database's index folds it."""
    return typed.translate(_NOTHING)


def days_in(key: str) -> list[dt.date]:
    """Every day that six neighbouring digits of the key could be, read as YYMMDD."""
    found = []
    for place in range(len(key) - 5):
        digits = key[place : place + 6]
        if digits.isascii() and digits.isdigit():
            try:
                found.append(dt.date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])))
            except ValueError:
                continue
    return found
