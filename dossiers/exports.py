"""Dossiers as a workbook with the headings an import understands, so that what goes out can come back in."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

from django.conf import settings
from django.db.models import DateTimeField, Exists, Func, OuterRef, QuerySet
from rustpy_xlsxwriter import FastExcel, Format

from dossiers.enums import Channel, Mechanism, PauseReason, Status
from dossiers.intake.columns import COLUMNS, SEVERAL
from dossiers.models import Dossier, Pause
from dossiers.register_columns import YES_OR_NO, RegisterColumn

HEADINGS = tuple(column.label for column in COLUMNS)
DATES = (
    "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Ngày trả kết quả", "Ngày yêu cầu bổ sung",
    "Ngày bổ sung xong", "Ngày yêu cầu nộp phí", "Ngày nộp phí", "Gia hạn đến",
)  # fmt: skip
WIDTHS = {"Mã hồ sơ": 28.0, "Mã TTHC": 24.0, "Tên TTHC": 48.0, "Mã đơn vị": 18.0, **dict.fromkeys(DATES, 17.0)}
SHOWN_WIDTHS = {"code": 28.0, "procedure": 48.0, "procedure_code": 24.0, "area": 28.0, "unit": 30.0}
CHUNK = 5_000

_MECHANISM, _CHANNEL, _STATUS = (dict(kind.choices) for kind in (Mechanism, Channel, Status))

Row = Mapping[str, object] | Sequence[object]
Cell = dt.datetime | str | None
Span = tuple[dt.datetime, dt.datetime | None]
NO_PAUSES: tuple[Cell, ...] = (None,) * 4


class _Local(Func):
    """A moment as the clock on the wall shows it, without a zone: converted by the database, which takes a tenth."""

    template = f"%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}'"
    output_field = DateTimeField()


def write_dossier_workbook(path: Path, rows: Iterable[Row]) -> None:
    """One sheet, one row per dossier; rows are dicts by heading or tuples in the order of HEADINGS.

    Texts stay texts whatever they begin with, dates are dates, None is an empty cell. Memory does not grow with rows.
    """
    _write(path, _as_dicts(rows), DATES, WIDTHS)


def write_shown(path: Path, columns: Sequence[RegisterColumn], rows: Iterable[Sequence[object]]) -> None:
    """One sheet in the columns of the page; rows are tuples in their order. Texts, dates and memory as above."""
    labels = [column.label for column in columns]
    days = [column.label for column in columns if column.is_day]
    widths = {column.label: SHOWN_WIDTHS.get(column.key, 17.0) for column in columns}
    found = iter(rows)
    first = next(found, (None,) * len(labels))  # headings above an empty row, where nothing is found
    _write(path, (dict(zip(labels, row, strict=True)) for row in chain([first], found)), days, widths)


def _write(path: Path, rows: Iterable[dict[str, object]], dates: Iterable[str], widths: Mapping[str, float]) -> None:
    dated = Format().set_num_format("dd/mm/yyyy hh:mm")
    (
        FastExcel(str(path))
        .freeze(row=1)
        .sheet(
            "Hồ sơ",
            rows,
            header_format=Format().set_bold().set_background_color("#DDEBF7"),
            column_formats=dict.fromkeys(dates, dated),
            column_widths=dict(widths),
            autofilter=True,
        )
        .save()
    )


def _as_dicts(rows: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Every dict has every heading; a table without rows still shows them above one empty row."""
    found = iter(rows)
    first = next(found, ())
    for row in chain([first], found):
        if isinstance(row, Mapping):
            yield {heading: row.get(heading) for heading in HEADINGS}
        else:
            pair = zip if len(row) == len(HEADINGS) else zip_longest  # whole rows are the rule, and zip is quicker
            yield dict(pair(HEADINGS, row))


def dossier_rows(dossiers: QuerySet[Dossier]) -> Iterator[tuple[object, ...]]:
    """Tuples in the order of HEADINGS, read through a server-side cursor; the pauses of a chunk in one more query."""
    rows = dossiers.values_list(
        "code", "unit__code", "procedure__code", "procedure__name", "mechanism", "channel",
        _Local("received_at"), _Local("due_at"), _Local("finished_at"), "status", "working_days", "digitised",
        "paid_online", _Local("delivered_at"), "papers_digitised", "fee", _Local("extension__due_at"),
        "extension__decision_number", "pk", Exists(Pause.objects.filter(dossier=OuterRef("pk"))),
    ).iterator(CHUNK)  # fmt: skip
    while chunk := list(islice(rows, CHUNK)):
        pauses = _pauses_of([pk for *_, pk, paused in chunk if paused])
        for row in chunk:
            *names, mechanism, channel, received, due, finished, status, days, digitised, paid = row[:13]
            delivered, papers, fee, extended_to, decision, pk, _ = row[13:]
            yield (
                *names, _MECHANISM[mechanism], _CHANNEL[channel], received, due, finished, _STATUS[status], days,
                YES_OR_NO[digitised], YES_OR_NO[paid], delivered, YES_OR_NO[papers], fee,
                *pauses.get(pk, NO_PAUSES), extended_to, decision or None,
            )  # fmt: skip


def shown_rows(
    dossiers: QuerySet[Dossier], columns: Sequence[RegisterColumn], now: dt.datetime
) -> Iterator[tuple[object, ...]]:
    """Tuples in the order of the columns, each cell as the page says it; read through a server-side cursor."""
    read: list[str | _Local] = []
    for column in columns:
        read += [_Local(path) for path in column.paths] if column.is_day else column.paths
    makes = [(column.value, len(column.paths)) for column in columns]
    for row in dossiers.values_list(*read).iterator(CHUNK):
        cells, at = [], 0
        for value, width in makes:
            cells.append(value(*row[at : at + width], now))
            at += width
        yield tuple(cells)


def _pauses_of(dossier_ids: Sequence[int]) -> dict[int, list[Cell]]:
    """The cells of their pauses by dossier: from and to for papers, from and to for the fee."""
    spans: dict[int, dict[PauseReason, list[Span]]] = {}
    known = Pause.objects.filter(dossier__in=dossier_ids).order_by("dossier_id", "started_at")
    found = known.values_list("dossier_id", "reason", _Local("started_at"), _Local("ended_at"))
    for dossier_id, reason, started, ended in found:
        spans.setdefault(dossier_id, {}).setdefault(PauseReason(reason), []).append((started, ended))
    return {
        dossier_id: [
            _moments([span[side] for span in by_reason.get(reason, ())])
            for reason in (PauseReason.SUPPLEMENT, PauseReason.FEE)
            for side in (0, 1)
        ]
        for dossier_id, by_reason in spans.items()
    }


def _moments(moments: Sequence[dt.datetime | None]) -> Cell:
    """One is a date cell; several are a text with ";" between them, as the import reads them."""
    found = [moment for moment in moments if moment]
    if len(moments) < 2:
        return found[0] if found else None
    return f"{SEVERAL} ".join(f"{moment:%d/%m/%Y %H:%M:%S}".removesuffix(":00") for moment in found)
