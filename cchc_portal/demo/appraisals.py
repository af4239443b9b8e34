"""What the appraisers of the invented city decide (pure)."""

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

AGREED = ""
REASONS = (
    "Minh chứng chưa ghi rõ ngày, trang nên chưa tính đủ.",
    "Báo cáo gửi chậm so với thời hạn trong hướng dẫn.",
    "Một phần số liệu không khớp với hệ thống.",
    "Thiếu văn bản kết luận kèm theo.",
)
OBJECTIONS = (
    "Văn bản đã gửi kèm có ghi ngày ký ở trang 1, đề nghị xem lại.",
    "Báo cáo gửi trong hạn theo dấu công văn đến, đề nghị xem lại.",
    "",
    "",
)
ANSWER = "Đã đối chiếu lại hồ sơ: văn bản không thuộc kỳ đánh giá nên giữ điểm lần 1."
STEP = Decimal("0.25")
ON_CLASSES = "Theo xếp loại trên Cổng Dịch vụ công tại ngày chốt số liệu."


def verdict(code: str, *, unit: str, year: int, work: float, self_points: Decimal) -> tuple[Decimal, str]:
    """The appraised points of a self-scored criterion and why they differ: seldom, and less in a good unit."""
    chance = random.Random(f"{unit} {year} {code} appraisal")  # believable decisions, no secrets
    if self_points < STEP or chance.random() > (1 - work) * 0.9 + 0.02:
        return self_points, AGREED
    return self_points - STEP, chance.choice(REASONS)


def objection(unit: str) -> str:
    """What the unit says to its first deduction; empty where it accepts."""
    return random.Random(f"{unit} objection").choice(OBJECTIONS)  # believable, no secrets


def given(
    code: str, rule: Mapping[str, Any], *, unit: str, year: int, work: float, full: Decimal
) -> tuple[Decimal, str]:
    """Points of a criterion that only the appraiser scores: one of its options, or everything."""
    chance = random.Random(f"{unit} {year} {code} appraisal")  # believable decisions, no secrets
    options = [Decimal(option["points"]) for option in rule.get("options", ())] or [full]
    place = int((1 - work) * 8 * chance.uniform(0.6, 1.2))
    return options[min(place, len(options) - 1)], ON_CLASSES
