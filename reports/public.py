"""The page for everybody: one publication as frozen, its method in plain words, its data; nothing of the visitor."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from cchc_portal.kit.numbers import show_date, show_number, show_percent
from reports import queries
from reports.board_figures import LAYOUT as BOARD
from reports.charts import heat_class, split_bar
from reports.figures import Row, area_names, ordered, ranked_totals, spread
from reports.method import by_code, sentences
from reports.models import Publication, Standing
from reports.publications.bundle import opened, table

_SOURCES = [
    Path(__file__),
    Path(__file__).with_name("method.py"),
    *(settings.BASE_DIR / "templates" / name for name in ("public.html", "reports/public.html")),
]
LAYOUT = hashlib.sha256(BOARD.encode() + b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:12]
_HEADS = {
    "Mã khối": "block_code",
    "Khối": "block_name",
    "Mã đơn vị": "unit_code",
    "Đơn vị": "unit_name",
    "Hạng": "rank",
    "Số đơn vị xếp hạng": "ranked_of",
    "Điểm thẩm định": "appraised_points",
    "Điểm điều tra": "survey_points",
    "Tổng điểm": "total_points",
    "Điểm tối đa": "max_points",
    "Chỉ số (%)": "percent",
    "Xếp loại": "grade",
    "Lý do xếp loại": "grade_reason",
}


@dataclass(frozen=True, slots=True)
class BlockTable:
    """A block as finished HTML, and what is said of it."""

    code: str
    name: str
    units: int
    mean: str
    rows: SafeString
    notes: SafeString
    area_heads: SafeString
    area_rows: SafeString


def released() -> list[Publication]:
    """Every version that everybody may read by now, newest result first; one query."""
    found = Publication.objects.public().without_bundle().select_related("period", "release")
    return list(found.order_by("-period__data_to", "-period__data_from", "-version"))


def newest(found: Sequence[Publication]) -> list[Publication]:
    """One per period: the version in force."""
    return list({each.period_id: each for each in reversed(found)}.values())[::-1]


def stamp(found: Sequence[Publication], chosen: Publication | None) -> str:
    """Equal stamps mean the same page, whoever asks."""
    state = (LAYOUT, [(each.pk, each.digest) for each in found], chosen and chosen.pk)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def standings(publication: Publication) -> list[Standing]:
    """Block by block; one query."""
    rows = Standing.objects.public().filter(publication=publication).without_leaves()
    return list(rows.order_by("pk"))  # as they were frozen: block by block in the order of the province


def block_tables(rows: Sequence[Standing]) -> list[BlockTable]:
    by_block: dict[tuple[str, str], list[Row]] = {}
    for each in rows:
        by_block.setdefault((each.block_code, each.block_name), []).append(queries.row_of(each))
    return [_block(code, name, ordered(found)) for (code, name), found in by_block.items()]


def _block(code: str, name: str, rows: Sequence[Row]) -> BlockTable:
    around = spread(ranked_totals(rows))
    return BlockTable(
        code=code,
        name=name,
        units=len(rows),
        mean=show_number(around.mean, 2) if around else "",
        rows=SafeString("".join(_line(row, around.mean if around else None) for row in rows)),
        notes=SafeString(
            "".join(f"<li>* {_text(r.unit_name)}: {_text(r.grade_reason)}</li>" for r in rows if r.grade_reason)
        ),
        area_heads=SafeString("".join(f'<th scope="col">{_text(area)}</th>' for area in area_names(rows).values())),
        area_rows=SafeString("".join(_areas(row, list(area_names(rows))) for row in rows)),
    )


def _line(row: Row, mean: Decimal | None) -> str:
    full = row.max or Decimal(100)
    appraised, survey = row.appraised or Decimal(0), row.survey or Decimal(0)
    label = f"Thẩm định {show_number(appraised, 2)}, điều tra {show_number(survey, 2)}"
    bar = split_bar((appraised, survey), full, label, mean)
    unranked = "" if row.rank else ' <span class="mute small">không xếp hạng</span>'
    return (
        f'<tr><td class="rk">{row.rank or "—"}</td><th scope="row">{_text(row.unit_name)}{unranked}</th>'
        f'<td class="num sc">{show_number(row.total, 2)}</td><td class="bar hide-s">{bar}</td>'
        f'<td class="num hide-s">{show_number(appraised, 2)}</td><td class="num hide-s">{show_number(survey, 2)}</td>'
        f'<td class="num hide-s">{show_number(row.max, 2)}</td><td class="num">{show_percent(row.percent)}</td>'
        f"<td>{_text(row.grade) or '—'}{'*' if row.grade_reason else ''}</td></tr>"
    )


def _areas(row: Row, codes: Sequence[str]) -> str:
    shares = {area.code: area.percent for area in row.areas}
    cells = "".join(f'<td class="{heat_class(shares.get(code))}">{_share(shares.get(code))}</td>' for code in codes)
    return f'<tr><th scope="row">{f"{row.rank}. " if row.rank else ""}{_text(row.unit_name)}</th>{cells}</tr>'


def _share(percent: Decimal | None) -> str:
    """Not one percent of anything: the whole area does not apply to the unit."""
    return '<abbr title="Không áp dụng">KAD</abbr>' if percent is None else f"<span>{show_number(percent, 1)}</span>"


def _text(value: str) -> str:
    return escape(value)


# --- the method -----------------------------------------------------------------------------------------------------


def method(publication: Publication) -> list[tuple[str, tuple[str, ...]]]:
    """Of every criteria set as it was frozen: its name, and how it scores, in sentences; reads the bundle."""
    bundle = opened(bytes(publication.bundle))
    removed = _removed(bundle.inputs)
    return [(each["name"], sentences(each, removed.get(each["code"], {}))) for each in bundle.rules["sets"]]


def _removed(inputs: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Set code → unit name → codes of the criteria that do not apply."""
    found: dict[str, dict[str, list[str]]] = {}
    for unit in inputs["units"]:
        codes = [code for code, each in unit["leaves"].items() if each["not_applicable"]]
        if codes:
            found.setdefault(unit["set"], {})[unit["name"]] = by_code(codes)
    return found


# --- the data -------------------------------------------------------------------------------------------------------


def as_csv(publication: Publication, rows: Sequence[Standing]) -> bytes:
    """The table with the digest on every row, so that a row torn out of it still says where it comes from."""
    heads = ["Kỳ", "Lần công bố", *_HEADS, "Mã SHA-256 của gói"]
    start, end = [publication.period.code, publication.version], [publication.digest]
    return table(heads, [[*start, *(_plain(getattr(each, name)) for name in _HEADS.values()), *end] for each in rows])


def as_json(publication: Publication, rows: Sequence[Standing]) -> bytes:
    """The same as objects; numbers are texts with a point, so that no program rounds them."""
    names = (*_HEADS.values(), "areas", "dossiers")
    content = {
        "title": publication.title,
        "status": publication.status,
        "decision": publication.decision_number,
        "decided_on": publication.decided_on.isoformat(),
        "period": publication.period.code,
        "version": publication.version,
        "published_at": publication.published_at.isoformat(),
        "digest": publication.digest,
        "units": [{name: _plain(getattr(each, name)) for name in names} for each in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def window(publication: Publication) -> str:
    period = publication.period
    return f"Số liệu từ {show_date(period.data_from)} đến hết {show_date(period.data_to)}"
