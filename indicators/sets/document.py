"""A criteria set as a TOML document: read whole, or refused with every fault in Vietnamese (pure).

The format is described, for those who edit it, in docs/criteria-set.md.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from cchc_portal.kit.numbers import show_number
from indicators.enums import ScoredBy
from indicators.records import Place, date, entry, flag, list_of, number, one_of, paragraphs, read, record, text, whole
from indicators.rules import Input, Leaf, Node, Rule, Source, read_rule
from indicators.rules.base import ZERO
from indicators.rules.identities import check_faults
from indicators.scoring import Options

CODE = text(20, pattern=r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*", example="1.1.2")
SLUG = text(40, pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="so-2022")
MAX = number(Decimal("0.01"), 1000, cents=True)
TABLES = ("bands", "gates", "quotas", "once")  # parts of the options that stand in tables of their own
LONGEST_REASON = 1000  # letters of Assessment.grade_reason
LONGEST_LABEL, QUOTA_SENTENCE = 34, 130  # what a grade and an arrow, or a quota, add to it
_POSITION = re.compile(r"at line (\d+), column (\d+)")


class SetErrors(ValueError):
    """The document is not a criteria set; `faults` are Vietnamese sentences, each naming the criterion and key."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The top of the file. `max_points` is the sum of the areas, bonus and penalty apart."""

    code: str = entry(SLUG, label="Mã bộ tiêu chí", help="Chữ thường không dấu, số, gạch nối: so-2026.")
    name: str = entry(text(250), label="Tên bộ tiêu chí")
    block: str = entry(text(20), label="Khối đơn vị", help="Mã khối trong danh mục khối đơn vị.")
    max_points: Decimal = entry(
        MAX, key="max", label="Tổng điểm tối đa", help="Không kể điểm thưởng, điểm trừ.", unit="điểm"
    )
    decision_number: str = entry(text(80), default="", label="Số quyết định", help="Cần có khi ban hành.")
    decided_on: dt.date | None = entry(date, default=None, label="Ngày quyết định", help="Cần có khi ban hành.")
    year: int | None = entry(whole(2000, 2100), default=None, label="Năm", help="Bỏ trống: năm của quyết định.")
    follows: str = entry(SLUG, default="", label="Sao chép từ bộ", help="Mã bộ mà “mã năm trước” nói đến.")


@dataclass(frozen=True, slots=True)
class SetDocument:
    """A whole criteria set; `tree` holds its areas (lĩnh vực)."""

    head: Head
    options: Options
    tree: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One [[criteria]] of the file."""

    code: str = entry(CODE, label="Mã", help="Ví dụ 1.3.2; tiêu chí cha là 1.3.")
    name: str = entry(text(400), label="Tên tiêu chí")
    max_points: Decimal = entry(
        MAX, key="max", label="Điểm tối đa", help="Tổng của các tiêu chí con phải bằng số này.", unit="điểm"
    )
    parent: str = entry(CODE, default="", label="Mã tiêu chí cha", help="Chỉ viết khi mã không theo lối 1.3.2 → 1.3.")
    short_name: str = entry(text(60), default="", label="Tên ngắn", help="Dùng trong bảng, biểu đồ.")
    rule: Rule | None = entry(read_rule, default=None, label="Luật chấm", help="Chỉ ở tiêu chí không có con.")
    inputs: tuple[Input, ...] = entry(
        list_of(record(Input)), default=(), label="Số liệu", help="Các số liệu luật chấm cần."
    )
    scored_by: ScoredBy = entry(
        one_of(ScoredBy), default=ScoredBy.UNIT, label="Ai chấm", help="Đơn vị, người thẩm định, hệ thống hay điều tra."
    )
    owner: str = entry(
        text(20), default="", label="Cơ quan chủ trì", help="Mã đơn vị chấm tiêu chí này cho mọi đơn vị khác."
    )
    evidence_required: bool = entry(flag, default=False, label="Bắt buộc minh chứng")
    document_required: bool = entry(
        flag, default=False, label="Bắt buộc tệp minh chứng", help="Không nhận viện dẫn hay giải trình thay tệp."
    )
    explanation_required: bool = entry(flag, default=False, label="Bắt buộc giải trình")
    guidance: str = entry(paragraphs, default="", label="Hướng dẫn", help="Cách chấm, cần minh chứng gì.")
    clause: str = entry(text(200), default="", label="Căn cứ", help="Điều, khoản, mục của quyết định.")
    was: tuple[str, ...] = entry(
        list_of(CODE, empty=True), default=(), label="Mã ở bộ năm trước", help="Để so sánh hai năm: 1.1.3, 1.1.4."
    )


@lru_cache(maxsize=16)  # loading, issuing and each edit read the same text several times
def read_set(text: str) -> SetDocument:
    """The set written in `text`; raises SetErrors with all faults, never only the first."""
    raw = _parsed(text)
    faults: list[str] = []
    at_the_top = Place("Thông tin chung", faults)
    head = read(Head, {key: raw[key] for key in raw if key not in ("scoring", *TABLES, "criteria")}, at_the_top)
    options = _options(raw, faults)
    listed = raw.get("criteria")
    if not isinstance(listed, list) or not listed:
        faults.append("Chưa có tiêu chí nào.")
        raise SetErrors(faults)
    rows = [read(Row, item, Place(_called(item, at), faults)) for at, item in enumerate(listed, start=1)]
    outline = _outlined(listed, faults)
    apart = (*options.bonus, *options.penalty) if options else ()
    faults += _sum_faults(outline, raw.get("max"), apart)
    faults += [fault for row in rows if row and not outline.children.get(row.code) for fault in _leaf_faults(row)]
    faults += [*_grade_faults(options), *_reference_faults(options, outline, rows)] if options else []
    faults += _pair_faults(rows)
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
        faults.append("Cách cộng điểm ([scoring]): phải là một nhóm khóa = giá trị.")
        return None
    if "bands" not in raw:
        faults.append("Chưa có “Mức xếp loại” nào.")
        return None
    tables = {key: raw[key] for key in TABLES if key in raw}
    return read(Options, {**scoring, **tables}, Place("Cách cộng điểm", faults))


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
            faults.append(f"Tiêu chí {item['code']}: có tiêu chí con nên không đặt “Luật chấm” và “Số liệu”.")
    return outline


def _sum_faults(outline: _Outline, declared: Any, apart: tuple[str, ...]) -> Iterator[str]:
    """Where children do not add up to their parent; in bonus and penalty areas they may go beyond it."""
    areas = outline.children[""]
    for code in apart:
        if code not in areas:
            yield f"Cách cộng điểm: “{code}” ở điểm thưởng hoặc điểm trừ không phải mã một lĩnh vực."
    for code, below in outline.children.items():
        of_base = [child for child in below if code or child not in apart]
        maxima = [outline.maxima[child] for child in of_base]
        own = outline.maxima.get(code) if code else MAX(declared, Place("", []))
        if own is None or not maxima or None in maxima:
            continue
        added = sum((each for each in maxima if each), ZERO)
        if added == own or (added > own and code.split(".")[0] in apart):
            continue
        where = f"Tiêu chí {code}" if code else "Thông tin chung, “Tổng điểm tối đa”"
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
        owner=row.owner,
        evidence_required=row.evidence_required,
        explanation_required=row.explanation_required,
        document_required=row.document_required,
        guidance=row.guidance,
        clause=row.clause,
    )


# --- leaves and grades -------------------------------------------------------------------------------------------


def _leaf_faults(row: Row) -> Iterator[str]:
    where = f"Tiêu chí {row.code}"
    if row.rule is None:
        yield f"{where}: không có tiêu chí con nên phải có luật chấm."
        return
    kind, names = f"luật “{row.rule.LABEL}”", [each.name for each in row.inputs or row.rule.INPUTS]
    needed, known = row.rule.required(), row.rule.known()
    if (row.scored_by == ScoredBy.OWNER) != bool(row.owner):
        yield f"{where}: “Ai chấm” là “{ScoredBy.OWNER.label}” thì phải ghi “Cơ quan chủ trì”, và ngược lại."
    for fault in (*row.rule.faults(row.max_points), *row.rule.remedy_faults(row.max_points)):
        yield f"{where}, {kind}: {fault}"
    for fault in check_faults(row.rule.checks, names):
        yield f"{where}, {kind}: {fault}"
    for each in row.inputs:
        if each.same_as is not None and (each.source != Source.TYPED or each.same_as in (Source.TYPED, Source.INDEX)):
            yield f"{where}, “Số liệu”: “{each.label}” chỉ đối chiếu được khi đơn vị nhập, với số hệ thống đếm."
        if (each.source is Source.INDEX) != bool(each.index):
            yield f"{where}, “{each.label}”: “Nguồn” là “{Source.INDEX.label}” thì phải ghi “Mã chỉ số”, và ngược lại."
    for name in _once(needed):
        if name not in names:
            yield f"{where}, “Số liệu”: {kind} cần một số liệu có “Tên trong luật” là “{name}”."
    for name in _once(names):
        if name not in known:
            yield f"{where}, “Số liệu”: {kind} không dùng số liệu có “Tên trong luật” là “{name}”."
        if names.count(name) > 1:
            yield f"{where}, “Số liệu”: “Tên trong luật” “{name}” dùng hai lần."


def _grade_faults(options: Options) -> Iterator[str]:
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
        where = f"Điều kiện “{gate.reason}”"
        if not gate.limited:
            yield f"{where}: phải ghi ít nhất một trong “Nhỏ hơn”, “Không quá”, “Lớn hơn”, “Từ”."
        if bool(gate.cap) == bool(gate.down):
            yield f"{where}: ghi đúng một trong hai ô “Thì cao nhất là” và “Thì hạ”."
        if gate.cap and gate.cap not in labels:
            yield f"{where}: không có mức “{gate.cap}”."
    for quota in options.quotas:
        if quota.label not in labels[:-1]:
            yield f"Tỷ lệ tối đa của “{quota.label}”: phải là một mức không phải mức cuối cùng."
    said = sum(len(gate.reason) + LONGEST_LABEL for gate in options.gates) + QUOTA_SENTENCE * len(options.quotas)
    if said > LONGEST_REASON:
        yield f"Các điều kiện xếp loại: lý do cộng lại dài {said} ký tự, tối đa {LONGEST_REASON}; viết gọn lại."


def _reference_faults(options: Options, outline: _Outline, rows: list[Row | None]) -> Iterator[str]:
    """Codes and figures that the options name and the tree does not have."""
    figures = {
        figure
        for row in rows
        if row and row.rule
        for each in row.inputs or row.rule.INPUTS
        for figure in (f"{row.code}.{each.name}", each.figure)
    }
    for gate in options.gates:
        if gate.of not in outline.maxima and gate.of not in Source.values and gate.of not in figures:
            yield f"Điều kiện “{gate.reason}”: “{gate.of}” không phải mã tiêu chí hay tên số liệu."
    for code in (*options.ties, *(code for quota in options.quotas for code in quota.ties)):
        if code not in outline.children[""]:
            yield f"Xét tiếp khi bằng điểm: “{code}” không phải mã một lĩnh vực."
    for at, once in enumerate(options.once, start=1):
        for code in once.codes:
            if code not in outline.maxima or outline.children.get(code):
                yield f"“Chỉ tính một lần”, dòng {at}: “{code}” không phải tiêu chí chấm điểm."
        if len(set(once.codes)) < 2:
            yield f"“Chỉ tính một lần”, dòng {at}: cần ít nhất hai tiêu chí khác nhau."


def _pair_faults(rows: list[Row | None]) -> Iterator[str]:
    """Figures that are to be like one which no other criterion of the set asks for."""
    leaves = [row for row in rows if row and row.rule]
    asked = {f"{row.code}.{each.name}" for row in leaves for each in row.inputs or row.rule.INPUTS}
    for row in leaves:
        for each in row.inputs:
            where = f"Tiêu chí {row.code}, “Số liệu”, “{each.label}”"
            if each.same_in and each.same_in not in asked:
                yield f"{where}: không có số liệu “{each.same_in}” trong bộ tiêu chí."
            elif each.same_in and each.same_in.rpartition(".")[0] == row.code:
                yield f"{where}: phải giống một số ở tiêu chí khác; trong cùng tiêu chí thì dùng “Phép kiểm tra”."
            elif each.same_in and each.source != Source.TYPED:
                yield f"{where}: chỉ đối chiếu được số đơn vị nhập."


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
