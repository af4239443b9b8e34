"""What the commands share that load a file of one period: find the period, print all errors or what came of it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cchc_portal.kit.refusals import Refused
from indicators.models import Period


class PeriodFileCommand(BaseCommand):
    """`read` checks the file and writes nothing; `load` writes and says in words what it did (it may raise Refused)."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
        parser.add_argument("--period", required=True, metavar="MÃ", help="mã kỳ, ví dụ nam-2022")

    def handle(self, *, file: Path, period: str, **options: Any) -> None:
        found = Period.objects.filter(code=period).first()
        if found is None:
            codes = ", ".join(Period.objects.values_list("code", flat=True)) or "chưa có kỳ nào"
            raise CommandError(f"Không có kỳ “{period}”. Các kỳ: {codes}.")
        rows, errors = self.read(file, found, options)
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        try:
            self.stdout.write(f"{found.name}: {self.load(rows, found, options)}")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def read(self, file: Path, period: Period, options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        """The checked rows and every error."""
        raise NotImplementedError

    def load(self, rows: list[Any], period: Period, options: dict[str, Any]) -> str:
        raise NotImplementedError
