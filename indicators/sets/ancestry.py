"""Which codes a set compares under when it does not follow the other one directly, or not at all (pure)."""

from collections.abc import Sequence

from indicators.sets.diff import origins_of
from indicators.sets.edits import Document, rows


def led_back(chain: Sequence[Document]) -> Document:
    """The first set of the chain with its old codes as the last one has them; each follows the next one."""
    first, *others = chain
    origins = {row["code"]: [row["code"]] for row in rows(first)}
    for newer, older in zip(chain, others, strict=False):
        before = {row["code"]: row for row in rows(older)}
        step = {row["code"]: origins_of(row, before) for row in rows(newer)}
        origins = {
            code: list(dict.fromkeys(old for now in known for old in step[now])) for code, known in origins.items()
        }
    return {**first, "criteria": [{**row, "was": origins[row["code"]]} for row in rows(first)]}


def by_code_alone(document: Document) -> Document:
    """The set without its old codes, which speak of another set than the one it is compared with."""
    return {**document, "criteria": [{key: row[key] for key in row if key != "was"} for row in rows(document)]}
