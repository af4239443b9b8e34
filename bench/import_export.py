"""The same workbook through our import and through django-import-export, the usual way in Django, in both its modes.

It is spared what ours does besides: no clock, no roll-up, no comparison to be looked at, no limits for hostile files.
"""

import argparse
from pathlib import Path
from typing import Any

import tablib
from import_export import fields, resources, widgets

from bench import _report
from bench._database import empty_database
from bench.dossiers import PROCEDURES, empty, load, rows, stage, timed
from dossiers.enums import Channel, Mechanism, Outcome, Status
from dossiers.exports import write_dossier_workbook
from dossiers.models import Dossier, Procedure
from dossiers.slots import slot_of
from units.models import Unit

ROWS = 20_000


class _Choice(widgets.Widget):
    """The stored number of a word."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.by_label = {each.label: each.value for each in choices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        return self.by_label[value]


class DossierResource(resources.ModelResource):
    code = fields.Field("code", "Mã hồ sơ")
    unit = fields.Field("unit", "Mã đơn vị", widgets.ForeignKeyWidget(Unit, "code"))
    procedure = fields.Field("procedure", "Mã TTHC", widgets.ForeignKeyWidget(Procedure, "code"))
    mechanism = fields.Field("mechanism", "Cơ chế", _Choice(Mechanism))
    channel = fields.Field("channel", "Kênh nộp", _Choice(Channel))
    received_at = fields.Field("received_at", "Ngày tiếp nhận", widgets.DateTimeWidget())
    due_at = fields.Field("due_at", "Ngày hẹn trả", widgets.DateTimeWidget())
    finished_at = fields.Field("finished_at", "Ngày có kết quả", widgets.DateTimeWidget())
    status = fields.Field("status", "Trạng thái", _Choice(Status))
    working_days = fields.Field("working_days", "Thời hạn (ngày làm việc)", widgets.IntegerWidget())

    class Meta:
        model = Dossier
        import_id_fields = ("code",)
        fields = (
            "code", "unit", "procedure", "mechanism", "channel", "received_at", "due_at", "finished_at", "status",
            "working_days",
        )  # fmt: skip

    def before_save_instance(self, instance: Dossier, row: Any, **kwargs: Any) -> None:
        instance.received_slot = slot_of(instance.received_at.date())
        instance.outcome = Outcome.PENDING
        if finished := instance.finished_at:
            instance.finished_slot = slot_of(finished.date())
            instance.outcome = Outcome.LATE if instance.due_at and finished > instance.due_at else Outcome.EARLY


class BulkResource(DossierResource):
    class Meta(DossierResource.Meta):
        use_bulk = True
        batch_size = 1_000
        skip_diff = True


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench import_export")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--mode", choices=_RESOURCES, help="this one alone; by default all, and the page is written")
    options = parser.parse_args(arguments)
    number, modes = options.rows, [options.mode] if options.mode else list(_RESOURCES)
    with empty_database() as folder:
        book = folder / "a.xlsx"
        write_dossier_workbook(book, rows(number))
        stage()
        measured = [_side_by_side(book, number, mode) for mode in modes]
    if options.mode:
        return
    lines = []
    for mode, ours, theirs in measured:
        title, _, goal = _RESOURCES[mode]
        lines.append([title, f"{theirs:.1f} s", f"{ours:.2f} s", f"1/{theirs / ours:.0f}", goal])
    _report.write(
        "Import against django-import-export",
        f"python -m bench import_export --rows {number}",
        ["what", "seconds", "our import of the same file, upload to commit", "ours ÷ theirs", "goal"],
        lines,
    )


_RESOURCES = {
    "plain": ("django-import-export, as it comes", DossierResource, "≤ 1/40"),
    "bulk": ("django-import-export, bulk mode", BulkResource, "≤ 1/20"),
}


def _side_by_side(book: Path, number: int, mode: str) -> tuple[str, float, float]:
    """Mode, our seconds (the mean of before and after) and theirs, so that what the machine does weighs on both."""
    theirs, ours = 0.0, []
    for turn in ("before", "after"):
        empty()
        taken, upload = timed(lambda: load(book))
        if upload.added != number:
            raise SystemExit(f"{upload.summary} {upload.errors[:3]}")
        ours.append(taken)
        if turn == "before":
            theirs = _theirs(_RESOURCES[mode][1], book, number)
    print(f"{mode}: theirs {theirs:.1f} s, ours {ours[0]:.2f} and {ours[1]:.2f} s", flush=True)
    return mode, sum(ours) / len(ours), theirs


def _theirs(resource: type[DossierResource], book: Path, number: int) -> float:
    """Seconds from the bytes of the workbook to its rows in the same table."""
    empty()
    Procedure.objects.bulk_create(
        Procedure(code=f"1.{4000 + n:06d}", name=f"Thủ tục hành chính số {n}") for n in range(PROCEDURES)
    )

    def run() -> Any:
        table = tablib.Dataset().load(book.read_bytes(), format="xlsx")
        return resource().import_data(table, dry_run=False, raise_errors=True)

    taken, _ = timed(run)
    if Dossier.objects.count() != number:
        raise SystemExit(f"{resource.__name__} stored {Dossier.objects.count()} rows")
    return taken
