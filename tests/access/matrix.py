"""The reviewed table, read: which request gets which answer (see the head of matrix.toml)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.access.world import RELATIONS, STATES, WHO

TABLE = Path(__file__).with_name("matrix.toml")
METHODS = ("get", "post")


@dataclass(frozen=True)
class Clause:
    """`head,reporter@own#draft=302+`: these people, relations and states get this answer."""

    who: frozenset[str]
    relations: frozenset[str]
    states: frozenset[str]
    status: int
    writes: bool


@dataclass(frozen=True)
class Row:
    """One address, or one thing it can be asked to do: the rules of both methods, and what is sent along."""

    number: int  # in the order of the table
    title: str
    rules: dict[str, tuple[Clause, ...]]
    query: str
    body: dict[str, str]

    @property
    def route(self) -> str:
        return self.title.partition(" ")[0]

    def expected(self, method: str, who: str, relation: str, state: str) -> tuple[int, bool]:
        """The status, and whether anything may change; the first clause that fits decides."""
        for clause in self.rules[method]:
            if who in clause.who and relation in clause.relations and state in clause.states:
                return clause.status, clause.writes
        raise LookupError(f"{self.title}: no clause for {method} by {who} @{relation} #{state}")


@dataclass(frozen=True)
class Cell:
    row: Row
    method: str
    who: str
    relation: str
    state: str

    @property
    def expected(self) -> tuple[int, bool]:
        return self.row.expected(self.method, self.who, self.relation, self.state)


@cache
def rows() -> tuple[Row, ...]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    groups = {name: frozenset(words.split()) for name, words in table.pop("groups").items()}
    return tuple(_row(number, title, entry, groups) for number, (title, entry) in enumerate(table.items()))


def cells(*people: str) -> Iterator[Cell]:
    for row in rows():
        for method in METHODS:
            for who in people or WHO:
                for relation in RELATIONS:
                    for state in STATES:
                        yield Cell(row, method, who, relation, state)


def _row(number: int, title: str, entry: dict[str, Any], groups: dict[str, frozenset[str]]) -> Row:
    rules = {method: tuple(_clause(text, groups) for text in entry[method].split()) for method in METHODS}
    return Row(number, title, rules, entry.get("query", ""), entry.get("body", {}))


def _clause(text: str, groups: dict[str, frozenset[str]]) -> Clause:
    left, _, answer = text.partition("=")
    left, _, states = left.partition("#")
    who, _, relations = left.partition("@")
    people = frozenset[str]().union(*(groups.get(name, {name}) for name in who.split(",")))
    return Clause(
        who=frozenset(WHO) if who == "*" else _known(people, WHO, text),
        relations=_known(frozenset(relations.split(",")), RELATIONS, text) if relations else frozenset(RELATIONS),
        states=_known(frozenset(states.split(",")), STATES, text) if states else frozenset(STATES),
        status=int(answer.rstrip("+")),
        writes=answer.endswith("+"),
    )


def _known(found: frozenset[str], known: tuple[str, ...], text: str) -> frozenset[str]:
    assert found <= set(known), f"{text} names {found - set(known)}"
    return found
