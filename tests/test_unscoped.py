"""Where the guard is set aside, counted: every unscoped reading and every transaction outside the actions."""

import ast
from collections.abc import Iterator

from tests.test_architecture import OURS, called, name_of, sources, tree

MOST = 15
# Where everything is read, whoever asks, and why that is right. The list only shrinks.
UNSCOPED = {
    "dossiers/actions/checks.py:check_upload": "the deed of a job, which may be nobody's",
    "dossiers/actions/specs.py:spec_of": "codes of other units are told from unknown ones; none is shown",
    "indicators/forms/periods.py:validate_unique": "whether a code is taken",
    "reports/queries.py:_every_sheet": "a table is shown whole or not at all; selection and views have asked",
    "reports/queries.py:standings": "as the sheets",
    "units/access.py:signed_in_before": "signing in: nobody is known yet",
    "units/adapters.py:pre_social_login": "signing in: nobody is known yet",
    "units/facts.py:demo_accounts": "the login page of the demonstration",
    "units/forms/units.py:__init__": "a reorganisation may touch any unit; coordinators only",
    "units/imports.py:_stored": "a list of units is checked against all of them; coordinators only",
    "units/links.py:holder_of": "who holds the link is not signed in",
    "units/models/people.py:get_by_natural_key": "signing in: nobody is known yet",
    "units/models/people.py:_held": "the posts on which every scope rests",
    "units/people_file.py:_names": "a user name is taken whoever holds it",
    "units/previews.py:members": "a reorganisation is looked at as a whole; coordinators only",
}
# Transactions make the guard rest, so only deeds begin them. Commands stand under no guard.
TRANSACTIONS = {
    "cchc_portal/audit/downloads.py": "one link of the trail, which is the deed",
    "cchc_portal/audit/facts.py": "the chain is verified in one snapshot",
    "indicators/tasks.py": "the deed and the job's guard are one",
    "reports/tasks.py": "the deed and the job's guard are one",
    "units/views/sessions.py": "signing in and its record are one",
    "units/tasks.py": "the deed and the job's guard are one",
}
BACK_DOORS = {"_base_manager", "_default_manager", "raw"}


def test_every_unscoped_reading_stands_in_the_list() -> None:
    found = sorted(f"{name_of(path)}:{inside(path, call)}" for path, call in said("unscoped"))

    assert found == sorted(UNSCOPED)
    assert len(found) <= MOST


def test_only_deeds_begin_transactions() -> None:
    found = {
        name_of(path)
        for path in sources(*OURS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "atomic"
        if not {"actions", "commands"} & {part.removesuffix(".py") for part in path.parts}
    }

    assert found == set(TRANSACTIONS)


def test_no_back_door_leads_around_the_guard() -> None:
    found = {
        f"{name_of(path)}:{node.lineno}"
        for path in sources(*OURS)
        if name_of(path) != "cchc_portal/checks.py"  # which looks at managers, not at rows
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in BACK_DOORS
    }

    assert found == set()


def said(name: str) -> Iterator[tuple]:
    for path in sources(*OURS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) == name:
                yield path, node


def inside(path, call: ast.Call) -> str:
    """The innermost function or class around the call."""
    around = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno <= call.lineno <= (node.end_lineno or 0)
    ]
    return max(around, key=lambda node: node.lineno).name
