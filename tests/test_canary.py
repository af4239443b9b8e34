"""Nothing of others comes to light: every page, list, search, export and error page, read as every person.

Every text of the world carries a marker that says whose it is (tests/access/world.py), every total is a figure of its
own. Whatever a person gets is searched for them; only those may appear that the policy lets the person read.
"""

import re
from collections.abc import Iterable
from typing import Any

from cchc_portal.kit.numbers import show_number
from dossiers.policy import READ_DOSSIERS, READ_UPLOADS
from indicators.policy import READ_PROPOSED, READ_SHEETS, READ_SURVEYS, READ_TASKS, WRITE_PLANS
from reports.policy import READ_RESULTS
from tests.access.sheets import surveyed_of, total_of
from tests.access.walk import Walk, by_everyone, every_cell
from tests.access.world import RELATIONS, STATES
from units.rules import READ_ACCOUNTS, READ_POSTS, Facts, allow, readers_of

MARKER = re.compile(rf"CANARY-(\w+)-({'|'.join(RELATIONS)})-({'|'.join((*STATES, 'any'))})")
SCORED = [state for state in STATES if state != "preparing"]
Marker = tuple[str, str, str]

RULES = {
    **dict.fromkeys(
        ("cited", "remark", "how", "why", "event", "paper", "book", "note", "speaker", "exempt", "index"), READ_SHEETS
    ),
    **dict.fromkeys(("task", "workpaper", "said"), READ_TASKS),
    **dict.fromkeys(("drafted", "inspected", "found", "remedypaper", "activity", "initiative"), READ_TASKS),
    "proposed": READ_PROPOSED,
    **dict.fromkeys(("draft", "appendix"), WRITE_PLANS),
    **dict.fromkeys(("upload", "fault"), READ_UPLOADS),
    **dict.fromkeys(("dossier", "cause"), READ_DOSSIERS),
    "person": READ_POSTS,
    "key": READ_ACCOUNTS,
    "surveyed": READ_SURVEYS,
}
WORK = ("workpaper", "said", "drafted", "inspected", "found", "remedypaper", "activity", "initiative")
WORK += ("proposed", "draft", "appendix", "surveyed")
PUBLISHED = {"how", "why", "points"}  # what a publication shows of every unit


@by_everyone
def test_only_what_the_policy_lets_read_comes_to_light(walk: Walk) -> None:
    seen = {found: asked for asked, text in walk.texts().items() for found in found_in(text)}

    allowed = permitted(walk)
    assert {found: asked for found, asked in seen.items() if found not in allowed} == {}
    wanted = {one for one in allowed if one[0] in TO_BE_SEEN}
    if every_cell():
        assert wanted <= seen.keys()
    else:  # a sample: everything of one's own, in one state at least
        assert _own(wanted) <= _own(seen)


def _own(markers: Iterable[Marker]) -> set[str]:
    return {what for what, relation, _ in markers if relation == "own"}


TO_BE_SEEN = {
    "card",
    "cited",
    "paper",
    "book",
    "note",
    "points",
    "task",
    "dossier",
    "upload",
    "jobfile",
    "reminder",
    "filter",
    "surveyed",
}  # else the crawl would be blind


def _figures() -> dict[str, Marker]:
    """Totals, and answers of a survey that is not released, as a page writes them and as a workbook stores them."""
    found: dict[str, Marker] = {}
    for relation in RELATIONS:
        for state in SCORED:
            total = total_of(relation, state)
            found |= dict.fromkeys((show_number(total, 2), f"<v>{float(total)}</v>"), ("points", relation, state))
    for relation in RELATIONS:
        people = surveyed_of(relation)
        found |= dict.fromkeys((show_number(people), str(people)), ("surveyed", relation, "any"))
    return found


FIGURES = _figures()
FIGURE = re.compile(rf"(?<![\d.,])(?:{'|'.join(map(re.escape, FIGURES))})(?![\d,.])")


def found_in(text: str) -> set[Marker]:
    found: set[Any] = {match.groups() for match in MARKER.finditer(text)}
    return found | {FIGURES[figure] for figure in FIGURE.findall(text)}


def permitted(walk: Walk) -> set[Marker]:
    """Asked of the policy, object by object."""
    person, allowed = walk.person, set[Marker]()
    for relation in RELATIONS:
        pk = walk.world.unit[relation].pk
        facts = Facts(pk, readers_of(pk, walk.parents, {}))
        for state in SCORED:
            for what in ("cited", "remark", "how", "why", "event", "paper", "book", "note", "speaker", "points"):
                rules = [READ_SHEETS] + ([READ_RESULTS] if state == "published" and what in PUBLISHED else [])
                if any(allow(person, rule, facts) for rule in rules):
                    allowed.add((what, relation, state))
        for what in ("task", "upload", "fault", "dossier", "cause", "exempt", "index", "person", "key", *WORK):
            if allow(person, RULES[what], facts):
                allowed.add((what, relation, "any"))
        if allow(person, READ_RESULTS, facts):
            allowed.add(("card", relation, "any"))
    allowed |= {("points", relation, "published") for relation in RELATIONS}  # the public page shows them to everybody
    if person.user_id is not None:  # one's own name, jobs, reminders and kept filters
        allowed |= {(what, "own", "any") for what in ("person", "job", "jobdone", "jobfile", "reminder", "filter")}
    return allowed
