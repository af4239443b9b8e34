"""From the rows of a period to what the conference workbook says."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from cchc_portal.kit.numbers import show_date, show_number
from indicators.models import CriteriaSet, Period
from indicators.scoring import Result
from indicators.sets.trees import load_options
from reports import queries
from reports.conference import BlockTable, Conference
from reports.figures import by_lateness
from reports.models import Publication


def conference_of(*, period: Period, block_code: str, publication_id: int | None, now: dt.datetime) -> Conference:
    """The figures of one block ("" for all) as published, or as they stand now where nothing is published."""
    frozen = Publication.objects.scoped(Q(pk=publication_id)).without_bundle()
    publication = frozen.first() if publication_id else None
    tables = []
    for code, name, _ in queries.blocks(period, publication_id):
        if block_code in ("", code):
            rows = queries.league(period, code, publication_id, queries.previous(period, code))
            tables.append(BlockTable(code, name, rows, tuple(by_lateness(rows))))
    return Conference(
        authority=settings.PROVINCE_AUTHORITY,
        period=period.name,
        year=period.year,
        window=f"Số liệu từ {show_date(period.data_from)} đến hết {show_date(period.data_to)}",
        decision=_decision(publication),
        digest=publication.digest if publication else "",
        made_at=now,
        method=_method(period, publication, [table.code for table in tables], now),
        blocks=tuple(tables),
    )


def _decision(publication: Publication | None) -> str:
    if publication is None:
        return ""
    return f"Theo Quyết định số {publication.decision_number} ngày {show_date(publication.decided_on)}"


def _method(
    period: Period, publication: Publication | None, block_codes: list[str], now: dt.datetime
) -> tuple[str, ...]:
    sets = CriteriaSet.objects.filter(assessments__period=period, block__code__in=block_codes).distinct()
    named = [_set_sentence(each) for each in sets.order_by("block__position", "code")]
    return (
        *named,
        "Điểm của mỗi tiêu chí tính theo quy tắc ghi trong bộ tiêu chí; điểm được tính là điểm thẩm định, "
        "điểm hệ thống tính từ số liệu, hoặc điểm điều tra xã hội học, tùy tiêu chí.",
        "Tổng điểm = điểm thẩm định + điểm điều tra xã hội học, làm tròn hai chữ số thập phân, nửa làm tròn lên.",
        "Chỉ số (%) = tổng điểm chia cho điểm tối đa của đơn vị; tiêu chí không áp dụng cho đơn vị không nằm trong "
        "điểm tối đa.",
        "Xếp hạng trong từng khối; đơn vị bằng điểm có cùng hạng, hạng kế tiếp bỏ cách (1, 2, 2, 4). "
        "Đơn vị không xếp hạng vẫn giữ điểm.",
        "Xếp loại theo thang của từng bộ tiêu chí; khi một điều kiện khống chế mức xếp loại, lý do ghi ở cột Ghi chú.",
        "Trung bình khối chỉ tính các đơn vị được xếp hạng.",
        "Hồ sơ thủ tục hành chính: đã giải quyết = trước hạn + đúng hạn + trễ hạn, theo thời hạn tính bằng ngày làm "
        "việc, trong khoảng số liệu của kỳ.",
        _sealed(publication),
        f"Sổ lập lúc {localtime(now):%H:%M ngày %d/%m/%Y}; điểm tính lần cuối "
        + (f"{localtime(period.scored_at):%H:%M ngày %d/%m/%Y}." if period.scored_at else "chưa rõ."),
    )


def _set_sentence(criteria_set: CriteriaSet) -> str:
    decision = f", Quyết định số {criteria_set.decision_number}" if criteria_set.decision_number else ""
    full = show_number(Decimal(criteria_set.max_points))
    figure = "tổng điểm" if load_options(criteria_set).result is Result.POINTS else "chỉ số (%)"
    seal = f"mã băm bộ tiêu chí {criteria_set.digest}"
    return f"{criteria_set.name}{decision}: tổng điểm tối đa {full}; xếp hạng theo {figure}; {seal}."


def _sealed(publication: Publication | None) -> str:
    if publication is None:
        return "Kết quả chưa công bố: điểm, hạng và xếp loại trong sổ này còn có thể thay đổi."
    return (
        f"Kết quả công bố lần {publication.version} được chốt nguyên văn; mã băm SHA-256 của văn bản chốt: "
        f"{publication.digest}."
    )
