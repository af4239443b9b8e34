"""manage.py try_criterion SET.toml CODE name=value …: what one criterion would give, before the set is issued."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cchc_portal.kit.numbers import Unreadable, read_number, show_number
from indicators.explanations import leaf_working
from indicators.rules import Answer, Leaf, checks, ladder, leaves
from indicators.scoring import score_leaf
from indicators.sets.document import SetErrors, read_set


class Command(BaseCommand):
    help = "Thử luật chấm của một tiêu chí với số liệu mẫu; không ghi gì vào cơ sở dữ liệu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp bộ tiêu chí, ví dụ so-2022.toml")
        parser.add_argument("code", help="mã tiêu chí, ví dụ 1.1.2")
        parser.add_argument("figures", nargs="*", metavar="tên=số", help="số liệu, ví dụ done=42 due=68")
        parser.add_argument("--citation", default="", help="văn bản minh chứng, cho luật được nâng khi có khắc phục")
        parser.add_argument("--no-occurrence", action="store_true", help="thử trường hợp không phát sinh")

    def handle(self, *, file: Path, code: str, figures: list[str], **options: Any) -> None:
        leaf = _leaf(file, code)
        answer = Answer(_values(figures, leaf), no_occurrence=options["no_occurrence"], citation=options["citation"])
        points, explanation = score_leaf(leaf, answer)
        self.stdout.write(f"{leaf.code} {leaf.name} (tối đa {show_number(leaf.max_points, 2)} điểm)")
        for rung in ladder(leaf, answer):
            self.stdout.write(f"  {'→' if rung.hit else ' '} {rung.text}: {rung.points}")
        for flag in checks(leaf, answer):
            self.stdout.write(f"  ! {flag.message}")
        self.stdout.write(explanation)
        if working := leaf_working(leaf, answer):
            figures_used = ", ".join(f"{name} = {show_number(value)}" for name, value in working.values.items())
            self.stdout.write(f"Công thức: {working.formula}{f', với {figures_used}' if figures_used else ''}")
        self.stdout.write(f"Điểm: {'chưa có' if points is None else show_number(points, 2)}")


def _leaf(file: Path, code: str) -> Leaf:
    try:
        document = read_set(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Không đọc được tệp {file}: kiểm tra đường dẫn và bảng mã UTF-8.") from error
    except SetErrors as error:
        raise CommandError(f"Tệp có {len(error.faults)} lỗi:\n" + "\n".join(error.faults)) from error
    found = {leaf.code: leaf for leaf in leaves(document.tree)}
    if code not in found:
        raise CommandError(f"Không có tiêu chí chấm điểm “{code}”; các mã: {', '.join(found)}.")
    return found[code]


def _values(figures: list[str], leaf: Leaf) -> dict[str, Decimal]:
    names, values, faults = [each.name for each in leaf.inputs], {}, []
    for figure in figures:
        name, _, number = figure.partition("=")
        try:
            values[name] = read_number(number)
        except Unreadable as error:
            faults.append(f"“{figure}”: {error}")
        if name not in names:
            faults.append(f"“{figure}”: tiêu chí này chỉ có số liệu {', '.join(names)}.")
    if faults:
        raise CommandError("\n".join(faults))
    return values
