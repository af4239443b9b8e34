"""A draft criteria set as its editor sees it: an outline with sums and faults, and the edits it allows (pure).

A draft is a document that may still be faulty. Edits take a document and give a new one; they never refuse a value
for being wrong, because half of a change is often wrong until the other half is done: what is wrong is said beside
the node, and bars only issuing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.sets.document import SetErrors, read_set
from indicators.sets.writing import written_set

Document = dict[str, Any]
Row = dict[str, Any]

NEW_NAME = "Tiêu chí mới"
DEEPEST = 5  # levels, areas among them (domain: lĩnh vực → tiêu chí → tiêu chí thành phần → … )
OF_A_LEAF = ("rule", "inputs", "scored_by", "evidence_required", "document_required", "explanation_required", "was")
_OF_ONE = re.compile(r"Tiêu chí (?P<code>[0-9A-Za-z.]+)[,:] ?(?P<said>.*)", re.DOTALL)


class Unknown(LookupError):
    """There is no criterion of that code in the document."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of the tree as the editor shows it. `added` is the sum of the children's maxima, in points."""

    code: str
    name: str
    depth: int
    maximum: Decimal | None
    added: Decimal | None
    is_leaf: bool
    faults: tuple[str, ...]
    is_first: bool
    is_last: bool

    @property
    def is_uneven(self) -> bool:
        return self.added is not None and self.added != self.maximum


def parsed(source: str) -> Document:
    """The document of a stored set, numbers exact."""
    return tomllib.loads(source, parse_float=Decimal)


def rows(document: Document) -> list[Row]:
    return list(document.get("criteria", []))


def row_of(document: Document, code: str) -> Row:
    found = next((row for row in rows(document) if row.get("code") == code), None)
    if found is None:
        raise Unknown(code)
    return found


def parent_of(row: Mapping[str, Any]) -> str:
    """The code of the parent, "" for an area."""
    return str(row.get("parent") or str(row["code"]).rpartition(".")[0])


def below(document: Document, code: str) -> list[str]:
    """The codes right below a criterion, in order; below "" stand the areas."""
    return [row["code"] for row in rows(document) if parent_of(row) == code]


def branch_of(document: Document, code: str) -> list[str]:
    """The code and those of everything below it, depth first."""
    return [code, *(each for child in below(document, code) for each in branch_of(document, child))]


def height_of(document: Document, code: str) -> int:
    """Levels from the criterion down to its deepest leaf: 1 for a leaf."""
    return 1 + max((height_of(document, child) for child in below(document, code)), default=0)


def depth_of(document: Document, code: str) -> int:
    """1 for an area."""
    depth = 0
    while code:
        depth, code = depth + 1, parent_of(row_of(document, code))
    return depth


# --- what is wrong -----------------------------------------------------------------------------------------------


def faults_of(document: Document) -> list[str]:
    """Everything that bars issuing, as sentences; none where the set is sound."""
    try:
        read_set(written_set(document))
    except SetErrors as error:
        return error.faults
    return []


def faults_by_code(faults: Sequence[str]) -> dict[str, list[str]]:
    """Sentences by the criterion they speak of, without its name in front; under "" those on the set itself."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        match = _OF_ONE.match(fault)
        code, said = (match["code"], match["said"]) if match else ("", fault)
        found.setdefault(code, []).append(said[:1].upper() + said[1:])
    return found


def outline(document: Document, faults: Sequence[str] = ()) -> list[Branch]:
    """The tree, depth first."""
    by_code = {row["code"]: row for row in rows(document)}
    said = faults_by_code(faults)

    def grown(codes: list[str], depth: int) -> Iterator[Branch]:
        for code in codes:
            row, children = by_code[code], below(document, code)
            yield Branch(
                code=code,
                name=str(row.get("short_name") or row.get("name", "")),
                depth=depth,
                maximum=points_of(row.get("max")),
                added=added(document, code) if children else None,
                is_leaf=not children,
                faults=tuple(said.get(code, ())),
                is_first=code == codes[0],
                is_last=code == codes[-1],
            )
            yield from grown(children, depth + 1)

    return list(grown(below(document, ""), 1))


def added(document: Document, code: str) -> Decimal:
    """The sum of the maxima right below; bonus and penalty areas do not count towards the set."""
    scoring = document.get("scoring", {})
    apart = () if code else (*scoring.get("bonus", ()), *scoring.get("penalty", ()))
    maxima = [
        points_of(row.get("max")) for row in rows(document) if parent_of(row) == code and row["code"] not in apart
    ]
    return sum((each for each in maxima if each is not None), Decimal(0))


def points_of(raw: Any) -> Decimal | None:
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Decimal(raw)
    return None


# --- edits ---------------------------------------------------------------------------------------------------------


def changed(document: Document, code: str, row: Row, parent: str) -> tuple[Document, str]:
    """The criterion replaced by `row` under `parent`, and its code.

    A new code takes everything below along; under a new parent with the code left as it was, it gets a free one.
    """
    moves = parent != parent_of(row_of(document, code))
    new = str(row["code"])
    if moves and new == code:
        new = free_code(document, parent)
    kept = {"code": new, **{key: value for key, value in row.items() if key not in ("code", "parent")}}
    if parent != new.rpartition(".")[0]:
        kept["parent"] = parent
    recoded = _recoded(document, code, new)
    result = _with([kept if each["code"] == new else each for each in rows(recoded)], recoded)
    return (ordered(result) if moves else result), new


def with_child(document: Document, parent: str) -> tuple[Document, str]:
    """A new criterion below `parent` ("": a new area) worth what the parent has left, and its code.

    The first child of a leaf takes over its rule: nothing that was typed is lost.
    """
    over = row_of(document, parent) if parent else None
    whole = points_of(over.get("max") if over else document.get("max")) or Decimal(0)
    left = whole - added(document, parent)
    code, new = free_code(document, parent), {"name": NEW_NAME}
    if left > 0:
        new["max"] = left
    if over and not below(document, parent):
        new |= {key: over[key] for key in OF_A_LEAF if key in over}
        over = {key: value for key, value in over.items() if key not in OF_A_LEAF}
    child = {"code": code, **new}
    if parent != code.rpartition(".")[0]:
        child["parent"] = parent
    after = branch_of(document, parent)[-1] if parent else ""
    listed: list[Row] = []
    for row in rows(document):
        listed.append(over if over and row["code"] == parent else row)
        if row["code"] == after:
            listed.append(child)
    return _with(listed if after else [*listed, child], document), code


def without(document: Document, code: str) -> Document:
    """The criterion and everything below it gone."""
    gone = set(branch_of(document, code))
    return _with([row for row in rows(document) if row["code"] not in gone], document)


def shifted(document: Document, code: str, by: int) -> Document:
    """The criterion one place up (-1) or down (1) among its sisters, with all below; codes stay as they are."""
    sisters = below(document, parent_of(row_of(document, code)))
    at = sisters.index(code)
    to = at + by
    if not 0 <= to < len(sisters):
        return document
    sisters[at], sisters[to] = sisters[to], sisters[at]
    return ordered(document, {parent_of(row_of(document, code)): sisters})


def with_head(document: Document, head: Mapping[str, Any]) -> Document:
    """The top of the set, its options, bands and gates replaced; None and "" take a key away."""
    merged = {**{key: value for key, value in document.items() if key != "criteria"}, **head}
    kept = {key: value for key, value in merged.items() if value not in (None, "", [], {})}
    return {**kept, "criteria": rows(document)}


def ordered(document: Document, places: Mapping[str, list[str]] | None = None) -> Document:
    """Every criterion right after its parent and what stands before it; `places` says the order below a code."""
    by_code = {row["code"]: row for row in rows(document)}

    def walked(code: str) -> Iterator[Row]:
        for child in (places or {}).get(code) or below(document, code):
            yield by_code[child]
            yield from walked(child)

    return _with(list(walked("")), document)


def free_code(document: Document, parent: str) -> str:
    """The next code below a parent: after 1.2 and 1.7 comes 1.8."""
    taken = {row["code"] for row in rows(document)}
    last = max((int(end) for end in _ends(below(document, parent)) if end.isdecimal()), default=0)
    start = f"{parent}." if parent else ""
    while (code := f"{start}{last + 1}") in taken:
        last += 1
    return code


def _ends(codes: list[str]) -> list[str]:
    return [code.rpartition(".")[2] for code in codes]


def _recoded(document: Document, code: str, new: str) -> Document:
    """`code` called `new`, and everything below it whose code begins with it."""
    if new == code:
        return document
    inside = set(branch_of(document, code))

    def called(old: str) -> str:
        return new + old.removeprefix(code) if old in inside and (old == code or old.startswith(f"{code}.")) else old

    listed = []
    for row in rows(document):
        renamed = {**row, "code": called(row["code"])}
        if "parent" in row:
            renamed["parent"] = called(row["parent"])
        elif row["code"] in inside and renamed["code"].rpartition(".")[0] != called(parent_of(row)):
            renamed["parent"] = called(parent_of(row))
        listed.append(renamed)
    return _with(listed, _options_recoded(document, called))


def _options_recoded(document: Document, called: Any) -> Document:
    """Bonus, penalty and gates follow the criterion they name."""
    result = dict(document)
    if scoring := result.get("scoring"):
        lists = {key: [called(each) for each in scoring[key]] for key in ("bonus", "penalty") if key in scoring}
        result["scoring"] = {**scoring, **lists}
    if gates := result.get("gates"):
        result["gates"] = [{**gate, "of": called(gate["of"])} if "of" in gate else gate for gate in gates]
    return result


def _with(listed: list[Row], document: Document) -> Document:
    return {**document, "criteria": listed}
