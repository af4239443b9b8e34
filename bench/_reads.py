"""What a read costs the database: milliseconds, which the machine blurs, and rows looked at, which it does not."""

import json
import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.dossiers import timed

Reads = dict[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Cost:
    ms: float
    rows: int  # read by the scans of all its queries, those that a filter threw away too

    def exponents(self, larger: "Cost", growth: float) -> str:
        """Of milliseconds and of rows, where the register is `growth` times as large."""
        by_ms, by_rows = (
            math.log(max(many, 1) / max(few, 1)) / math.log(growth)
            for few, many in ((self.ms, larger.ms), (self.rows, larger.rows))
        )
        return f"{by_ms:+.2f} / {by_rows:+.2f}"

    def __str__(self) -> str:
        return f"{self.ms:.1f} ms / {self.rows} rows"


def costs(reads: Reads, rounds: int) -> dict[str, Cost]:
    return {name: cost(read, rounds) for name, read in reads.items()}


def cost(read: Callable[[], object], rounds: int) -> Cost:
    queries: list[tuple[str, Any]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        read()
    ms = statistics.median(timed(read)[0] for _ in range(rounds)) * 1000
    return Cost(ms, sum(_rows(*query) for query in queries))


def _rows(sql: str, params: Any) -> int:
    if not sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH")):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return sum(_read_by(node) for node in _nodes(plan[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _read_by(node: dict[str, Any]) -> int:
    if "Relation Name" not in node:
        return 0
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])
