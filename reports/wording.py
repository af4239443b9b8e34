"""Names of blocks and places inside a sentence (pure)."""

from cchc_portal.kit.text import mid_sentence


def of_block(name: str) -> str:
    """The name as that of a block: khối sở, ban, ngành; a name that says Khối itself is not given another."""
    named = mid_sentence(name)
    return named if named.startswith("khối ") else f"khối {named}"


def places_short(places: int | None) -> str:
    """ "▲ 2", "▼ 1", "—" where the rank is the same, "·" where there is none to compare: as in the league table."""
    if places is None:
        return "·"
    return f"▲ {places}" if places > 0 else f"▼ {-places}" if places else "—"
