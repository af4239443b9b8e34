"""The vocabulary of publishing."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """What became of a proposal to publish."""

    OPEN = "open", "Chờ phê duyệt"
    APPROVED = "approved", "Đã phê duyệt"
    DECLINED = "declined", "Không phê duyệt"
    WITHDRAWN = "withdrawn", "Đã rút"


class Decision(TextChoices):
    """What is done with a proposal; the label completes "Chỉ … được …"."""

    APPROVE = "approve", "phê duyệt công bố"
    DECLINE = "decline", "từ chối phê duyệt công bố"
    WITHDRAW = "withdraw", "rút đề nghị công bố"


class Cause(TextChoices):
    """What changed a rank, in the order in which one thing is replaced after the other (ADR 0021)."""

    CRITERIA = "criteria", "Bộ tiêu chí thay đổi"
    SCOPE = "scope", "Miễn trừ, sắp xếp đơn vị"
    OWN = "own", "Kết quả của chính đơn vị"
    PEERS = "peers", "Các đơn vị khác"


class Paper(TextChoices):
    """A document drawn from a publication; CARD and CARD_PDF are of one unit."""

    CONFERENCE = "conference", "Sổ hội nghị (Excel)"
    REPORT = "report", "Báo cáo (Word)"
    ANNEX = "annex", "Phụ lục quyết định (Word)"
    REPORT_PDF = "report_pdf", "Báo cáo (PDF)"
    TABLES = "tables", "Toàn bộ số liệu (CSV)"
    CARD = "card", "Phiếu điểm (Excel)"
    CARD_PDF = "card_pdf", "Phiếu điểm (PDF)"


TEMPLATED = (Paper.REPORT, Paper.ANNEX)
"""Filled in from a Word template, which a province may replace by its own."""
