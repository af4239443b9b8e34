"""Every kind of document a publication can be drawn as: who draws it, what its file is called, who may have it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify

from cchc_portal.kit.text import folded
from reports.enums import Paper
from reports.figures import Row
from reports.papers import pdf
from reports.papers.conference import conference
from reports.papers.scorecard import scorecard
from reports.papers.source import BlockTable, Source
from reports.papers.tables import tables
from reports.papers.word import defaults
from reports.papers.word.filling import filled
from reports.publications.bundle import opened

DRAW, WORKBOOK = "reports.paper", "reports.conference_workbook"
"""The jobs that draw: a document of a publication; the workbook of one block, published or not."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: it draws a whole publication (`whole`), or fills in a template (`own`), or draws one unit (`unit`)."""

    name: str  # of the file, before the period
    suffix: str
    what: str  # for whoever chooses, in a few words
    whole: Callable[[Source, bytes], bytes] | None = None  # of the figures and the bundle they were frozen in
    unit: Callable[[Source, BlockTable, Row], bytes] | None = None
    own: Callable[[], bytes] | None = None  # the Word template we ship, which a province may replace
    wide: bool = False  # holds every unit's answers, so only for who reads every sheet


SHELF: dict[Paper, Kind] = {
    Paper.CONFERENCE: Kind(
        "so-hoi-nghi",
        ".xlsx",
        "Xếp hạng, lĩnh vực, từng tiêu chí, so với năm trước, xếp loại, hồ sơ, phương pháp; in A4 ngang",
        whole=lambda source, _: conference(source),
    ),
    Paper.REPORT: Kind(
        "bao-cao",
        ".docx",
        "Soạn sẵn theo thể thức Nghị định 30/2020; sửa tiếp trong Word rồi trình ký",
        own=defaults.report,
    ),
    Paper.ANNEX: Kind(
        "phu-luc",
        ".docx",
        "Bảng xếp hạng kèm theo quyết định công bố",
        own=defaults.annex,
    ),
    Paper.REPORT_PDF: Kind(
        "bao-cao", ".pdf", "Cùng số liệu với bản Word, để gửi và lưu", whole=lambda source, _: pdf.report(source)
    ),
    Paper.TABLES: Kind(
        "so-lieu",
        ".zip",
        "Mỗi bảng một tệp CSV: đơn vị, lĩnh vực, tiêu chí, hồ sơ, số liệu, trả lời, minh chứng",
        whole=lambda source, bundle: tables(source, opened(bundle)),
        wide=True,
    ),
    Paper.CARD: Kind("phieu-diem", ".xlsx", "Điểm theo lĩnh vực và tiêu chí, mở bằng Excel", unit=scorecard),
    Paper.CARD_PDF: Kind("phieu-diem", ".pdf", "Điểm theo lĩnh vực và tiêu chí, in A4 ngang", unit=pdf.scorecard),
}


TITLES = {
    Paper.REPORT: "Báo cáo cải cách hành chính",
    Paper.ANNEX: "Phụ lục kết quả cải cách hành chính",
}
"""What the properties of a Word document say, before the period."""


def drawn(
    paper: Paper, source: Source, bundle: bytes, unit_id: int | None, template: bytes = b""
) -> tuple[bytes, str] | None:
    """The file and its name; None where the unit takes no part in the publication. `template` empty: our own."""
    kind, of = SHELF[paper], ""
    if kind.unit:
        if (placed := source.placed(unit_id or 0)) is None:
            return None
        content, of = kind.unit(source, *placed), "-" + slugify(folded(placed[1].unit_name))
    else:
        content = (
            filled(template or kind.own(), source, title=TITLES[paper]) if kind.own else kind.whole(source, bundle)
        )
    return content, f"{kind.name}{of}-{source.period_code}-lan-{source.version}{kind.suffix}"


def address_of(publication_id: int, paper: Paper, **of: int | str | None) -> str:
    """Where a kept document is taken: `unit` or `block` where it is of one of those."""
    query = urlencode({name: value for name, value in of.items() if value is not None})
    address = reverse("reports:paper_file", args=[publication_id, paper])
    return f"{address}?{query}" if query else address


def key_of(user_id: int, publication_id: int, paper: Paper, unit_id: int | None) -> str:
    """Names one drawing of one person: the key of its job."""
    return f"paper:{user_id}:{publication_id}:{paper}:{unit_id or ''}"
