"""A filter as it is kept: the query of an address, put in order (pure).

What is kept are the words of the address ("cua-toi", "thang-nay"), never what they meant to whoever kept them, so that
they mean the reader.
"""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

PAGE, OPENED = "trang", "bo_loc"
NONE = "0"  # bo_loc=0: the list without the filter it usually opens with
AROUND = frozenset({PAGE, OPENED, "csrfmiddlewaretoken"})
"""Names of an address that say where in the list one stands, not which list it is."""

LONGEST = 1_500  # characters of a query
NAME_LENGTH = 60

Pairs = Iterable[tuple[str, str]]


def kept(pairs: Pairs, known: Collection[str], usual: Mapping[str, str] = {}) -> str:
    """The part of an address that chooses something, in one order whoever clicked first; "" for all of the list."""
    chosen = {
        (name, value.strip())
        for name, value in pairs
        if name in known and name not in AROUND and value.strip() and usual.get(name) != value.strip()
    }
    return urlencode(sorted(chosen))


def pairs_of(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query.removeprefix("?"))


def lost(query: str, known: Collection[str]) -> list[str]:
    """Names in a kept filter which the list has no longer."""
    return sorted({name for name, _ in pairs_of(query) if name not in known and name not in AROUND})


def opened_by(query: str, saved_id: int) -> str:
    """The query of the link that opens a kept filter: its own words, so that the address alone can be sent on."""
    return "&".join(filter(None, (query, urlencode({OPENED: saved_id}))))


def suggested(words: Iterable[str]) -> str:
    """A name made of what is chosen: "Quá hạn · Đơn vị của tôi"; cut between two words."""
    name = ""
    for word in filter(None, words):
        longer = f"{name} · {word}" if name else word[:NAME_LENGTH]
        if len(longer) > NAME_LENGTH:
            break
        name = longer
    return name


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or "name (2)" … when the person has one like it already."""
    lower, number, found = {each.lower() for each in taken}, 1, name
    while found.lower() in lower:
        number += 1
        mark = f" ({number})"
        found = name[: NAME_LENGTH - len(mark)] + mark
    return found
