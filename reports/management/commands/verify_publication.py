"""Recompute the digest of publications and compare the standings with the document: ĐÚNG or SAI."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.contents import digest, entry_of
from reports.models import Publication
from reports.verification import faults


class Command(BaseCommand):
    help = "Verify frozen publications; without arguments all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", nargs="*", help="codes of periods, e.g. nam-2026")

    def handle(self, *, period: list[str], **options: Any) -> None:
        publications = Publication.objects.select_related("period").order_by("period__data_to", "version")
        if period:
            publications = publications.filter(period__code__in=period)
        wrong = sum(self._is_wrong(publication) for publication in publications)
        if not publications:
            raise CommandError("Không có lần công bố nào.")
        if wrong:
            raise CommandError(f"{wrong} lần công bố sai.")

    def _is_wrong(self, publication: Publication) -> bool:
        standings = [entry_of(each) for each in publication.standings.order_by("pk")]
        found = faults(publication.document, publication.digest, digest(publication.document), standings)
        verdict = "SAI" if found else "ĐÚNG"
        self.stdout.write(f"{verdict} {publication.period.code} lần {publication.version} {publication.digest}")
        for fault in found:
            self.stdout.write(f"  {fault}")
        return bool(found)
