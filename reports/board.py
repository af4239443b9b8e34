"""The leaders' page: every figure of a block in a period, ready for its template, kept while nothing changed."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cchc_portal.kit.keeping import kept
from cchc_portal.kit.numbers import show_date, show_number, show_percent
from indicators.models import Period
from reports import queries, rows
from reports.block_points import lost_of_block
from reports.figures import Named, Previous, Row, Spread, Submissions, ranked_totals, spread, submissions, sum_of
from reports.findings import LATE_LIMIT, findings
from reports.firmness import firmness
from reports.lost import Lost
from reports.rows import DossierLists
from reports.trends import trend

LOST_SHOWN = 8
_NAMED = 3  # units named in one note
_HERE = Path(__file__).resolve().parent
_SOURCES = [
    _HERE / name
    for name in (
        "rows.py",
        "charts.py",
        "findings.py",
        "figures.py",
        "board.py",
        "stability.py",
        "firmness.py",
        "lost.py",
        "block_points.py",
    )
]
_SOURCES += [settings.BASE_DIR / "cchc_portal" / "kit" / "bars.py"]
_SOURCES += [
    settings.BASE_DIR / "templates" / name for name in ("base.html", "reports/_board.html", "reports/ranking.html")
]
LAYOUT = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:12]
"""Changes with every release that draws the page otherwise, so that no kept copy outlives it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Which figures: a block in a period, published or not."""

    period: Period
    block_code: str
    block_name: str
    publication_id: int | None
    early: bool = False  # for somebody who sees a publication before the units do


def stamp(subject: Subject, mine: Collection[int], now: dt.datetime) -> str:
    """Names the state of everything the figures rest on; equal stamps mean equal figures."""
    period = subject.period
    parts = (LAYOUT, period.pk, period.version, period.scored_at, period.self_due_at, subject.block_code, subject.early)
    moving = subject.publication_id or queries.handed_in(period, now)
    state = (*parts, moving, sorted(mine), now > period.self_due_at)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def board_html(subject: Subject, mine: Collection[int], now: dt.datetime, stamped: str) -> SafeString:
    """The figures as HTML, from the cache where nothing they rest on changed; drawn anew where there is no cache."""
    drawn = kept(f"board:{stamped}", lambda: str(render_to_string("reports/_board.html", board(subject, mine, now))))
    return SafeString(drawn)


def board(subject: Subject, mine: Collection[int], now: dt.datetime) -> dict[str, Any]:
    """The template's context: strings only."""
    period, links = subject.period, rows.Links(subject.period.code)
    before = queries.previous(period, subject.block_code, early=subject.early)
    league = queries.league(period, subject.block_code, subject.publication_id, before)
    years = trend(subject.block_code, period.year, early=subject.early)
    now_spread = spread(ranked_totals(league))
    firm = firmness(period, subject.block_code, league)
    handed_in = submissions(queries.reporting(period, subject.block_code, now))
    lost = _lost(subject, league)
    return {
        "block": subject.block_name,
        "units": len(league),
        "previous_year": period.year - 1,
        "mean": show_number(now_spread.mean, 2) if now_spread else "",
        "full": _full(league),
        "kpis": [
            _mean_kpi(now_spread, before, league),
            _spread_kpi(now_spread, before, _ends(subject, league)),
            _late_kpi(league),
            _submission_kpi(handed_in, subject, links),
        ],
        "capped": rows.capped_notes(league, links),
        "league_rows": rows.league_rows(league, now_spread.mean if now_spread else None, mine, firm, links),
        "firm": bool(firm),
        "lost_rows": rows.lost_rows(lost[:LOST_SHOWN], subject.block_code, links),
        "lost_count": len(lost),
        "lost_url": f"{reverse('reports:lost')}?{urlencode({'period': period.code, 'block': subject.block_code})}",
        "heat_heads": rows.heat_heads(league, subject.block_code, links),
        "heat_rows": rows.heat_rows(league, links),
        "dossiers": _dossier_line(league, period),
        "zoom": rows.dossier_zoom(league),
        "dossier_rows": rows.dossier_rows(league, links, _lists(subject)),
        "trend": rows.trend_figure(years, subject.block_code),
        "trend_years": f"{years[0].year}–{years[-1].year}" if len(years) > 1 else "",
        "findings": rows.finding_items(findings(league, handed_in), links),
    }


def _lost(subject: Subject, league: Sequence[Row]) -> list[Lost]:
    """Of a publication reckoned once and kept: it takes every criterion of every unit."""
    period, block, publication = subject.period, subject.block_code, subject.publication_id
    if publication is None:
        return lost_of_block(period, block, None, league)
    return kept(f"lost:{LAYOUT}:{publication}:{block}", lambda: lost_of_block(period, block, publication, league))


def _lists(subject: Subject) -> DossierLists | None:
    """Where a count of dossiers opens its list: for those who read the dossiers of every unit."""
    return DossierLists(subject.period.data_from, subject.period.data_to) if subject.early else None


@dataclass(frozen=True, slots=True)
class Kpi:
    title: str
    value: str
    unit: str
    note: str | SafeString
    url: str = ""  # the list behind the value


def _full(league: Collection[Row]) -> str:
    return show_number(max((row.max for row in league if row.max is not None), default=Decimal(100)))


def _mean_kpi(current: Spread | None, before: Previous | None, league: Collection[Row]) -> Kpi:
    title = "Điểm trung bình khối"
    if current is None:
        return Kpi(title, "—", "", "Chưa có đơn vị nào đủ điểm")
    past = spread(before.totals) if before else None
    if past is None:
        note: str | SafeString = "Chưa có kết quả cùng kỳ năm trước"
    else:
        gain = current.mean - past.mean
        mark, tone = ("▲", "ok") if gain > 0 else ("▼", "err") if gain < 0 else ("=", "mute")
        note = SafeString(
            f'<span class="{tone}">{mark} {show_number(abs(gain), 2)}</span> so với cùng kỳ {before.year}'
        )
    return Kpi(title, show_number(current.mean, 2), f"/ {_full(league)}", note, "#h-lt")


def _ends(subject: Subject, league: Sequence[Row]) -> str:
    """The comparison of the best and the last unit; "" where there are not two."""
    ranked = [row for row in league if row.rank]
    if len(ranked) < 2:
        return ""
    ends = {"mot": ranked[0].unit_id, "hai": ranked[-1].unit_id}
    query = urlencode({"period": subject.period.code, "block": subject.block_code, **ends})
    return f"{reverse('reports:comparison')}?{query}"


def _spread_kpi(current: Spread | None, before: Previous | None, url: str) -> Kpi:
    title = "Chênh lệch cao nhất – thấp nhất"
    if current is None:
        return Kpi(title, "—", "", "")
    note = f"{show_number(current.highest, 2)} và {show_number(current.lowest, 2)}"
    past = spread(before.totals) if before else None
    if past:
        note += f"; năm {before.year}: {show_number(past.gap, 2)}"
    return Kpi(title, show_number(current.gap, 2), "điểm", note, url)


def _late_kpi(league: Collection[Row]) -> Kpi:
    whole = sum_of(row.dossiers for row in league)
    if not whole.finished:
        return Kpi("Hồ sơ trễ hạn", "—", "", "Chưa có hồ sơ đã giải quyết trong kỳ")
    above = sum((row.dossiers.late_share or 0) > LATE_LIMIT for row in league)
    note = f"{show_number(whole.late)} trên {show_number(whole.finished)} hồ sơ · {above} đơn vị trên 1%"
    return Kpi("Hồ sơ trễ hạn", show_percent(whole.late_share), "", note, "#h-ds")


def _submission_kpi(handed_in: Submissions, subject: Subject, links: rows.Links) -> Kpi:
    period = subject.period
    parts = [
        _units_note("Quá hạn chưa nộp", handed_in.overdue, links),
        _units_note("Nộp muộn", handed_in.late, links),
        f"Còn {len(handed_in.waiting)} đơn vị; hạn nộp {show_date(localtime(period.self_due_at).date())}"
        if handed_in.waiting
        else "",
    ]
    known = [part for part in parts if part] or ["Tất cả đơn vị đã nộp đúng hạn"]
    known += [f"{count} {word}" for count, word in _excused(handed_in) if count]
    url = f"{reverse('indicators:progress')}?ky={quote(period.code)}" if subject.early else ""
    note = SafeString("; ".join(known))
    return Kpi("Nộp phiếu đúng hạn", str(handed_in.on_time), f"/ {handed_in.owed} đơn vị", note, url)


def _excused(handed_in: Submissions) -> tuple[tuple[int, str], ...]:
    return (handed_in.nothing, "đơn vị không phát sinh"), (handed_in.exempt, "đơn vị được miễn")


def _units_note(title: str, units: Sequence[Named], links: rows.Links) -> str:
    """At most three names; the rest is counted."""
    if not units:
        return ""
    more = f" và {len(units) - _NAMED} đơn vị khác" if len(units) > _NAMED else ""
    return f'<span class="err">{title}:</span> {rows.unit_links(units[:_NAMED], links)}{more}'


def _dossier_line(league: Collection[Row], period: Period) -> str:
    whole = sum_of(row.dossiers for row in league)
    window = f"{show_date(period.data_from)} – {show_date(period.data_to)}"
    return f"{show_number(whole.finished)} hồ sơ đã giải quyết, {window}. Xếp theo tỷ lệ trễ hạn."
