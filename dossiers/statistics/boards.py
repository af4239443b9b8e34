"""Figures of the statistics as a page shows them: formatted once, every number with the address of its dossiers."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.bars import share_bar, share_of, zoom_bar, zoom_scale
from cchc_portal.kit.numbers import percent, show_number, show_percent
from dossiers.facts import DossierCounts
from dossiers.slots import month_window
from dossiers.statistics import figures as statistics
from dossiers.statistics.cells import Cell
from dossiers.statistics.filters import StatisticsForm
from dossiers.statistics.ii06 import COLUMNS, FormRow
from dossiers.statistics.windows import Window

ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Number:
    """A count and where its dossiers are listed; "" when there are none."""

    text: str
    href: str = ""


def _number(value: int, form: StatisticsForm, cell: Cell, **row: object) -> Number:
    href = f"{reverse('dossiers:counted_list')}?{form.query(cell=cell.value, **row)}" if value else ""
    return Number(show_number(value), href)


# --- form II.06 -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableRow:
    kind: str
    number: str
    name: str
    manual: bool
    cells: tuple[Number, ...]


def form_table(rows: Sequence[FormRow], form: StatisticsForm) -> list[TableRow]:
    key = "area" if form.grouping == "area" else "of"
    return [
        TableRow(
            row.kind,
            row.number,
            row.name,
            row.manual,
            tuple(
                _number(value, form, Cell(column.name), level=row.level, **{key: row.key})
                for column, value in zip(COLUMNS.values(), row.line.values, strict=True)
            ),
        )
        for row in rows
    ]


# --- the dashboard --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kpi:
    title: str
    number: Number
    note: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit or month: its resolved dossiers as shares, and the late ones on a scale of their own."""

    name: str
    href: str
    manual: bool
    finished: Number
    bar: SafeString
    early: Number
    on_time: Number
    late: Number
    late_share: str
    magnified: SafeString
    received: Number


@dataclass(frozen=True, slots=True)
class RateRow:
    """A share with what it is a share of: dossiers are one thing, procedures another."""

    name: str
    of: str
    part: Number
    whole: Number
    share: str


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    code: str
    name: str
    finished: Number
    late: Number
    taken: str  # working days on average
    allowed: str
    share: str  # taken of allowed


@dataclass(frozen=True, slots=True)
class Board:
    window: Window
    kpis: tuple[Kpi, ...]
    zoom: int
    units: list[BoardRow]
    month_zoom: int
    months: list[BoardRow]
    rates: tuple[RateRow, ...]
    procedures: list[ProcedureRow]
    by_hand: bool


def board(form: StatisticsForm) -> Board:
    """Everything on the dashboard; a fixed number of queries whatever the number of units and dossiers."""
    units = statistics.by_unit(form.shown, form.window)
    months = statistics.by_month(form.shown, form.window)
    whole = sum((each.counts for each in units), DossierCounts())
    zoom = zoom_scale([_late_share(each.counts) for each in units])
    month_zoom = zoom_scale([_late_share(counts) for counts in months.values()])
    slowest = statistics.slowest_procedures(form.shown, form.window)
    procedures = statistics.procedure_rates(form.shown, form.window)
    ordered = sorted(units, key=lambda each: (-_late_share(each.counts), -each.counts.late, -each.counts.finished))
    line = statistics.whole_line(form.shown, form.window)
    return Board(
        window=form.window,
        kpis=tuple(_kpis(whole, line, form)),
        zoom=zoom,
        units=[
            _row(each.name, f"?{form.query(unit=each.unit_id)}", each.manual, each.counts, zoom, form, of=each.unit_id)
            for each in ordered
        ],
        month_zoom=month_zoom,
        months=[_month(month, counts, month_zoom, form) for month, counts in months.items()],
        rates=tuple(_rates(whole, procedures, form)),
        procedures=[_procedure(each, form) for each in slowest],
        by_hand=any(each.manual for each in units),
    )


def _late_share(counts: DossierCounts) -> Decimal:
    return share_of(counts.late, counts.finished)


def _kpis(whole: DossierCounts, line: statistics.Line, form: StatisticsForm) -> Iterator[Kpi]:
    closed = f"{show_number(whole.early)} trước hạn, {show_number(whole.on_time)} đúng hạn"
    late = show_percent(percent(whole.late, whole.finished))
    yield Kpi("Tiếp nhận trong kỳ", _number(whole.received, form, Cell.RECEIVED),
              f"{show_percent(percent(whole.received_online, whole.received))} nộp trực tuyến")  # fmt: skip
    yield Kpi("Đã giải quyết", _number(whole.finished, form, Cell.FINISHED), closed)
    yield Kpi("Giải quyết quá hạn", _number(whole.late, form, Cell.LATE), f"{late} số đã giải quyết")
    yield Kpi("Quá hạn chưa xong khi hết kỳ", _number(line.pending_overdue, form, Cell.PENDING_OVERDUE),
              f"trong {show_number(line.pending)} hồ sơ đang giải quyết")  # fmt: skip


def _row(
    name: str, href: str, manual: bool, counts: DossierCounts, zoom: int, form: StatisticsForm, **row: object
) -> BoardRow:
    late = percent(counts.late, counts.finished)
    shares = [show_percent(percent(part, counts.finished)) for part in (counts.early, counts.on_time, counts.late)]
    label = "Trước hạn {}, đúng hạn {}, quá hạn {}".format(*shares)
    magnified = zoom_bar(_late_share(counts), zoom, f"Quá hạn {show_percent(late)} trên thang 0–{zoom}%")
    return BoardRow(
        name=name,
        href=href,
        manual=manual,
        finished=_number(counts.finished, form, Cell.FINISHED, **row),
        bar=SafeString(share_bar((counts.early, counts.on_time, counts.late), label) if counts.finished else ""),
        early=_number(counts.early, form, Cell.EARLY, **row),
        on_time=_number(counts.on_time, form, Cell.EXACTLY, **row),
        late=_number(counts.late, form, Cell.LATE, **row),
        late_share=show_percent(late),
        magnified=SafeString(magnified if counts.finished else ""),
        received=_number(counts.received, form, Cell.RECEIVED, **row),
    )


def _month(month: dt.date, counts: DossierCounts, zoom: int, form: StatisticsForm) -> BoardRow:
    """A month at the window's edge is only the half that lies in it."""
    first, last = month_window(month)
    days = {"first": max(first, form.window.first), "last": min(last, form.window.last)}
    name = f"{month:%m/%Y}"
    if (days["first"], days["last"]) != (first, last):
        name += f" ({days['first']:%d}–{days['last']:%d})"
    return _row(name, f"?{form.query(**days)}", False, counts, zoom, form, **days)


def _rates(whole: DossierCounts, p: statistics.ProcedureRates, form: StatisticsForm) -> Iterator[RateRow]:
    def dossiers(name: str, of: str, part: Cell, some: int, all_of: Cell, every: int) -> RateRow:
        return RateRow(name, of, _number(some, form, part), _number(every, form, all_of), _share(some, every))

    def procedures(name: str, of: str, some: int, every: int) -> RateRow:
        return RateRow(name, of, Number(show_number(some)), Number(show_number(every)), _share(some, every))

    yield dossiers("Nộp trực tuyến", "hồ sơ tiếp nhận", Cell.ONLINE, whole.received_online, Cell.RECEIVED,
                   whole.received)  # fmt: skip
    yield procedures("Có hồ sơ nộp trực tuyến", "TTHC có phát sinh hồ sơ", p.online, p.used)
    yield dossiers("Thanh toán trực tuyến", "hồ sơ có nghĩa vụ tài chính", Cell.PAID_ONLINE, whole.paid_online,
                   Cell.PAYABLE, whole.payable)  # fmt: skip
    yield procedures("Có hồ sơ thanh toán trực tuyến", "TTHC có thu phí theo danh mục", p.paid_online, p.payable)
    yield dossiers("Số hóa kết quả", "hồ sơ có kết quả phải số hóa", Cell.DIGITISED, whole.digitised,
                   Cell.DIGITISABLE, whole.digitisable)  # fmt: skip
    yield procedures("Có kết quả số hóa", "TTHC có kết quả phải số hóa", p.digitised, p.digitisable)


def _share(part: int, whole: int) -> str:
    return show_percent(percent(part, whole))


def _procedure(each: statistics.ProcedureFigures, form: StatisticsForm) -> ProcedureRow:
    def mean(days: int) -> str:
        return show_number(Decimal(days) / each.timed, 1)

    row = {"procedure": each.procedure_id}
    return ProcedureRow(
        each.code,
        each.name,
        _number(each.finished, form, Cell.FINISHED, **row),
        _number(each.late, form, Cell.LATE, **row),
        mean(each.days_taken),
        mean(each.days_allowed),
        show_percent(percent(each.days_taken, each.days_allowed), 0),
    )
