"""Recompute publications from their bundles, kept or given as files: ĐÚNG or SAI."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Publication
from reports.publications.bundle import digest
from reports.publications.kept import faults_of
from reports.publications.verify import faults


class Command(BaseCommand):
    help = "Verify frozen publications: bundles given as files, periods by their code, or all that are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("which", nargs="*", help="files (.zip) or codes of periods, e.g. nam-2026")
        parser.add_argument("--digest", default="", help="the digest printed in the decision, for a single file")

    def handle(self, *, which: list[str], digest: str, **options: Any) -> None:
        files = [Path(each) for each in which if each.endswith(".zip")]
        periods = [each for each in which if not each.endswith(".zip")]
        wrong = sum(self._is_wrong_file(file, digest) for file in files)
        if periods or not files:
            wrong += self._kept(periods)
        if wrong:
            raise CommandError(f"{wrong} lần công bố sai.")

    def _is_wrong_file(self, path: Path, printed: str) -> bool:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {path}.") from error
        return self._tell(f"{path.name} {digest(content)}", faults(content, printed or self._known(content)))

    def _known(self, content: bytes) -> str:
        """The digest itself where this portal has published such a bundle; without it only the inside is checked."""
        own = digest(content)
        known = Publication.objects.filter(digest=own).exists()
        self.stdout.write("Gói này có trong cổng." if known else "Cổng này không có gói mang mã ấy.")
        return own if known else ""

    def _kept(self, periods: list[str]) -> int:
        publications = Publication.objects.select_related("period").order_by("period__data_to", "version")
        if periods:
            publications = publications.filter(period__code__in=periods)
        if not publications:
            raise CommandError("Không có lần công bố nào.")
        return sum(
            self._tell(f"{each.period.code} lần {each.version} {each.digest}", faults_of(each)) for each in publications
        )

    def _tell(self, what: str, found: list[str]) -> bool:
        self.stdout.write(f"{'SAI' if found else 'ĐÚNG'} {what}")
        for fault in found:
            self.stdout.write(f"  {fault}")
        return bool(found)
