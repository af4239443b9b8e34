"""Whose desk a row lies on: field owners, assignments, never the own unit (pure; docs/adr/0017-two-rounds.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indicators.enums import ScoredBy
from indicators.rules import Leaf, Node
from units.enums import Role
from units.policy import Person

OWN_UNIT = "Anh/chị thuộc đơn vị này nên không được thẩm định phiếu của đơn vị. Hãy nhờ người khác."
NOT_THEIRS = "Chỉ chuyên viên thẩm định hoặc cơ quan chủ trì lĩnh vực được chấm phiếu này."

READ_ALL = (Role.APPRAISER, Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Share:
    """One assignment: an appraiser, and the unit, the criterion or both that it names."""

    user_id: int
    unit_id: int | None = None
    criterion_code: str = ""

    def names(self, unit_id: int, path: Collection[str]) -> bool:
        """`path`: the codes of the row and of everything above it."""
        return self.unit_id in (None, unit_id) and (not self.criterion_code or self.criterion_code in path)


@dataclass(frozen=True, slots=True)
class Desk:
    """One person before the sheets of one period; `fields`: codes of the units they own a field for."""

    person: Person
    shares: tuple[Share, ...] = ()
    fields: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Whether every row lies here to be read; a field owner's desk shows the field."""
        return any(map(self.person.has, READ_ALL))

    def sees(self, leaf: Leaf) -> bool:
        return self.sees_all or (leaf.scored_by == ScoredBy.OWNER and leaf.owner in self.fields)

    def why_not_sheet(self, unit_id: int) -> str | None:
        """The sentence that keeps the person from judging anything on this unit's sheet."""
        if not self.person.roles_in(unit_id) & {Role.APPRAISER, Role.FIELD_OWNER}:
            return NOT_THEIRS
        return OWN_UNIT if self.person.belongs_to(unit_id) else None

    def why_not(self, leaf: Leaf, unit_id: int, path: Collection[str]) -> str | None:
        """The sentence that keeps the person from judging this row; None means: go ahead."""
        if refusal := self.why_not_sheet(unit_id):
            return refusal
        if leaf.scored_by == ScoredBy.OWNER:
            if leaf.owner in self.fields:
                return None
            return f"{leaf.code}: tiêu chí này do cơ quan chủ trì lĩnh vực ({leaf.owner}) chấm."
        if not self.person.has(Role.APPRAISER):
            return f"{leaf.code}: cơ quan chủ trì lĩnh vực chỉ chấm tiêu chí của lĩnh vực mình."
        named = [share.user_id for share in self.shares if share.names(unit_id, path)]
        if named and self.person.user_id not in named:
            return f"{leaf.code}: đã phân công cho chuyên viên khác thẩm định."
        return None


def paths(roots: Collection[Node]) -> Mapping[str, tuple[str, ...]]:
    """Leaf code → its own code and those of everything above it."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(node: Node, above: tuple[str, ...]) -> None:
        here = (*above, node.code)
        if isinstance(node, Leaf):
            found[node.code] = here
        for child in node.children:
            walk(child, here)

    for root in roots:
        walk(root, ())
    return found
