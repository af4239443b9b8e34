"""How a result was reckoned, in plain sentences, from the rules as they were frozen (pure)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import show_number

_RESULTS = {"points": "tổng điểm", "percent": "chỉ số (%)"}


def sentences(rules: Mapping[str, Any], removed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Of one criteria set as a bundle holds it; `removed`: unit name → codes that do not apply to it."""
    options = rules["options"]
    bands = options.get("bands", [])
    said = [
        f"Ban hành theo {rules['decision_number']} ngày {_day(rules['decided_on'])}; điểm tối đa "
        f"{show_number(Decimal(rules['max_points']))}.",
        "Mỗi tiêu chí được điểm theo quy tắc ghi trong bộ tiêu chí. Tiêu chí đơn vị tự chấm lấy điểm thẩm định; "
        "tiêu chí đo bằng số liệu lấy điểm hệ thống tính; tiêu chí điều tra lấy kết quả điều tra xã hội học.",
        f"Xếp hạng trong khối theo {_RESULTS[options['result']]}, so đến {options['ranking_precision']} chữ số "
        "thập phân; bằng nhau thì cùng hạng và bỏ cách hạng sau (1, 2, 2, 4). Làm tròn nửa lên.",
        _not_applicable(options, removed),
    ]
    if bands:
        edges = "; ".join(f"{each['label']} từ {show_number(Decimal(each['from']))}" for each in bands)
        said.append(f"Xếp loại: {edges}.")
    if options.get("gates"):
        said.append(f"Điều kiện hạ mức xếp loại: {'; '.join(each['reason'] for each in options['gates'])}.")
    if options.get("quotas"):
        shares = "; ".join(
            f"{each['label']} không quá {show_number(Decimal(each['percent']))}%" for each in options["quotas"]
        )
        said.append(f"Tỷ lệ tối đa trong khối: {shares}.")
    return tuple(said)


def grades_of(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of the bands, the best first."""
    bands = sorted(rules["options"].get("bands", []), key=lambda band: -Decimal(band["from"]))
    return tuple(band["label"] for band in bands)


def _not_applicable(options: Mapping[str, Any], removed: Mapping[str, Sequence[str]]) -> str:
    """How "không áp dụng" is treated, and to whom it happened."""
    if options["rescale"] == "percent_of_remaining_max":
        how = "bỏ điểm của tiêu chí ấy khỏi điểm tối đa của đơn vị; chỉ số = tổng điểm ÷ điểm tối đa còn lại"
    else:
        how = "điểm thẩm định được quy đổi về đủ thang rồi cộng điểm điều tra"
    said = f"Tiêu chí “không áp dụng” cho một đơn vị (có văn bản cho phép): {how}. Không áp dụng khác với 0 điểm."
    if not removed:
        return f"{said} Kỳ này không đơn vị nào có tiêu chí không áp dụng."
    units = "; ".join(f"{name} ({', '.join(codes)})" for name, codes in removed.items())
    return f"{said} Kỳ này: {units}."


def by_code(codes: Sequence[str]) -> list[str]:
    """1.2 before 1.10."""
    return sorted(codes, key=lambda code: [int(part) for part in code.split(".") if part.isdecimal()])


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
