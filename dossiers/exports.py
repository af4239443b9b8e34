"""Dossiers as a workbook with the headings an import understands, so that what goes out can come back in."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from django.db.models import QuerySet
from django.utils.timezone import localtime
from rustpy_xlsxwriter import FastExcel, Format

from dossiers.enums import Channel, Mechanism, Status
from dossiers.intake.columns import COLUMNS
from dossiers.models import Dossier

HEADINGS = tuple(column.label for column in COLUMNS)
DATES = ("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Ngày trả kết quả")
WIDTHS = {"Mã hồ sơ": 28.0, "Mã TTHC": 24.0, "Tên TTHC": 48.0, "Mã đơn vị": 18.0, **dict.fromkeys(DATES, 17.0)}
CHUNK = 5_000

_YES_OR_NO = {True: "Có", False: "Không", None: None}

Row = Mapping[str, object] | Sequence[object]


def write_dossier_workbook(path: Path, rows: Iterable[Row]) -> None:
    """One sheet, one row per dossier; rows are dicts by heading or tuples in the order of HEADINGS.

    Texts stay texts whatever they begin with, dates are dates, None is an empty cell. Memory does not grow with rows.
    """
    dated = Format().set_num_format("dd/mm/yyyy hh:mm")
    (
        FastExcel(str(path))
        .freeze(row=1)
        .sheet(
            "Hồ sơ",
            _as_dicts(rows),
            header_format=Format().set_bold().set_background_color("#DDEBF7"),
            column_formats=dict.fromkeys(DATES, dated),
            column_widths=WIDTHS,
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
            yield dict.fromkeys(HEADINGS) | dict(zip(HEADINGS, row, strict=False))


def dossier_rows(dossiers: QuerySet[Dossier]) -> Iterator[tuple[object, ...]]:
    """Tuples in the order of HEADINGS, read through a server-side cursor."""
    for row in dossiers.values_list(
        "code", "unit__code", "procedure__code", "procedure__name", "mechanism", "channel",
        "received_at", "due_at", "finished_at", "status", "working_days", "digitised", "paid_online",
        "delivered_at", "papers_digitised", "fee",
    ).iterator(CHUNK):  # fmt: skip
        *names, mechanism, channel, received, due, finished, status, days, digitised, paid, delivered, papers, fee = row
        yield (
            *names, Mechanism(mechanism).label, Channel(channel).label,
            _local(received), _local(due), _local(finished), Status(status).label, days,
            _YES_OR_NO[digitised], _YES_OR_NO[paid], _local(delivered), _YES_OR_NO[papers], fee,
        )  # fmt: skip


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else localtime(moment).replace(tzinfo=None)
