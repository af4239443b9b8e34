"""Small faults put into a source one at a time, for tests that ought to notice each of them.

Expressions are twisted as usual (comparisons, and/or, not, any/all, constants, returns, guards). Beyond that the tables
are spoiled, because here the rules are tables: each entry is left out once, and each role, reach or state named is
replaced by its neighbour. Docstrings and annotations are left alone: nothing depends on them.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

TWISTED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Sub: ast.BitOr,
    ast.Add: ast.Sub,
}  # fmt: skip
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """`what` names it in the list of those that live: line of code and fault."""

    what: str
    code: ast.Module


def mutants_of(source: str, enums: dict[str, type[Enum]]) -> Iterator[Mutant]:
    """Every fault this module knows, in this source; `enums` by the name they have there."""
    tree = ast.parse(source)
    skipped = set(_skipped(tree))
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
