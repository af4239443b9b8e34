"""What the leaders' page draws of a block's table alone: finished strings, the same for everybody who may see it.

Of a publication they never change: drawn when it is approved, and kept.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.keeping import DAY, HOUR, kept
from cchc_portal.kit.numbers import show_date, show_number, show_percent
from indicators.models import Period
from reports import queries, rows
from reports.block_points import lost_of_block
from reports.figures import Previous, Row, Spread, ranked_totals, spread, sum_of
from reports.findings import LATE_LIMIT, of_figures
from reports.firmness import firmness
from reports.lost import Lost
from reports.models import Publication
from reports.rows import DossierLists, LeagueLine
from reports.trends import trend

LOST_SHOWN = 8
_HERE = Path(__file__).resolve().parent
_SOURCES = [
    _HERE / name
    for name in (
        "rows.py",
        "charts.py",
        "findings.py",
        "figures.py",
        "board.py",
        "board_figures.py",
        "trends.py",
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
    in_force: tuple[int, ...] = ()  # every publication in force for that person: other years stand beside this one

    @property
    def state(self) -> tuple[object, ...]:
        """Everything its table rests on: equal states mean equal tables."""
        of = (self.period.pk, self.period.version, self.period.scored_at, self.publication_id, self.block_code)
        return (LAYOUT, *of, self.early, self.in_force)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The parts of the page, ready for its template; `league` without anybody's own unit marked."""

    units: int
    mean: str
    full: str
    kpis: tuple["Kpi", ...]
    capped: SafeString
    league: tuple[LeagueLine, ...]
    firm: bool
    lost_rows: SafeString
    lost_count: int
    heat_heads: SafeString
    heat_rows: SafeString
    dossiers: str
    zoom: int
    dossier_rows: SafeString
    findings: SafeString


def drawn(subject: Subject) -> Drawn:
    """From the cache where nothing the table rests on has changed; of what is not published one query more."""
    return kept(figures_key(subject), lambda: _drawn(subject), 30 * DAY if subject.publication_id else HOUR)


def drawn_trend(subject: Subject) -> tuple[SafeString, str]:
    """The years of the block as a chart, and from when to when; rests on what is published only."""
    return kept(trend_key(subject), lambda: _drawn_trend(subject), DAY)


def figures_key(subject: Subject) -> str:
    taking_part = None if subject.publication_id else queries.taking_part(subject.period)
    return f"figures:{_digest((subject.state, taking_part))}"


def trend_key(subject: Subject) -> str:
    return f"trend:{_digest((LAYOUT, subject.block_code, subject.period.year, subject.early, subject.in_force))}"


def draw_ahead(publication: Publication) -> int:
    """Draw every block of a publication, as those see it who read it by now; how many parts that were."""
    period, parts = publication.period, 0
    for early in (True, False):
        latest = Publication.objects.scoped(Q()).latest_versions(early=early)
        in_force = tuple(sorted(latest.values_list("pk", flat=True)))
        if publication.pk not in in_force:
            continue
        for code, name, _ in queries.blocks(period, publication.pk):
            subject = Subject(period, code, name, publication.pk, early=early, in_force=in_force)
            drawn(subject)
            drawn_trend(subject)
            parts += 1
    return parts


def _digest(state: object) -> str:
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def _drawn_trend(subject: Subject) -> tuple[SafeString, str]:
    years = trend(subject.block_code, subject.period.year, early=subject.early)
    span = f"{years[0].year}–{years[-1].year}" if len(years) > 1 else ""
    return rows.trend_figure(years, subject.block_code), span


def _drawn(subject: Subject) -> Drawn:
    period, links = subject.period, rows.Links(subject.period.code)
    before = queries.previous(period, subject.block_code, early=subject.early)
    league = queries.league(period, subject.block_code, subject.publication_id, before)
    now_spread = spread(ranked_totals(league))
    mean = now_spread.mean if now_spread else None
    firm = firmness(period, subject.block_code, league)
    lost = _lost(subject, league)
    return Drawn(
        units=len(league),
        mean=show_number(mean, 2) if now_spread else "",
        full=_full(league),
        kpis=(
            _mean_kpi(now_spread, before, league),
            _spread_kpi(now_spread, before, _ends(subject, league)),
            _late_kpi(league),
        ),
        capped=rows.capped_notes(league, links),
        league=rows.league_lines(league, mean, firm, links),
        firm=bool(firm),
        lost_rows=rows.lost_rows(lost[:LOST_SHOWN], subject.block_code, links),
        lost_count=len(lost),
        heat_heads=rows.heat_heads(league, subject.block_code, links),
        heat_rows=rows.heat_rows(league, links),
        dossiers=_dossier_line(league, period),
        zoom=rows.dossier_zoom(league),
        dossier_rows=rows.dossier_rows(league, links, _lists(subject)),
        findings=rows.finding_items(of_figures(league), links),
    )


def _lost(subject: Subject, league: Sequence[Row]) -> list[Lost]:
    """Of a publication reckoned once and kept: it takes every criterion of every unit."""
    period, block, publication = subject.period, subject.block_code, subject.publication_id
    if publication is None:
        return lost_of_block(period, block, None, league)
    return kept(f"lost:{_digest(subject.state)}", lambda: lost_of_block(period, block, publication, league))


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


def _dossier_line(league: Collection[Row], period: Period) -> str:
    whole = sum_of(row.dossiers for row in league)
    window = f"{show_date(period.data_from)} – {show_date(period.data_to)}"
    return f"{show_number(whole.finished)} hồ sơ đã giải quyết, {window}. Xếp theo tỷ lệ trễ hạn."
