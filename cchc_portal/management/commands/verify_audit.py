"""Check the audit trail, and note its head in a file kept elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cchc_portal.audit import anchors as heads
from cchc_portal.audit.chain import Anchor, Verdict, anchor
from cchc_portal.audit.facts import verify
from cchc_portal.kit.numbers import show_number

MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký; --anchor ghi thêm đầu chuỗi vào tệp neo. Mã thoát 1 khi phát hiện sai lệch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", action="store_true", help="ghi đầu chuỗi hiện tại vào tệp neo sau khi kiểm tra")
        parser.add_argument("--anchors", type=Path, default=settings.AUDIT_ANCHOR_FILE, help="tệp neo")

    def handle(self, *, anchors: Path, **options: Any) -> None:
        noted, unreadable = heads.noted(anchors)
        verdict = verify(noted)
        self.tell(verdict, noted, anchors)
        if problems := [*unreadable, *verdict.problems]:
            raise CommandError("\n".join(["Nhật ký không còn nguyên vẹn:", *shortened(problems)]), returncode=1)
        self.stdout.write("Không phát hiện bản ghi nào bị sửa, xóa, đảo thứ tự hay cắt bớt.")
        if options["anchor"] and verdict.head:
            heads.note(anchors, anchor(verdict.head, timezone.now()))
            self.stdout.write(f"Đã ghi đầu chuỗi vào {anchors}. Hãy giữ một bản của tệp này ở máy khác.")

    def tell(self, verdict: Verdict, noted: list[Anchor], anchors: Path) -> None:
        self.stdout.write(f"Đã đọc {show_number(verdict.count)} bản ghi nhật ký.")
        if verdict.head:
            self.stdout.write(f"Đầu chuỗi: số {show_number(verdict.head.seq)}, mã băm {verdict.head.hash}")
        if noted:
            self.stdout.write(f"Đã đối chiếu với {show_number(len(noted))} mốc neo trong {anchors}.")
        else:
            self.stdout.write("Chưa có mốc neo nào: việc cắt bớt phần cuối chuỗi không thể phát hiện.")


def shortened(problems: list[str]) -> list[str]:
    """The first of them, and how many more there are: one break may disturb every record after it."""
    rest = len(problems) - MOST_SHOWN
    return problems if rest <= 0 else [*problems[:MOST_SHOWN], f"… và {show_number(rest)} sai lệch khác."]
