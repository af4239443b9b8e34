"""python -m tests.scoring_mutants: break every line of scoring, grades and ranks in turn, and see that a test notices.

Each mutant changes one operator, comparison, condition, number or text inside one function, in memory, in a forked
child that runs the quick tests of that module. What no test notices is listed in docs/mutants.md.
"""

import ast
import copy
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutants.md"
SECONDS = 60
LEAST_KILLED = 95  # percent

TESTS = {
    "indicators.scoring": ("indicators/test_scoring.py", "indicators/test_rules.py", "indicators/test_explanations.py"),
    "indicators.grades": ("indicators/test_grades.py",),
    "reports.rankings": ("reports/test_rankings.py",),
}
# Properties over generated sheets take longer than all examples together, and are left out here.
SLOW = "not (explains_its_points or add_up_to or no_points_above or changes_no_other_leaf or gives_its_points_again)"

OPPOSITE: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutant(NamedTuple):
    module: str
    function: str
    line: int
    what: str
    code: CodeType


def mutants(name: str) -> Iterator[Mutant]:
    module = importlib.import_module(name)
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    tree = ast.parse(source)
    for place, _ in enumerate(ast.walk(tree)):
        for choice in range(2):
            changed = copy.deepcopy(tree)
            node = list(ast.walk(changed))[place]
            if not (what := _mutate(node, choice)):
                break
            line = getattr(node, "lineno", 0)
            function = _function_at(changed, line)
            if function and not _is_docstring(changed, node):
                code = _code_named(compile(ast.fix_missing_locations(changed), module.__file__ or "", "exec"), function)
                if code:
                    yield Mutant(name, function, line, what, code)


def _mutate(node: ast.AST, choice: int) -> str:
    """Change the node in place; say how, or "" where there is no such change."""
    if isinstance(node, ast.Compare) and choice < len(node.ops):
        old = node.ops[choice]
        node.ops[choice] = OPPOSITE[type(old)]()
        return f"{type(old).__name__} → {type(node.ops[choice]).__name__}"
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPPOSITE and not choice:
        old_op = type(node.op)
        node.op = OPPOSITE[old_op]()
        return f"{old_op.__name__} → {OPPOSITE[old_op].__name__}"
    if isinstance(node, ast.If | ast.IfExp) and not choice:
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition negated"
    if isinstance(node, ast.Return) and node.value is not None and not choice:
        node.value = ast.Constant(None)
        return "returns None"
    if isinstance(node, ast.Constant) and not choice:
        if type(node.value) is int:
            node.value += 1
            return f"{node.value - 1} → {node.value}"
        if isinstance(node.value, str) and node.value:
            node.value += "XX"
            return f"“{node.value[:-2]}” changed"
        if isinstance(node.value, bool):
            node.value = not node.value
            return f"{not node.value} → {node.value}"
    return ""


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef))


def _function_at(tree: ast.Module, line: int) -> str:
    """The function whose body holds the line; decorators, signatures and the module itself are not mutated."""
    for name, node in _functions(tree):
        if node.body[0].lineno <= line <= (node.end_lineno or 0):
            return name
    return ""


def _is_docstring(tree: ast.Module, node: ast.AST) -> bool:
    firsts = (each.body[0] for _, each in _functions(tree))
    return any(isinstance(first, ast.Expr) and first.value is node for first in firsts)


def _code_named(code: CodeType, name: str) -> CodeType | None:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            if const.co_qualname == name:
                return const
            if found := _code_named(const, name):
                return found
    return None


def _target(module: ModuleType, name: str) -> FunctionType:
    owner, _, attribute = name.rpartition(".")
    found = vars(getattr(module, owner))[attribute] if owner else getattr(module, attribute)
    return getattr(found, "fget", None) or found


def _fails(name: str) -> bool:
    """Whether some test of the module fails; its own file is asked first, because it mostly knows."""
    quiet = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:playwright"]
    return any(pytest.main([*quiet, "-k", SLOW, str(ROOT / "tests" / file)]) for file in TESTS[name])


def survives(mutant: Mutant) -> bool:
    """Whether every test still passes with the mutant in place; one that hangs is dead too."""
    child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            _target(importlib.import_module(mutant.module), mutant.function).__code__ = mutant.code
            os._exit(1 if _fails(mutant.module) else 0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def run(name: str) -> tuple[int, list[Mutant]]:
    """How many mutants of the module there were, and those that survived. The unbroken module passes first."""
    if _fails(name):
        raise SystemExit(f"{name}: the tests fail without any mutant")
    all_ = list(mutants(name))
    left = []
    for at, mutant in enumerate(all_, start=1):
        if survives(mutant):
            left.append(mutant)
            sys.stderr.write(f"survived: {mutant.function}:{mutant.line} {mutant.what}\n")
        if not at % 20:
            sys.stderr.write(f"{at} of {len(all_)} tried, {len(left)} survived\n")
    return len(all_), left


def report(results: dict[str, tuple[int, list[Mutant]]]) -> str:
    lines = ["# Mutants", "", "Written by `python -m tests.scoring_mutants`; `make deep` holds the share.", ""]
    lines += ["| module | mutants | killed |", "| --- | --- | --- |"]
    for name, (count, left) in results.items():
        lines.append(f"| `{name}` | {count} | {100 * (count - len(left)) / count:.1f} % |")
    lines += ["", "## Survivors", ""]
    lines += [f"- `{m.module}.{m.function}`, line {m.line}: {m.what}" for _, left in results.values() for m in left]
    return "\n".join(lines) + "\n"


def main() -> None:
    chosen = sys.argv[1:] or list(TESTS)
    PAGE.write_text(report({name: run(name) for name in chosen}), encoding="utf-8")


if __name__ == "__main__":
    main()
