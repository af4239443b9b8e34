"""Which rules of a draft were tried on sample values, and which still have to be (pure)."""

import hashlib
from collections.abc import Collection

from indicators.set_diff import origins_of
from indicators.set_edits import Document, Row, below, rows
from indicators.set_writing import written_set

_OF_THE_RULE = ("max", "rule", "inputs")


def rule_digest(row: Row) -> str:
    """What decides a criterion's points: rule, inputs and maximum."""
    return hashlib.sha256(written_set({key: row[key] for key in _OF_THE_RULE if key in row}).encode()).hexdigest()


def stamp(row: Row) -> str:
    """What a criterion looked like to whoever edits it; another stamp means that somebody saved meanwhile."""
    return hashlib.sha256(written_set(row).encode()).hexdigest()[:16]


def untried(document: Document, tried: Collection[tuple[str, str]], older: Document | None) -> list[str]:
    """Codes of the leaves whose rule nobody has tried as it stands.

    `tried` holds (code, digest). A rule taken over unchanged from the issued set that this one follows (`older`) has
    scored a year already.
    """
    before = {row["code"]: row for row in rows(older)} if older else {}
    found = []
    for row in rows(document):
        if below(document, row["code"]):
            continue
        digest = rule_digest(row)
        proven = any(rule_digest(before[code]) == digest for code in origins_of(row, before))
        if not proven and (row["code"], digest) not in tried:
            found.append(row["code"])
    return found
