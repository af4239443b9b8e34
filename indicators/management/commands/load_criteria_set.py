"""manage.py load_criteria_set FILE [--issue]: load a criteria set from its TOML file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused
from indicators.actions.criteria import issue_set, load_set
from indicators.enums import SetState
from indicators.sets.document import SetErrors


class Command(BaseCommand):
    help = "Nạp một bộ tiêu chí từ tệp TOML; in tất cả lỗi nếu tệp chưa đúng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp bộ tiêu chí, ví dụ so-2022.toml")
        parser.add_argument("--issue", action="store_true", help="ban hành ngay sau khi nạp")

    def handle(self, *, file: Path, issue: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            criteria_set = load_set(text=file.read_text(encoding="utf-8"), by=None, now=now)
            if issue and criteria_set.state == SetState.DRAFT:
                criteria_set = issue_set(set_id=criteria_set.pk, by=None, now=now)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được tệp {file}: kiểm tra đường dẫn và bảng mã UTF-8.") from error
        except SetErrors as error:
            raise CommandError(f"Tệp có {len(error.faults)} lỗi, chưa nạp gì:\n" + "\n".join(error.faults)) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        leaves = criteria_set.criteria.filter(is_leaf=True).count()
        self.stdout.write(
            f"{criteria_set.name}: {leaves} tiêu chí chấm điểm, {show_number(criteria_set.max_points)} điểm, "
            f"trạng thái {SetState(criteria_set.state).label.lower()}."
        )
