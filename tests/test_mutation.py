"""Who may and what moves, with a small fault put in: the pure tests notice (make deep; figures in docs/mutation.md).

Each fault runs in a child that begins from here, so that nothing is loaded anew but these modules and their tests.
"""

import ast
import importlib
import os
import signal
import sys
import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

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
PATIENCE = 60  # seconds for one fault
SAME = {  # faults that change nothing anybody could see: what would no longer be forbidden is done nowhere
    f"{module}: @dataclass(frozen=True, slots=True) ⟶ False"
    for module in ("cchc_portal.kit.moves", "units.policy", "units.rules")
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
        signal.alarm(PATIENCE)  # a loop without end is noticed as well
        code = 1
        try:
            _stand_on(module, mutant)
            _run_tests()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _stand_on(module: str, mutant: Mutant | None) -> None:
    """Every module is loaded anew, so that each holds what the others define now."""
    for name in MODULES:
        sys.modules[name] = types.ModuleType(name)
        tree = mutant.code if mutant and name == module else compiled(name.replace(".", "/") + ".py")
        exec(compile(tree, name, "exec") if isinstance(tree, ast.Module) else tree, sys.modules[name].__dict__)


def _run_tests() -> None:
    """Each test function with each of its examples, as pytest would call it; none of these needs a fixture."""
    for path in TESTS:
        sys.modules["spoiled"] = tests = types.ModuleType("spoiled")
        exec(compiled(path), tests.__dict__)
        for test in [each for name, each in vars(tests).items() if name.startswith("test_")]:
            for example in examples(test):
                test(**example)


def examples(test: Callable[..., None]) -> list[dict[str, Any]]:
    """The product of what its parametrize marks say."""
    found: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", []):
        names = (
            mark.args[0] if not isinstance(mark.args[0], str) else [part.strip() for part in mark.args[0].split(",")]
        )
        rows = [values if len(names) > 1 else (values,) for values in mark.args[1]]
        found = [known | dict(zip(names, row, strict=True)) for known in found for row in rows]
    return found


@cache
def compiled(path: str) -> types.CodeType:
    return compile((settings.BASE_DIR / path).read_text(encoding="utf-8"), path, "exec")
