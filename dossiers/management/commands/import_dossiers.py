"""Load a file of dossiers here and now."""

from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused
from dossiers.actions import load_upload, receive_upload
from dossiers.enums import Outcome, UploadState
from dossiers.intake.columns import COLUMNS
from dossiers.models import Upload
from units.models import Unit


class Command(BaseCommand):
    help = (
        "Nhập hồ sơ từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.label for column in COLUMNS)}. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì; nhập lại cùng một tệp thì không đổi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument("--unit", metavar="MÃ", help="mã đơn vị; bỏ trống thì lấy theo cột “Mã đơn vị”")
        parser.add_argument("--again", action="store_true", help="nhập lại dù đúng tệp này đã được nhập")

    def handle(self, *, file: Path, unit: str | None, again: bool, **options: object) -> None:
        if not file.is_file():
            raise CommandError(f"Không có tệp {file}.")
        owner = Unit.objects.filter(code=unit).first() if unit else None
        if unit and owner is None:
            raise CommandError(f"Không có đơn vị mã “{unit}”.")
        with file.open("rb") as content:
            upload, _ = receive_upload(file=File(content), name=file.name, unit=owner, by=None, again=again)
        try:
            self.show(load_upload(upload_id=upload.pk, by=None))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def show(self, upload: Upload) -> None:
        if upload.state == UploadState.REFUSED:
            listed = "\n".join(f"  {error['cell'] or 'Tệp'}: {error['message']}" for error in upload.errors)
            raise CommandError(f"{upload.summary}\n{listed}")
        self.stdout.write(upload.summary)
        for outcome in Outcome:
            self.stdout.write(f"  {outcome.label}: {show_number(upload.totals[outcome.name.lower()])}")
        for warning in upload.warnings:
            self.stdout.write(f"  {warning['cell']}: {warning['message']}")
