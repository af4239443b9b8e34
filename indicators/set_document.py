"""A criteria set as a TOML document: read whole, or refused with every fault in Vietnamese (pure).

The format is described, for those who edit it, in docs/criteria-set.md.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from cchc_portal.kit.numbers import show_number
from indicators.enums import ScoredBy
from indicators.records import Place, date, entry, flag, list_of, number, one_of, paragraphs, read, record, text
from indicators.rules import Input, Leaf, Node, Rule, Source, read_rule
from indicators.rules.base import ZERO
from indicators.scoring import Options

CODE = text(20, pattern=r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*", example="1.1.2")
SLUG = text(40, pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="so-2022")
MAX = number(Decimal("0.01"), 1000, cents=True)
_POSITION = re.compile(r"at line (\d+), column (\d+)")


class SetErrors(ValueError):
    """The document is not a criteria set; `faults` are Vietnamese sentences, each naming the criterion and key."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The top of the file. `max_points` is the sum of the areas, bonus and penalty apart."""

    code: str = entry(SLUG)
    name: str = entry(text(250))
    block: str = entry(text(20))
    max_points: Decimal = entry(MAX, key="max")
    decision_number: str = entry(text(80), default="")
    decided_on: dt.date | None = entry(date, default=None)


@dataclass(frozen=True, slots=True)
class SetDocument:
    """A whole criteria set; `tree` holds its areas (lĩnh vực)."""

    head: Head
    options: Options
    tree: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One [[criteria]] of the file."""

    code: str = entry(CODE)
    name: str = entry(text(400))
    max_points: Decimal = entry(MAX, key="max")
    parent: str = entry(CODE, default="")
    short_name: str = entry(text(60), default="")
    rule: Rule | None = entry(read_rule, default=None)
    inputs: tuple[Input, ...] = entry(list_of(record(Input)), default=())
    scored_by: ScoredBy = entry(one_of(ScoredBy), default=ScoredBy.UNIT)
    evidence_required: bool = entry(flag, default=False)
    guidance: str = entry(paragraphs, default="")
    clause: str = entry(text(200), default="")


def read_set(text: str) -> SetDocument:
    """The set written in `text`; raises SetErrors with all faults, never only the first."""
    raw = _parsed(text)
    faults: list[str] = []
    sections = {"scoring", "bands", "gates", "criteria"}
    head = read(Head, {key: value for key, value in raw.items() if key not in sections}, Place("Đầu tệp", faults))
    options = _options(raw, faults)
    listed = raw.get("criteria")
    if not isinstance(listed, list) or not listed:
        faults.append("Tệp chưa có tiêu chí nào: mỗi tiêu chí bắt đầu bằng một dòng [[criteria]].")
        raise SetErrors(faults)
    rows = [read(Row, item, Place(_called(item, at), faults)) for at, item in enumerate(listed, start=1)]
    outline = _outlined(listed, faults)
    apart = (*options.bonus, *options.penalty) if options else ()
    faults += _sum_faults(outline, raw.get("max"), apart)
    faults += [fault for row in rows if row and not outline.children.get(row.code) for fault in _leaf_faults(row)]
    faults += _grade_faults(options, outline) if options else []
    if faults or head is None or options is None:
        raise SetErrors(faults)
    by_code = {row.code: row for row in rows if row}
    return SetDocument(head, options, tuple(_node(code, by_code, outline) for code in outline.children[""]))


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:  # TOMLDecodeError, or a number too long for Python
        position = _POSITION.search(str(error))
        where = f"Dòng {position[1]}, cột {position[2]}" if position else "Cuối tệp"
        sentence = f"{where}: không đúng cú pháp TOML; kiểm tra dấu ngoặc kép, dấu bằng và dấu ngoặc vuông."
        raise SetErrors([sentence]) from error


def _options(raw: Mapping[str, Any], faults: list[str]) -> Options | None:
    scoring = raw.get("scoring", {})
    if not isinstance(scoring, Mapping):
        faults.append("Bảng [scoring]: phải là một nhóm khóa = giá trị.")
        return None
    if "bands" not in raw:
        faults.append("Tệp chưa có mức xếp loại: mỗi mức bắt đầu bằng một dòng [[bands]].")
        return None
    tables = {key: raw[key] for key in ("bands", "gates") if key in raw}
    return read(Options, {**scoring, **tables}, Place("Bảng [scoring]", faults))


def _called(item: Any, at: int) -> str:
    """How a criterion is named in a fault: by its code, or by its place where it has none."""
    code = item.get("code") if isinstance(item, Mapping) else None
    return f"Tiêu chí {code}" if code else f"Tiêu chí thứ {at}"


# --- the tree ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Outline:
    """The bare tree: codes below each code ("" for the areas) and the maxima that could be read.

    It is drawn from the raw rows, so that a fault inside one row hides no fault of the tree.
    """

    children: dict[str, list[str]] = field(default_factory=dict)
    maxima: dict[str, Decimal | None] = field(default_factory=dict)


def _outlined(listed: list[Any], faults: list[str]) -> _Outline:
    outline = _Outline({"": []})
    coded = [item for item in listed if isinstance(item, Mapping) and isinstance(item.get("code"), str)]
    for item in coded:
        code, parent = item["code"], str(item.get("parent") or item["code"].rpartition(".")[0])
        if code in outline.maxima:
            faults.append(f"Tiêu chí {code}: mã này đã dùng cho một tiêu chí ở phía trên.")
            continue
        if parent and parent not in outline.maxima:
            faults.append(f"Tiêu chí {code}: không thấy tiêu chí cha “{parent}” ở phía trên.")
        outline.maxima[code] = MAX(item.get("max"), Place("", []))
        outline.children.setdefault(parent, []).append(code)
    for item in coded:
        if outline.children.get(item["code"]) and {"rule", "inputs"} & set(item):
            faults.append(f"Tiêu chí {item['code']}: có tiêu chí con nên không đặt “rule” và “inputs”.")
    return outline


def _sum_faults(outline: _Outline, declared: Any, apart: tuple[str, ...]) -> Iterator[str]:
    """Where children do not add up to their parent; in bonus and penalty areas they may go beyond it."""
    areas = outline.children[""]
    for code in apart:
        if code not in areas:
            yield f"Bảng [scoring]: “{code}” trong bonus hoặc penalty không phải là mã một lĩnh vực."
    for code, below in outline.children.items():
        of_base = [child for child in below if code or child not in apart]
        maxima = [outline.maxima[child] for child in of_base]
        own = outline.maxima.get(code) if code else MAX(declared, Place("", []))
        if own is None or not maxima or None in maxima:
            continue
        added = sum((each for each in maxima if each), ZERO)
        if added == own or (added > own and code.split(".")[0] in apart):
            continue
        where = f"Tiêu chí {code}" if code else "Đầu tệp, khóa “max”"
        yield (
            f"{where}: các mục bên dưới ({', '.join(of_base)}) cộng lại {show_number(added)} điểm, "
            f"khác điểm tối đa {show_number(own)}."
        )


def _node(code: str, rows: Mapping[str, Row], outline: _Outline) -> Node:
    row, below = rows[code], outline.children.get(code, [])
    if row.rule is None:
        children = tuple(_node(child, rows, outline) for child in below)
        return Node(code=code, name=row.name, short_name=row.short_name, max_points=row.max_points, children=children)
    return Leaf(
        code=code,
        name=row.name,
        short_name=row.short_name,
        max_points=row.max_points,
        rule=row.rule,
        inputs=row.inputs or row.rule.INPUTS,
        scored_by=row.scored_by,
        evidence_required=row.evidence_required,
        guidance=row.guidance,
        clause=row.clause,
    )


# --- leaves and grades -------------------------------------------------------------------------------------------


def _leaf_faults(row: Row) -> Iterator[str]:
    where = f"Tiêu chí {row.code}"
    if row.rule is None:
        yield f"{where}: không có tiêu chí con nên phải có luật chấm “rule”."
        return
    kind, names = row.rule.KIND, [each.name for each in row.inputs or row.rule.INPUTS]
    needed, known = row.rule.required(), row.rule.required() + row.rule.optional()
    for fault in row.rule.faults(row.max_points):
        yield f"{where}, luật {kind}: {fault}"
    for name in _once(needed):
        if name not in names:
            yield f"{where}, khóa “inputs”: luật {kind} cần đầu vào “{name}”."
    for name in _once(names):
        if name not in known:
            yield f"{where}, khóa “inputs”: luật {kind} không dùng đầu vào “{name}”."
        if names.count(name) > 1:
            yield f"{where}, khóa “inputs”: tên “{name}” dùng hai lần."


def _grade_faults(options: Options, outline: _Outline) -> Iterator[str]:
    labels = [band.label for band in options.bands]
    for above, band in pairwise(options.bands):
        if band.edge >= above.edge:
            yield f"Mức “{band.label}”: phải thấp hơn mức “{above.label}” đứng trước."
    for label in _once(labels):
        if labels.count(label) > 1:
            yield f"Mức “{label}”: tên mức dùng hai lần."
    if options.bands[-1].edge > 0:
        yield f"Mức “{labels[-1]}”: mức cuối cùng phải bắt đầu từ 0."
    for gate in options.gates:
        if gate.cap not in labels:
            yield f"Điều kiện “{gate.reason}”: không có mức “{gate.cap}”."
        if gate.of not in outline.maxima and gate.of not in Source.values:
            yield f"Điều kiện “{gate.reason}”: “{gate.of}” không phải mã tiêu chí hay tên số liệu."


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
