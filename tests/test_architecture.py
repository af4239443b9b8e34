"""The arrows of docs/architecture.md, held: order of apps and layers, purity, imports at the top, sizes."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("units", "dossiers", "indicators", "reports")  # each may import those to its left, and cchc_portal
OURS = ("cchc_portal", *APPS)

# Inside an app a module imports only what stands in its own row or above.
LAYERS = (
    {"enums"},
    {
        *("records", "shapes", "rules", "scoring", "grades", "explanations", "rankings"),
        *("document", "edits", "writing", "diff", "trials", "workflow", "deadlines", "charts", "policy"),
        *("reporting", "desk", "deductions", "evenness", "waiting", "slots", "quarters"),
    },
    {"models"},
    {"facts", "queries", "access"},
    {"actions"},
    {"forms", "imports", "exports", "api"},
    {"views", "tasks", "commands", "urls", "admin"},
)
PURE = LAYERS[1] | {"numbers", "text", "moves"}
IMPURE_IMPORTS = re.compile(r"django\.(db|conf|utils\.timezone)|.*\.models|.*\.settings|random|time\b")
CLOCKS = {"now", "today", "utcnow", "localdate", "monotonic"}
COUNTED = {
    "scoring",
    "rules",
    "grades",
    "explanations",
    "rankings",
    "numbers",
}  # points are Decimal, so nothing here says float(…)

COMPOSERS = ("cchc_portal/management/", "cchc_portal/demo/")  # of the project package, only these know the apps
FORBIDDEN_NAMES = {"utils", "helpers", "services", "signals", "misc", "common"}

FUNCTION_LINES, VIEW_LINES, FILE_LINES, TEMPLATE_LINES = 40, 25, 400, 150
# What is longer, and why. The list only shrinks.
LONGER: dict[str, str] = {}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*tops: str) -> list[Path]:
    found = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported; `from a import b` counts as a.b."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def layer(parts: tuple[str, ...]) -> int | None:
    """The row of a module given by the parts of its path below the app; None where the name says nothing."""
    names = {part.removesuffix(".py") for part in parts}
    return next((row for row, layer_names in enumerate(LAYERS) if names & layer_names), None)


def app_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """("jobs", ("actions.py",)) for cchc_portal/jobs/actions.py."""
    parts = path.relative_to(ROOT).parts
    return (".".join(parts[:2]), parts[2:]) if parts[:2] in GROUND else (parts[0], parts[1:])


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_pure(path: Path) -> bool:
    return bool({part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & PURE)


GROUND = {("cchc_portal", "jobs"), ("cchc_portal", "audit")}


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_the_apps_below_it(app: str) -> None:
    above = APPS[APPS.index(app) + 1 :]

    wrong = [f"{name_of(p)}:{line} {what}" for p in sources(app) for line, what in imports(p) if top(what) in above]

    assert wrong == []


def test_the_project_package_imports_no_app() -> None:
    ground = [path for path in sources("cchc_portal") if not name_of(path).startswith(COMPOSERS)]

    assert [f"{name_of(p)}:{line} {what}" for p in ground for line, what in imports(p) if top(what) in APPS] == []


def test_a_module_imports_only_the_layers_below_it() -> None:
    wrong = []
    for path in sources(*OURS):
        app, inside = app_of(path)
        mine = layer(inside)
        for line, what in imports(path):
            if mine is not None and what.startswith(f"{app}."):
                theirs = layer(tuple(what.removeprefix(f"{app}.").split(".")))
                wrong += [f"{name_of(path)}:{line} {what}"] if theirs is not None and theirs > mine else []

    assert wrong == []


def test_pure_modules_know_no_database_clock_or_settings() -> None:
    wrong = []
    for path in filter(is_pure, sources(*OURS)):
        wrong += [f"{name_of(path)}:{line} {what}" for line, what in imports(path) if impure(what)]
        wrong += [f"{name_of(path)}:{call.lineno} reads the clock" for call in calls(path) if called(call) in CLOCKS]

    assert wrong == []


def test_points_are_never_float() -> None:
    counted = [p for p in sources(*OURS) if {part.removesuffix(".py") for part in p.parts} & COUNTED]

    assert [f"{name_of(p)}:{call.lineno}" for p in counted for call in calls(p) if called(call) == "float"] == []


def test_imports_of_our_own_stand_at_the_top_and_are_absolute() -> None:
    wrong = []
    for path in sources(*OURS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.level:
                wrong.append(f"{name_of(path)}:{node.lineno} is relative")
        for function in functions(path):
            inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            wrong += [f"{name_of(path)}:{node.lineno} in {function.name}()" for node in inner if names_ours(node)]

    assert wrong == []


def test_files_are_named_for_what_they_hold() -> None:
    assert [name_of(path) for path in sources(*OURS) if path.stem in FORBIDDEN_NAMES] == []


def test_functions_and_views_stay_short() -> None:
    long = {}
    for path in sources(*OURS):
        budget = VIEW_LINES if "views" in {part.removesuffix(".py") for part in path.parts} else FUNCTION_LINES
        for function in functions(path):
            limit = budget if takes_request(function) else FUNCTION_LINES
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > limit:
                long[f"{name_of(path)}:{function.name}"] = lines

    assert set(long) == {name for name in LONGER if ":" in name}, long


def test_files_and_templates_stay_short() -> None:
    sizes = {name_of(path): len(path.read_text().splitlines()) for path in sources(*OURS)}
    pages = {name_of(path): len(path.read_text().splitlines()) for path in (ROOT / "templates").rglob("*.html")}

    long = {name: lines for name, lines in sizes.items() if lines > FILE_LINES}
    long |= {name: lines for name, lines in pages.items() if lines > TEMPLATE_LINES}

    assert set(long) == {name for name in LONGER if ":" not in name}, long


def top(module: str) -> str:
    return module.partition(".")[0]


def impure(module: str) -> bool:
    """enums and the table of moves are made of Django's TextChoices, which thinks of no database."""
    return bool(IMPURE_IMPORTS.fullmatch(module) or IMPURE_IMPORTS.match(f"{module}.")) and not module.endswith(
        "django.db.models.TextChoices"
    )


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def names_ours(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return top(node.module or "") in OURS
    return any(top(alias.name) in OURS for alias in node.names)


def takes_request(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "request"
