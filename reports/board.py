"""The leaders' page: every figure of a block in a period, ready for its template, kept while nothing changed."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cchc_portal.kit.keeping import kept
from cchc_portal.kit.numbers import show_date, show_number, show_percent
from indicators.models import Period
from reports import queries, rows
from reports.figures import Previous, Row, Spread, ranked_totals, spread, submissions, sum_of
from reports.findings import LATE_LIMIT, findings
from reports.firmness import firmness

_HERE = Path(__file__).resolve().parent
_SOURCES = [
    _HERE / name
    for name in ("rows.py", "charts.py", "findings.py", "figures.py", "board.py", "stability.py", "firmness.py")
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
    moving = subject.publication_id or queries.handed_in(period)
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
    years = queries.trend(subject.block_code, period.year, early=subject.early)
    now_spread = spread(ranked_totals(league))
    firm = firmness(period, subject.block_code, league)
    handed_in = submissions(league, period.self_due_at, now)
    return {
        "block": subject.block_name,
        "units": len(league),
        "previous_year": period.year - 1,
        "mean": show_number(now_spread.mean, 2) if now_spread else "",
        "full": _full(league),
        "kpis": [
            _mean_kpi(now_spread, before, league),
            _spread_kpi(now_spread, before),
            _late_kpi(league),
            _submission_kpi(handed_in, period, links),
        ],
        "capped": rows.capped_notes(league, links),
        "league_rows": rows.league_rows(league, now_spread.mean if now_spread else None, mine, firm, links),
        "firm": bool(firm),
        "heat_heads": rows.heat_heads(league),
        "heat_rows": rows.heat_rows(league, links),
        "dossiers": _dossier_line(league, period),
        "zoom": rows.dossier_zoom(league),
        "dossier_rows": rows.dossier_rows(league, links),
        "trend": rows.trend_figure(years),
        "trend_years": f"{years[0].year}–{years[-1].year}" if len(years) > 1 else "",
        "findings": rows.finding_items(findings(league, handed_in), links),
    }


@dataclass(frozen=True, slots=True)
class Kpi:
    title: str
    value: str
    unit: str
    note: str | SafeString


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
    return Kpi(title, show_number(current.mean, 2), f"/ {_full(league)}", note)


def _spread_kpi(current: Spread | None, before: Previous | None) -> Kpi:
    title = "Chênh lệch cao nhất – thấp nhất"
    if current is None:
        return Kpi(title, "—", "", "")
    note = f"{show_number(current.highest, 2)} và {show_number(current.lowest, 2)}"
    past = spread(before.totals) if before else None
    if past:
        note += f"; năm {before.year}: {show_number(past.gap, 2)}"
    return Kpi(title, show_number(current.gap, 2), "điểm", note)


def _late_kpi(league: Collection[Row]) -> Kpi:
    whole = sum_of(row.dossiers for row in league)
    if not whole.finished:
        return Kpi("Hồ sơ trễ hạn", "—", "", "Chưa có hồ sơ đã giải quyết trong kỳ")
    above = sum((row.dossiers.late_share or 0) > LATE_LIMIT for row in league)
    note = f"{show_number(whole.late)} trên {show_number(whole.finished)} hồ sơ · {above} đơn vị trên 1%"
    return Kpi("Hồ sơ trễ hạn", show_percent(whole.late_share), "", note)


def _submission_kpi(handed_in, period: Period, links: rows.Links) -> Kpi:
    unit = f"/ {handed_in.units} đơn vị"
    overdue = (*(handed_in.missing if handed_in.overdue else ()), *handed_in.late)
    if overdue:
        named = rows.unit_links(overdue[:4], links)
        more = len(overdue) - 4
        note: str | SafeString = SafeString(
            f'<span class="err">Quá hạn:</span> {named}{f" và {more} đơn vị khác" if more > 0 else ""}'
        )
    elif handed_in.missing:
        note = f"Còn {len(handed_in.missing)} đơn vị; hạn nộp {show_date(localtime(period.self_due_at).date())}"
    else:
        note = "Tất cả đơn vị đã nộp đúng hạn"
    return Kpi("Nộp phiếu đúng hạn", str(handed_in.on_time), unit, note)


def _dossier_line(league: Collection[Row], period: Period) -> str:
    whole = sum_of(row.dossiers for row in league)
    window = f"{show_date(period.data_from)} – {show_date(period.data_to)}"
    return f"{show_number(whole.finished)} hồ sơ đã giải quyết, {window}. Xếp theo tỷ lệ trễ hạn."
