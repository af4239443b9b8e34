"""Small faults put into a source one at a time, for tests that ought to notice each of them.

Expressions are twisted as usual (comparisons, and/or, not, any/all, sums, constants, returns, guards). Beyond that the
tables are spoiled, because here the rules are tables: each entry is left out once, and each role, reach or state named
is replaced by its neighbour. Docstrings and annotations are left alone: nothing depends on them.

Each fault runs in a child that begins from here, so that nothing is loaded anew but the modules in question and their
tests, which are called as pytest would call them.
"""

import ast
import copy
import importlib
import os
import signal
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

TWISTED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Sub: ast.BitOr,
    ast.Add: ast.Sub, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
PATIENCE = 60  # seconds for one fault


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Modules to spoil one at a time, and the tests that ought to notice.

    `loaded` are the modules that must be loaded anew for the fault to be seen, each after those it stands on; those of
    `spoiled` among them. `only_functions` leaves alone what stands outside of function bodies. `slow` tests are left
    out, properties over whole generated sheets mostly: examples notice the same. `same` are the faults that no test
    could notice, each with the reason.
    """

    loaded: tuple[str, ...]
    spoiled: tuple[str, ...]
    tests: tuple[str, ...]
    same: dict[str, str]
    only_functions: bool = False
    slow: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """`what` names it in the list of those that live: line of code and fault."""

    what: str
    code: ast.Module


def unnoticed(subject: Subject) -> tuple[int, list[str]]:
    """How many faults were tried, and those after which every test still passed."""
    for path in subject.tests:
        compiled(path)  # once, for all children
    tried, alive = 0, []
    for module in subject.spoiled:
        for mutant in faults(subject, module):
            tried += 1
            if passes(subject, module, mutant):
                alive.append(f"{module}: {mutant.what}")
                sys.stderr.write(f"{alive[-1]}\n")
    return tried, alive


def faults(subject: Subject, module: str) -> list[Mutant]:
    found = importlib.import_module(module)
    enums = {name: each for name, each in vars(found).items() if isinstance(each, type) and issubclass(each, Enum)}
    source = Path(found.__file__).read_text(encoding="utf-8")
    return list(mutants_of(source, enums, only_functions=subject.only_functions))


def passes(subject: Subject, module: str, mutant: Mutant | None) -> bool:
    """Whether every test passes in a child in which the module has the fault."""
    child = os.fork()
    if not child:
        signal.alarm(PATIENCE)  # a loop without end is noticed as well
        code = 1
        try:
            _stand_on(subject, module, mutant)
            _run_tests(subject, module)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _stand_on(subject: Subject, module: str, mutant: Mutant | None) -> None:
    """Every module is loaded anew, so that each holds what the others define now."""
    for name in subject.loaded:
        sys.modules[name] = types.ModuleType(name)
        code = compiled(name.replace(".", "/") + ".py")
        if mutant and name == module:
            code = compile(mutant.code, name, "exec")
        exec(code, sys.modules[name].__dict__)


def _run_tests(subject: Subject, module: str) -> None:
    """Each test function with each of its examples; the tests of the module itself first, as they mostly know."""
    own = f"/test_{module.rpartition('.')[2]}.py"
    for path in sorted(subject.tests, key=lambda path: not path.endswith(own)):
        sys.modules["spoiled"] = tests = types.ModuleType("spoiled")
        exec(compiled(path), tests.__dict__)
        for name, test in list(vars(tests).items()):
            if name.startswith("test_") and name not in subject.slow:
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


# --- the faults ------------------------------------------------------------------------------------------------------


def mutants_of(source: str, enums: dict[str, type[Enum]], *, only_functions: bool = False) -> Iterator[Mutant]:
    """Every fault this module knows, in this source; `enums` by the name they have there."""
    tree = ast.parse(source)
    skipped = set(_skipped(tree))
    if only_functions:
        skipped |= set(ast.walk(tree)) - set(_in_functions(tree))
    for place, node in enumerate(ast.walk(tree)):
        if node in skipped:
            continue
        for told, change in _faults(node, enums):
            spoiled = copy.deepcopy(tree)
            change(next(each for at, each in enumerate(ast.walk(spoiled)) if at == place))
            line = source.splitlines()[node.lineno - 1].strip() if hasattr(node, "lineno") else ""
            yield Mutant(f"{line} ⟶ {told}", ast.fix_missing_locations(spoiled))


def _skipped(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, annotations and imports, with all inside them."""
    for node in ast.walk(tree):
        found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.append(node)
        if isinstance(node, ast.ImportFrom | ast.Import):
            found.append(node)
        for top in filter(None, found):
            yield from ast.walk(top)


def _in_functions(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for line in node.body:
                yield from ast.walk(line)


Fault = tuple[str, Callable[[ast.AST], None]]


def _faults(node: ast.AST, enums: dict[str, type[Enum]]) -> Iterator[Fault]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in TWISTED:
            yield f"{_name(TWISTED[type(op)])}", lambda it: setattr(it, "ops", [TWISTED[type(it.ops[0])]()])
        case ast.BoolOp(op=op, values=values):
            yield _name(TWISTED[type(op)]), lambda it: setattr(it, "op", TWISTED[type(it.op)]())
            yield from _left_out("values", len(values))
        case ast.BinOp(op=op) if type(op) in TWISTED:
            yield _name(TWISTED[type(op)]), lambda it: setattr(it, "op", TWISTED[type(it.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield "not not", lambda it: setattr(it, "operand", ast.UnaryOp(ast.Not(), it.operand))
        case ast.If() | ast.IfExp() | ast.While():
            yield "the contrary", lambda it: setattr(it, "test", ast.UnaryOp(ast.Not(), it.test))
            yield "never", lambda it: setattr(it, "test", ast.Constant(False))
        case ast.comprehension(ifs=ifs):
            yield from _left_out("ifs", len(ifs))
        case ast.For():
            yield "no turn", lambda it: setattr(it, "iter", ast.Tuple([], ast.Load()))
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield "return None", lambda it: setattr(it, "value", ast.Constant(None))
        case ast.Constant(value=value):
            yield from _other_constant(value)
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            yield NAMES[name], lambda it: setattr(it, "id", NAMES[it.id])
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in enums and attr in enums[name].__members__:
            members = list(enums[name].__members__)
            other = members[(members.index(attr) + 1) % len(members)]
            yield f"{name}.{other} for {attr}", lambda it: setattr(it, "attr", other)
        case ast.Set(elts=elts) | ast.List(elts=elts, ctx=ast.Load()) | ast.Tuple(elts=elts, ctx=ast.Load()):
            yield from _left_out("elts", len(elts))
        case ast.Dict(keys=keys):
            for number in range(len(keys)):
                yield f"without entry {number}", lambda it, at=number: (it.keys.pop(at), it.values.pop(at))


def _left_out(name: str, count: int) -> Iterator[Fault]:
    for number in range(count):
        if name != "values" or count > 1:
            yield f"without {name[:-1]} {number}", lambda it, at=number: getattr(it, name).pop(at)


def _other_constant(value: object) -> Iterator[Fault]:
    if isinstance(value, bool):
        yield str(not value), lambda it: setattr(it, "value", not it.value)
    elif isinstance(value, int):
        yield str(value + 1), lambda it: setattr(it, "value", it.value + 1)
    elif isinstance(value, str):
        yield f"“{value}x”", lambda it: setattr(it, "value", f"{it.value}x")


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _name(kind: type) -> str:
    return kind.__name__
