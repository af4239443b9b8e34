"""Trees as a table child → parent: what stands below, where it bites its own tail, how to print it (pure)."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def below(roots: Iterable[Key], parents: Mapping[Key, Key | None]) -> set[Key]:
    """The roots and everything under them, whatever the depth; ends on a cycle too."""
    children: dict[Key | None, list[Key]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found = set(roots)
    waiting = list(found)
    while waiting:
        new = [child for child in children.get(waiting.pop(), []) if child not in found]
        waiting.extend(new)
        found.update(new)
    return found


def cycles(parents: Mapping[Key, Key | None]) -> list[list[Key]]:
    """Every ring of parents once, each from the member that comes first in the table."""
    settled: set[Key | None] = {None}
    rings = []
    for start in parents:
        path: list[Key] = []
        here: Key | None = start
        while here is not None and here not in settled and here not in path:
            path.append(here)
            here = parents.get(here)
        if here is not None and here in path:
            ring = path[path.index(here) :]
            first = min(ring, key=list(parents).index)
            rings.append(ring[ring.index(first) :] + ring[: ring.index(first)])
        settled.update(path)
    return rings


def outline(parents: Mapping[Key, Key | None]) -> list[tuple[Key, int]]:
    """(key, depth) from the top down, brothers in the order given; a parent outside the table makes a root."""
    children: dict[Key | None, list[Key]] = {}
    for child, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(child)
    lines: list[tuple[Key, int]] = []
    waiting = [(child, 0) for child in reversed(children.get(None, []))]
    while waiting:
        key, depth = waiting.pop()
        lines.append((key, depth))
        waiting.extend((child, depth + 1) for child in reversed(children.get(key, [])))
    return lines
