"""The leaders' page: the kept parts of a block in a period put together for one person at one moment."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cchc_portal.kit.keeping import kept
from cchc_portal.kit.numbers import show_date
from reports import queries, rows
from reports.board_figures import Kpi, Subject, drawn, drawn_trend
from reports.figures import Named, Submissions, submissions
from reports.findings import missing

_NAMED = 3  # units named in one note


def stamp(subject: Subject, mine: Collection[int], now: dt.datetime) -> str:
    """Names the state of everything the page rests on; equal stamps mean equal pages."""
    return _digest((_told_state(subject, now), sorted(mine)))


def _told_state(subject: Subject, now: dt.datetime) -> tuple[object, ...]:
    """Everything the page rests on but whose it is."""
    period = subject.period
    handed_in = subject.publication_id or queries.handed_in(period, now)
    return (subject.state, handed_in, period.self_due_at, now > period.self_due_at)


def _digest(state: object) -> str:
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def drawn_reports(subject: Subject, now: dt.datetime) -> tuple[Kpi, SafeString]:
    """Who has handed in: the figure on top, and the sentence that names who has not."""
    return kept(reports_key(subject, now), lambda: _drawn_reports(subject, now))


def reports_key(subject: Subject, now: dt.datetime) -> str:
    return f"handed-in:{_digest(_told_state(subject, now))}"


def _drawn_reports(subject: Subject, now: dt.datetime) -> tuple[Kpi, SafeString]:
    links = rows.Links(subject.period.code)
    handed_in = submissions(queries.reporting(subject.period, subject.block_code, now))
    return _submission_kpi(handed_in, subject, links), rows.finding_items(missing(handed_in), links)


def board_html(subject: Subject, mine: Collection[int], now: dt.datetime, stamped: str) -> SafeString:
    """The page's parts as HTML, from the cache where nothing they rest on changed; put together anew where there is
    no cache."""
    found = kept(f"board:{stamped}", lambda: str(render_to_string("reports/_board.html", board(subject, mine, now))))
    return SafeString(found)


def board(subject: Subject, mine: Collection[int], now: dt.datetime) -> dict[str, Any]:
    """The template's context: strings only."""
    period, figures = subject.period, drawn(subject)
    (trend, trend_years), (handed_in, who_has_not) = drawn_trend(subject), drawn_reports(subject, now)
    lost_of = urlencode({"period": period.code, "block": subject.block_code})
    return {
        "block": subject.block_name,
        "units": figures.units,
        "previous_year": period.year - 1,
        "mean": figures.mean,
        "full": figures.full,
        "kpis": [*figures.kpis, handed_in],
        "capped": figures.capped,
        "league_rows": rows.league_rows(figures.league, mine),
        "firm": figures.firm,
        "lost_rows": figures.lost_rows,
        "lost_count": figures.lost_count,
        "lost_url": f"{reverse('reports:lost')}?{lost_of}",
        "heat_heads": figures.heat_heads,
        "heat_rows": figures.heat_rows,
        "dossiers": figures.dossiers,
        "zoom": figures.zoom,
        "dossier_rows": figures.dossier_rows,
        "trend": trend,
        "trend_years": trend_years,
        "findings": SafeString(who_has_not + figures.findings),
    }


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
