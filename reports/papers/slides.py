"""Trình chiếu: one result as slides for a hall, finished HTML from the same figures as every other document.

Ten lines to a slide, so that no text is smaller than 24 px at 1440 × 900; bars are drawn as on the pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

from cchc_portal.kit.numbers import show_number, show_percent
from reports.charts import heat_class, meter, split_bar
from reports.figures import Row, area_names, sum_of
from reports.papers.source import NOT_APPLICABLE, BlockTable, Change, Source
from reports.wording import of_block

LINES = 10


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture: a heading, what is under it, and a table as finished rows; `note` stands below."""

    title: str
    subtitle: str
    heads: tuple[tuple[str, str], ...]  # name and class of every column
    rows: SafeString
    note: str = ""


def slides(source: Source) -> list[Slide]:
    """Block by block: ranking, areas, grades, the year before, dossiers."""
    found: list[Slide] = []
    for block in source.blocks:
        for draw in (_ranking, _areas, _grades, _years, _dossiers):
            found += draw(source, block)
    return found


def _parts(rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    """LINES rows at a time, with the word that says which."""
    for start in range(0, len(rows), LINES):
        part = rows[start : start + LINES]
        more = f" ({start + 1}–{start + len(part)} trên {len(rows)} đơn vị)" if len(rows) > LINES else ""
        yield more, part


def _of(block: BlockTable) -> str:
    return f"K{of_block(block.name)[1:]}"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _name(name: str) -> str:
    return f'<th scope="row">{escape(name)}</th>'


def _number(value: str, more: str = "") -> str:
    return f'<td class="num{more}">{value}</td>'


def _ranking(source: Source, block: BlockTable) -> Iterator[Slide]:
    mean = block.spread.mean if block.spread else None
    heads = (
        ("Hạng", "num"),
        ("Đơn vị", ""),
        ("Điểm thẩm định + điều tra", "bar"),
        ("Tổng điểm", "num"),
        ("Xếp loại", ""),
    )
    note = (
        f"Xanh đậm: thẩm định; xanh lục: điều tra. Vạch đứt: trung bình khối {show_number(mean, 2)} điểm"
        if mean is not None
        else ""
    )
    for more, part in _parts(block.rows):
        rows = SafeString("".join(_placed(row, mean) for row in part))
        yield Slide(f"Xếp hạng {source.period}", _of(block) + more, heads, rows, note)


def _placed(row: Row, mean: Decimal | None) -> str:
    appraised, survey = row.appraised or Decimal(0), row.survey or Decimal(0)
    label = f"Thẩm định {show_number(appraised, 2)}, điều tra {show_number(survey, 2)}"
    bar = split_bar((appraised, survey), row.max or Decimal(100), label, mean)
    return _row(
        _number(str(row.rank or "—")),
        _name(row.unit_name),
        f'<td class="bar">{bar}</td>',
        _number(show_number(row.total, 2), " strong"),
        f"<td>{escape(row.grade) or '—'}{'*' if row.grade_reason else ''}</td>",
    )


def _areas(source: Source, block: BlockTable) -> Iterator[Slide]:
    heads = (("Lĩnh vực", ""), ("Trung bình khối", "bar thin"), ("", "num"), ("Cao nhất", ""), ("Thấp nhất", ""))
    lines = [
        _row(
            _name(f"{code}. {name}"),
            f'<td class="bar thin">{meter(share, show_percent(share)) if share is not None else ""}</td>',
            _number(show_percent(share), " " + heat_class(share)),
            f"<td>{escape(best)}</td>",
            f"<td>{escape(weakest)}</td>",
        )
        for code, name, share, best, weakest in block.area_means
    ]
    if lines and area_names(block.rows):
        note = f"Tỷ lệ điểm đạt được so với điểm tối đa của lĩnh vực. {NOT_APPLICABLE}: không tính."
        yield Slide(f"Theo lĩnh vực, {source.period}", _of(block), heads, SafeString("".join(lines)), note)


def _grades(source: Source, block: BlockTable) -> Iterator[Slide]:
    heads = (("Xếp loại", ""), ("", "bar"), ("Số đơn vị", "num"), ("Tỷ lệ", "num"))
    lines = [
        _row(
            _name(each.grade),
            f'<td class="bar">{meter(each.share or Decimal(0), show_percent(each.share))}</td>',
            _number(str(len(each.units)), " strong"),
            _number(show_percent(each.share)),
        )
        for each in block.grade_counts
    ]
    capped = [f"{row.unit_name}: {row.grade_reason}" for row in block.rows if row.grade_reason]
    note = f"* {'; '.join(capped[:3])}{'…' if len(capped) > 3 else ''}" if capped else ""
    yield Slide(f"Xếp loại {source.period}", _of(block), heads, SafeString("".join(lines)), note)


def _years(source: Source, block: BlockTable) -> Iterator[Slide]:
    if block.before is None:
        return
    past = block.before.year
    heads = (
        ("Đơn vị", ""),
        (f"Chỉ số {past}", "num"),
        (f"Chỉ số {source.year}", "num"),
        ("Thay đổi", "num"),
        ("Hạng", "num"),
    )
    moved = sorted(
        (each for each in block.changes if each.points is not None), key=lambda each: -(each.points or Decimal(0))
    )
    chosen = moved if len(moved) <= LINES else [*moved[: LINES // 2], *moved[-LINES // 2 :]]
    which = "" if len(moved) <= LINES else ": năm đơn vị tăng nhiều nhất, năm đơn vị giảm nhiều nhất"
    if chosen:
        rows = SafeString("".join(_changed(each) for each in chosen))
        yield Slide(f"So với năm {past}", _of(block) + which, heads, rows, f"Năm {past}: {block.before.decision}")


def _changed(each: Change) -> str:
    points, places = each.points or Decimal(0), each.places
    sign = "▲ " if points > 0 else "▼ " if points < 0 else ""
    moved = "—" if places is None else f"▲ {places}" if places > 0 else f"▼ {-places}" if places < 0 else "="
    return _row(
        _name(each.row.unit_name),
        _number(show_percent(each.before.percent if each.before else None)),
        _number(show_percent(each.row.percent), " strong"),
        _number(f"{sign}{show_number(abs(points), 2)}"),
        _number(moved),
    )


def _dossiers(source: Source, block: BlockTable) -> Iterator[Slide]:
    whole = sum_of(row.dossiers for row in block.rows)
    if not whole.finished:
        return
    heads = (
        ("Đơn vị", ""),
        ("Đã giải quyết", "num"),
        ("Trước hạn", "num"),
        ("Đúng hạn", "num"),
        ("Trễ hạn", "num"),
        ("Tỷ lệ trễ", "num"),
    )
    worst = [row for row in block.late_first if row.dossiers.finished][:LINES]
    rows = [(row.unit_name, row.dossiers) for row in worst]
    lines = [
        _row(
            _name(name),
            *(_number(show_number(count)) for count in (counts.finished, counts.early, counts.on_time, counts.late)),
            _number(show_percent(counts.late_share), " strong"),
        )
        for name, counts in rows
    ]
    said = (
        f"Toàn khối: {show_number(whole.finished)} hồ sơ đã giải quyết, {show_number(whole.late)} trễ hạn "
        f"({show_percent(whole.late_share)})"
    )
    yield Slide("Hồ sơ thủ tục hành chính: trễ hạn nhiều nhất", _of(block), heads, SafeString("".join(lines)), said)
