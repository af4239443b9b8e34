"""What must hold between the figures of one criterion, written as a comparison: early + on_time = finished (pure)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from indicators.records import Place, Reader, Shape, entry, one_of, text
from indicators.rules.expressions import LONGEST, ExpressionError, parsed

COMPARED = {"=", "!=", "<", "<=", ">", ">="}


class Severity(TextChoices):
    """What a remark of the portal asks of the person who typed: only an error must be mended."""

    ERROR = "error", "Lỗi, phải sửa"
    EXPLAIN = "explain", "Phải giải trình"
    WARNING = "warning", "Cần xem lại"


def _formula(raw: Any, place: Place) -> str | None:
    if not isinstance(raw, str) or not raw.strip():
        place.say("phải là công thức đặt trong ngoặc kép, ví dụ “min(2, 2 * A / 0.8)”.")
        return None
    written = " ".join(raw.split())
    try:
        parsed(written)
    except ExpressionError as error:
        place.say(str(error))
        return None
    return written


def _comparison(raw: Any, place: Place) -> str | None:
    written = _formula(raw, place)
    if written is not None and not any(token.text in COMPARED for token in parsed(written).tokens):
        place.say("phải có dấu so sánh (= < <= > >= !=), ví dụ “early + on_time = finished”.")
        return None
    return written


FORMULA = Reader(_formula, Shape(type="text", longest=LONGEST, example="min(2, 2 * A / 0.8) + 4 * B"))
COMPARISON = Reader(_comparison, Shape(type="text", longest=LONGEST, example="early + on_time = finished"))


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison that true figures satisfy, and what is asked where they do not."""

    formula: str = entry(COMPARISON, label="Phải đúng", help="So sánh các số liệu theo tên, ví dụ a = b + c.")
    says: str = entry(text(160), label="Nói với người nhập", help="Ví dụ “Sớm hạn cộng đúng hạn phải bằng đã xong”.")
    severity: Severity = entry(
        one_of(Severity), default=Severity.EXPLAIN, label="Khi không đúng", help="Bắt sửa, bắt giải trình hay chỉ nhắc."
    )

    @property
    def names(self) -> tuple[str, ...]:
        return parsed(self.formula).names


def check_faults(checks: Collection[Check], known: Collection[str]) -> Iterator[str]:
    """Vietnamese sentences on comparisons of figures the criterion does not ask for."""
    for at, check in enumerate(checks, start=1):
        for name in check.names:
            if name not in known:
                yield f"“Phép kiểm tra”, dòng {at}: không có số liệu tên “{name}”."
