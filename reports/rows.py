"""The rows of the leaders' page as finished HTML.

A template that loops over 120 units asks Django for some 5.000 variables and its language lock for each number;
the same rows written here cost a tenth of it (docs/performance.md). Everything that comes from data passes escape().
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.bars import share_bar, zoom_bar, zoom_scale
from cchc_portal.kit.numbers import show_number, show_percent
from cchc_portal.templatetags.portal import icon
from reports.charts import Line, heat_class, meter, split_bar, trend
from reports.figures import Area, Named, Row, YearFigure, area_names, breaks, by_lateness
from reports.findings import Finding, Link
from reports.firmness import Firm
from reports.lost import Lost

_TONE_ICONS = {"err": "warn", "warn": "warn", "ok": "check"}


class Links:
    """Addresses of scorecards; reversed once, not once per cell."""

    def __init__(self, period_code: str) -> None:
        self._period = period_code
        self._criterion = reverse("reports:criterion_units", args=["0"]).removesuffix("0/")
        self._base = reverse("reports:unit_detail", args=[period_code, 0]).removesuffix("0/")

    def unit(self, unit_id: int) -> str:
        return f"{self._base}{unit_id}/"

    def area(self, unit_id: int, area_code: str) -> str:
        return f"{self._base}{unit_id}/{_quoted(area_code)}/"

    def criterion(self, code: str, block_code: str) -> str:
        return f"{self._criterion}{_quoted(code)}/?{urlencode({'period': self._period, 'block': block_code})}"

    def move(self, unit_id: int) -> str:
        return f"{self._base}{unit_id}/doi-hang/"


@lru_cache(maxsize=1024)
def _quoted(code: str) -> str:
    """The few codes of a set stand in the addresses of all its units."""
    return quote(code, safe="")


# --- league table ---------------------------------------------------------------------------------------------------


LeagueLine = tuple[int | None, str]
"""A row of the league table with its unit; none for the mean of the block."""


def league_lines(
    rows: Sequence[Row], mean: Decimal | None, firm: Mapping[int, Firm], links: Links
) -> tuple[LeagueLine, ...]:
    """One row per unit, and the mean of the block between the units above and below it; the same for everybody.

    `firm`: where anything is known of how firm ranks are, a column says which ranks a unit might have had.
    """
    full = max((row.max for row in rows if row.max is not None), default=Decimal(100))
    shown: list[LeagueLine] = []
    placed = mean is None
    for row in rows:
        if not placed and (row.rank is None or row.total < mean):
            shown.append((None, _mean_row(mean, bool(firm))))
            placed = True
        shown.append((row.unit_id, _league_row(row, full, mean, firm, links)))
    return tuple(shown)


def league_rows(lines: Sequence[LeagueLine], mine: Collection[int]) -> SafeString:
    """The table as one person sees it: the rows of the own units stand out."""
    return SafeString("".join(_mine(line) if unit_id in mine else line for unit_id, line in lines))


def _mine(line: str) -> str:
    before, head, name = line.partition('<th scope="row">')
    before = before.replace("<tr>", '<tr class="me">', 1)
    return before + head + name.replace("</a>", '</a> <span class="tag info">Đơn vị của anh/chị</span>', 1)


def _mean_row(mean: Decimal, with_range: bool) -> str:
    empty = "<td></td>" + '<td class="hide-s"></td>' * (4 if with_range else 3)
    name = '<td></td><td></td><th scope="row">Trung bình khối</th>'
    return f'<tr class="avg">{name}<td class="num sc">{show_number(mean, 2)}</td>{empty}</tr>'


def _league_row(row: Row, full: Decimal, mean: Decimal | None, firm: Mapping[int, Firm], links: Links) -> str:
    name = f'<a href="{links.unit(row.unit_id)}">{escape(row.unit_name)}</a>'
    if row.missing:
        name += f' <span class="mute small">còn thiếu {row.missing} tiêu chí</span>'
    if row.rank is None and row.total is not None:
        name += ' <span class="mute small">không xếp hạng</span>'
    if row.total is None:
        return (
            f'<tr><td class="rk">—</td><td class="mv"></td><th scope="row">{name}</th>'
            f'<td class="num sc">—</td><td class="mute small" colspan="{5 if firm else 4}">Chưa có điểm</td></tr>'
        )
    appraised, survey = _parts(row)
    label = f"Thẩm định {show_number(appraised, 2)}, điều tra {show_number(survey, 2)}"
    return (
        f'<tr><td class="rk">{_rank(row)}</td><td class="mv">{_movement(row, links)}</td>'
        f'<th scope="row">{name}</th><td class="num sc">{show_number(row.total, 2)}</td>'
        f'<td class="bar">{split_bar((appraised, survey), full, label, mean)}</td>'
        f'<td class="num hide-s">{show_number(appraised, 2)}</td><td class="num hide-s">{show_number(survey, 2)}</td>'
        f'{_range(row, firm)}<td class="hide-s">{_grade(row)}</td></tr>'
    )


def _range(row: Row, firm: Mapping[int, Firm]) -> str:
    """The ranks the unit might have had; an empty cell where it is not ranked, none where the column is left out."""
    if not firm:
        return ""
    said = str(firm[row.unit_id].range) if row.unit_id in firm else ""
    return f'<td class="num rg mute hide-s">{said}</td>'


def _rank(row: Row) -> str:
    return str(row.rank) if row.rank else "—"


def _parts(row: Row) -> tuple[Decimal, Decimal]:
    """Appraisal and survey parts; before appraisal the first is what the total holds beside the survey."""
    survey = row.survey or Decimal(0)
    return (row.total - survey if row.appraised is None else row.appraised), survey


def _movement(row: Row, links: Links) -> str:
    if row.movement is None:
        return '<span class="mute">·<span class="vh"> không có năm trước để so sánh</span></span>'
    if row.movement > 0:
        tone, said = "up", f'▲ {row.movement}<span class="vh"> bậc, tăng: vì sao</span>'
    elif row.movement < 0:
        tone, said = "dn", f'▼ {-row.movement}<span class="vh"> bậc, giảm: vì sao</span>'
    else:
        tone, said = "mute", '—<span class="vh"> giữ nguyên: vì sao</span>'
    return f'<a class="{tone}" href="{links.move(row.unit_id)}">{said}</a>'


def _grade(row: Row) -> str:
    return f"{escape(row.grade) or '—'}{'*' if row.grade_reason else ''}"


def capped_notes(rows: Sequence[Row], links: Links) -> SafeString:
    """Why a grade is lower than the points alone would give: one line per unit, below the table."""
    return SafeString(
        "".join(
            f'<li>* <a href="{links.unit(row.unit_id)}">{escape(row.unit_name)}</a>: {escape(row.grade_reason)}</li>'
            for row in rows
            if row.grade_reason
        )
    )


def result_rows(rows: Sequence[Row], links: Links) -> SafeString:
    """The plain table of a publication: rank, unit, both parts, total, index, grade."""
    return SafeString("".join(_result_row(row, links) for row in rows))


def _result_row(row: Row, links: Links) -> str:
    points = "".join(
        f'<td class="num{tone}">{show_number(value, 2)}</td>'
        for value, tone in ((row.appraised, " hide-s"), (row.survey, " hide-s"), (row.total, " sc"))
    )
    name = f'<th scope="row"><a href="{links.unit(row.unit_id)}">{escape(row.unit_name)}</a></th>'
    index = f'<td class="num hide-s">{show_percent(row.percent)}</td>'
    return f'<tr><td class="rk">{_rank(row)}</td>{name}{points}{index}<td>{_grade(row)}</td></tr>'


# --- heat map -------------------------------------------------------------------------------------------------------


def heat_heads(rows: Sequence[Row], block_code: str, links: Links) -> SafeString:
    """The areas, each leading to all units on it."""
    return SafeString(
        "".join(
            f'<th scope="col"><a href="{escape(links.criterion(code, block_code))}">{escape(name)}</a></th>'
            for code, name in area_names(rows).items()
        )
    )


def heat_rows(rows: Sequence[Row], links: Links) -> SafeString:
    """Percent of the area's maximum, one coloured cell per unit and area, leading to the criteria that lost points."""
    codes, shown = list(area_names(rows)), []
    for row in rows:
        areas = {area.code: area for area in row.areas}
        cells = "".join(_heat_cell(areas.get(code), row, links) for code in codes)
        place = f"{row.rank}. " if row.rank else ""
        name = f'<a class="mute" href="{links.unit(row.unit_id)}">{place}{escape(row.unit_name)}</a>'
        shown.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    return SafeString("".join(shown))


def _heat_cell(area: Area | None, row: Row, links: Links) -> str:
    if area is None or area.percent is None:
        return '<td class="k0">—</td>'
    href = links.area(row.unit_id, area.code)
    return f'<td class="{heat_class(area.percent)}"><a href="{href}">{show_number(area.percent, 1)}</a></td>'


# --- dossiers -------------------------------------------------------------------------------------------------------


def dossier_zoom(rows: Sequence[Row]) -> int:
    return zoom_scale([row.dossiers.late_share for row in rows if row.dossiers.late_share is not None])


class DossierLists:
    """The lists behind the counts of a window of days; the address is put together once, not once per count."""

    def __init__(self, start: dt.date, end: dt.date) -> None:
        self._list, self._window = reverse("dossiers:dossier_list"), urlencode({"start": start, "end": end})

    def of(self, unit_id: int, figure: str) -> str:
        """`figure` is a name of dossiers.statistics.counted.COUNTED."""
        return f"{self._list}?unit={unit_id}&figure={figure}&{self._window}"


def dossier_rows(rows: Sequence[Row], links: Links, lists: DossierLists | None) -> SafeString:
    """The latest first; counts open their lists where `lists` says where those are."""
    if not any(row.dossiers.finished for row in rows):
        return SafeString('<tr><td class="mute" colspan="8">Chưa có hồ sơ nào được giải quyết trong kỳ này.</td></tr>')
    zoom = dossier_zoom(rows)
    return SafeString("".join(_dossier_row(row, zoom, links, lists) for row in by_lateness(rows)))


def _dossier_row(row: Row, zoom: int, links: Links, lists: DossierLists | None) -> str:
    counts = row.dossiers
    name = f'<th scope="row"><a href="{links.unit(row.unit_id)}">{escape(row.unit_name)}</a></th>'
    if not counts.finished:
        return (
            f'<tr>{name}<td class="num">0</td><td class="mute small" colspan="6">Không có hồ sơ đã giải quyết</td></tr>'
        )
    early, on_time = counts.share(counts.early), counts.share(counts.on_time)
    late = counts.late_share
    label = f"Trước hạn {show_percent(early)}, đúng hạn {show_percent(on_time)}, trễ hạn {show_percent(late)}"
    bar = share_bar((counts.early, counts.on_time, counts.late), label)
    magnified = zoom_bar(late, zoom, f"Trễ hạn {show_percent(late)} trên thang 0–{zoom}%")
    return (
        f'<tr>{name}<td class="num">{_count(counts.finished, row, "finished", lists)}</td><td>{bar}</td>'
        f'<td class="num hide-s">{show_percent(early, 1)}</td><td class="num hide-s">{show_percent(on_time, 1)}</td>'
        f'<td class="num sc">{show_percent(late)}</td><td class="hide-s">{magnified}</td>'
        f'<td class="num">{_count(counts.late, row, "late", lists)}</td></tr>'
    )


def _count(count: int, row: Row, figure: str, lists: DossierLists | None) -> str:
    if lists is None or not count:
        return show_number(count)
    said = '<span class="vh"> hồ sơ: xem danh sách</span>'
    return f'<a href="{escape(lists.of(row.unit_id, figure))}">{show_number(count)}{said}</a>'


# --- points lost ----------------------------------------------------------------------------------------------------


def lost_rows(found: Sequence[Lost], block_code: str, links: Links) -> SafeString:
    """The criteria on which the block loses most; each leads to all units on it."""
    return SafeString("".join(_lost_row(each, block_code, links) for each in found))


def _lost_row(lost: Lost, block_code: str, links: Links) -> str:
    name = f'<a href="{escape(links.criterion(lost.code, block_code))}">{lost.code}. {escape(lost.name)}</a>'
    share = lost.percent or Decimal(0)
    return (
        f'<tr><th scope="row">{name}</th><td class="num sc">{show_number(lost.lost, 2)}</td>'
        f'<td class="hide-s wide">{meter(share, f"Đạt {show_percent(share)} điểm tối đa")}</td>'
        f'<td class="num">{show_percent(share, 1)}</td><td class="num">{lost.losing}/{lost.units}</td></tr>'
    )


# --- findings and trend ---------------------------------------------------------------------------------------------


def finding_items(found: Sequence[Finding], links: Links) -> SafeString:
    return SafeString("".join(_finding_item(finding, links) for finding in found))


def _finding_item(finding: Finding, links: Links) -> str:
    words = "".join(
        f'<a href="{_target(part, links)}">{escape(part.text)}</a>' if isinstance(part, Link) else escape(part)
        for part in finding.parts
    )
    return f"<li>{icon(_TONE_ICONS[finding.tone], finding.tone)}<span>{words}</span></li>"


def _target(link: Link, links: Links) -> str:
    return links.area(link.unit_id, link.area_code) if link.area_code else links.unit(link.unit_id)


def unit_links(rows: Sequence[Row | Named], links: Links) -> SafeString:
    """Units named in one line, each a link to its scorecard."""
    return SafeString(", ".join(f'<a href="{links.unit(r.unit_id)}">{escape(r.unit_name)}</a>' for r in rows))


def trend_figure(years: Sequence[YearFigure], block_code: str) -> SafeString:
    """Mean, best and worst over the published years, and the table of each; a rule where years break."""
    if not years:
        return SafeString("")
    span = range(years[0].year, years[-1].year + 1)
    lines = (
        Line("Cao nhất", "t-best", {each.year: each.best for each in years}),
        Line("Trung bình khối", "t-mean", {each.year: each.mean for each in years}),
        Line("Thấp nhất", "t-worst", {each.year: each.worst for each in years}),
    )
    said = "; ".join(
        f"năm {each.year}: trung bình {show_number(each.mean, 2)}, cao nhất {show_number(each.best, 2)}, "
        f"thấp nhất {show_number(each.worst, 2)}"
        for each in years
    )
    table = reverse("reports:ranking")
    pages = {each.year: f"{table}?{urlencode({'period': each.period, 'block': block_code})}" for each in years}
    tables = " · ".join(f'<a href="{escape(page)}">{year}</a>' for year, page in pages.items())
    figure = trend(list(span), lines, breaks(years), f"Chỉ số theo năm, %: {said}")
    return SafeString(f'{figure}<p class="mute small">Bảng từng năm: {tables}</p>')
