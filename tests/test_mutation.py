"""Who may and what moves, with a small fault put in: the pure tests notice (make deep; figures in docs/mutation.md).

Each fault runs in a child of its own that begins from here, so that nothing is imported anew but what is spoiled and
what stands on it.
"""

import ast
import importlib
import os
import sys
import types
from contextlib import redirect_stderr, redirect_stdout
from enum import Enum
from pathlib import Path

import pytest
from django.conf import settings

from tests.mutants import Mutant, mutants_of

MODULES = (  # each stands on those before it
    "cchc_portal.kit.moves",
    "units.policy",
    "units.rules",
    "indicators.workflow",
    "dossiers.policy",
    "indicators.policy",
    "reports.policy",
)
TESTS = (
    "tests/kit/test_moves.py",
    "tests/units/test_policy.py",
    "tests/units/test_rules.py",
    "tests/indicators/test_workflow.py",
    "tests/dossiers/test_policy.py",
    "tests/indicators/test_policy.py",
    "tests/reports/test_policy.py",
)
AT_LEAST = 95  # of 100
SAME = {  # faults that change nothing anybody could see
}


@pytest.mark.deep
def test_the_pure_tests_notice_faults_in_policy_and_moves() -> None:
    assert passes("units.policy", None), "the tests fail as it is"
    tried, alive = 0, []
    for module in MODULES:
        for mutant in faults(module):
            tried += 1
            if passes(module, mutant):
                alive.append(f"{module}: {mutant.what}")

    sys.stdout.write("\n".join([f"{tried} faults, {tried - len(alive)} noticed; not noticed:", *alive, ""]))
    assert set(SAME) <= set(alive), "noticed after all, or gone: take it off the list"
    assert [each for each in alive if each not in SAME] == []
    assert 100 * (tried - len(alive)) >= AT_LEAST * tried


def faults(module: str) -> list[Mutant]:
    found = importlib.import_module(module)
    enums = {name: each for name, each in vars(found).items() if isinstance(each, type) and issubclass(each, Enum)}
    return list(mutants_of(Path(found.__file__).read_text(encoding="utf-8"), enums))


def passes(module: str, mutant: Mutant | None) -> bool:
    """Whether every test passes in a child in which the module has the fault."""
    child = os.fork()
    if not child:
        code = 1
        try:
            with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
                code = _run(module, mutant)
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _run(module: str, mutant: Mutant | None) -> int:
    for name in [*MODULES, *(path.removesuffix(".py").replace("/", ".") for path in TESTS)]:
        sys.modules.pop(name, None)
    for name in MODULES:
        path = settings.BASE_DIR / (name.replace(".", "/") + ".py")
        made = sys.modules[name] = types.ModuleType(name)
        made.__file__ = str(path)
        tree = mutant.code if mutant and name == module else ast.parse(path.read_text(encoding="utf-8"))
        exec(compile(tree, str(path), "exec"), made.__dict__)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-o", "addopts=", "-c", os.devnull]
    return int(pytest.main([*options, "--rootdir", str(settings.BASE_DIR), *TESTS]))
