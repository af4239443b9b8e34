"""The leaders' page and the public page of 120 units: uncached, kept and conditional, beside a plain-template version.

The plain version draws the same three tables of the same rows with loops, filters and addresses of Django's templates.
Requests are answered without middleware.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from functools import partial

from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import _report
from bench._database import empty_database
from bench._published import published
from bench._reads import cost
from bench.dossiers import timed
from bench.recalculation import UNITS
from reports import queries, rows
from reports.board import reports_key, stamp
from reports.board_figures import figures_key, trend_key
from reports.figures import Row
from reports.models import Publication
from reports.selection import selection
from reports.views.papers import slides
from reports.views.public import public_period
from reports.views.results import ranking
from units.access import person_of
from units.models import User

PLAIN = """{% load wording %}<table class="lt league"><tbody>
{% for row in rows %}<tr><td class="rk">{{ row.rank|default_if_none:"—" }}</td>
<th scope="row"><a href="{% url 'reports:unit_detail' period.code row.unit_id %}">{{ row.unit_name }}</a></th>
<td class="num sc">{{ row.total|so:2 }}</td>
<td class="bar"><svg class="bar" viewBox="0 0 100 10" role="img" aria-label="Thẩm định {{ row.appraised|so:2 }}">
<rect class="f1" width="{{ row.appraised|so:2 }}" height="10"/>
<rect class="f3" width="{{ row.survey|so:2 }}"/></svg></td>
<td class="num">{{ row.appraised|so:2 }}</td><td class="num">{{ row.survey|so:2 }}</td>
<td>{{ row.grade|default:"—" }}{% if row.grade_reason %}*{% endif %}</td></tr>{% endfor %}</tbody></table>
<table class="hm"><tbody>{% for row in rows %}<tr><th scope="row">{{ row.unit_name }}</th>
{% for area in row.areas %}
<td class="{% if area.percent < 60 %}k1{% elif area.percent < 80 %}k3{% else %}k5{% endif %}">
<a href="{% url 'reports:area_detail' period.code row.unit_id area.code %}">{{ area.percent|so:1 }}</a></td>{% endfor %}
</tr>{% endfor %}</tbody></table>
<table class="lt"><tbody>{% for row in rows %}<tr><th scope="row">
<a href="{% url 'reports:unit_detail' period.code row.unit_id %}">{{ row.unit_name }}</a></th>
<td class="num">{{ row.dossiers.finished|so }}</td><td class="num">{{ row.dossiers.early|so }}</td>
<td class="num">{{ row.dossiers.on_time|so }}</td><td class="num">{{ row.dossiers.late|so }}</td>
<td class="num">{{ row.dossiers.late_share|phan_tram }}</td></tr>{% endfor %}</tbody></table>"""

Page = Callable[[HttpRequest], HttpResponse]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench pages")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args(arguments).rounds
    with empty_database():
        publication, _ = published(UNITS)
        lines = _league(rounds) + _others(publication, rounds)
    _report.write(
        f"Pages of {UNITS} units",
        f"python -m bench pages --rounds {rounds}",
        ["what", "median", "queries", "rows read", "plain ÷ this", "goal"],
        lines,
    )


def _request(path: str, **headers: str) -> HttpRequest:
    user = User.objects.get(username="leader")
    request = RequestFactory(headers=headers).get(path)
    request.user, request.session, request.person = user, SessionStore(), person_of(user, timezone.localdate())
    return request


Case = tuple[str, Callable[[], object] | None, HttpRequest, str]
"""What it is called, what is forgotten before each answer, what is asked, the goal."""


def _league(rounds: int) -> list[list[str]]:
    """The plain page costs what ours costs to read and reckon, and what the same rows cost in a template."""
    request, now = _request("/xep-hang/"), timezone.now()
    chosen = selection(request.GET, request.person)
    subject, mine = chosen.subject, request.person.unit_ids
    league = queries.league(subject.period, subject.block_code, subject.publication_id)
    links, template = rows.Links(subject.period.code), engines["django"].from_string(PLAIN)
    given = {"rows": league, "period": subject.period}
    by_template = _of(lambda: template.render(given), rounds)
    by_hand = _of(lambda: _rows(league, links), rounds)
    again = _request("/xep-hang/", **{"If-None-Match": ranking(request)["ETag"]})
    again.session = request.session
    if ranking(again).status_code != 304:
        raise SystemExit("no 304")

    board, reports = f"board:{stamp(subject, mine, now)}", reports_key(subject, now)
    forget_page = partial(cache.delete, board)
    forget_reports = partial(cache.delete_many, [reports, board])
    forget = partial(cache.delete_many, [figures_key(subject), trend_key(subject), reports, board])
    drawn = _median(ranking, request, rounds, forget)
    first = _median(ranking, request, 3, cache.clear)
    plain = drawn - by_hand + by_template
    return [
        ["the three tables by template loops", f"{by_template:.1f} ms", "0", "", "", ""],
        ["the same rows as the page draws them", f"{by_hand:.1f} ms", "0", "", f"{by_template / by_hand:.1f}", ""],
        ["leaders' page, nothing kept, rows by template loops", f"{plain:.1f} ms", "", "", "1.0", ""],
        _line("leaders' page, nothing kept, nor ranges of ranks", first, ranking, request, cache.clear),
        *_against(
            plain,
            rounds,
            ("leaders' page, every part drawn anew", forget, request, ""),
            ("leaders' page, a unit has handed in", forget_reports, request, "≥ 5"),
            ("leaders' page, for a person of another unit", forget_page, request, "≥ 5"),
            ("leaders' page, kept", None, request, "≥ 10"),
            ("leaders' page, 304", None, again, "≥ 20"),
        ),
    ]


def _against(plain: float, rounds: int, *cases: Case) -> list[list[str]]:
    """A line for each state of what is kept: its time, and how many times as quick as the plain page it is."""
    timed = [(case, _median(ranking, case[2], rounds, case[1])) for case in cases]
    return [
        _line(name, ms, ranking, asked, before, f"{plain / ms:.1f}", goal) for (name, before, asked, goal), ms in timed
    ]


def _rows(league: Sequence[Row], links: rows.Links) -> tuple[str, ...]:
    late = rows.dossier_rows(league, links, None)
    return rows.league_rows(rows.league_lines(league, None, {}, links), ()), rows.heat_rows(league, links), late


def _others(publication: Publication, rounds: int) -> list[list[str]]:
    """The pages that everybody, or the hall, sees; no goal but that they stay small."""
    lines = []
    for name, page in (
        ("public page", lambda request: public_period(request, publication.period.code)),
        ("slides", lambda request: slides(request, publication.pk)),
    ):
        request = _request("/")
        again = _request("/", **{"If-None-Match": page(request)["ETag"]})
        first = _median(page, request, rounds, cache.clear)
        lines.append(_line(f"{name}, nothing kept", first, page, request, cache.clear))
        lines.append(_line(f"{name}, kept", _median(page, request, rounds), page, request))
        lines.append(_line(f"{name}, 304", _median(page, again, rounds), page, again))
    return lines


def _of(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds, the middle of `rounds`."""
    return statistics.median(timed(work)[0] for _ in range(rounds)) * 1000


def _median(page: Page, request: HttpRequest, rounds: int, before: Callable[[], object] | None = None) -> float:
    """Milliseconds of an answer; `before` makes each of them forget something."""
    taken = []
    for _ in range(rounds):
        if before:
            before()
        taken.append(timed(lambda: page(request))[0] * 1000)
    return statistics.median(taken)


def _line(
    name: str,
    ms: float,
    page: Page,
    request: HttpRequest,
    before: Callable[[], object] | None = None,
    ratio: str = "",
    goal: str = "",
) -> list[str]:
    forget = before or (lambda: None)
    forget()
    with CaptureQueriesContext(connection) as asked:
        page(request)
    forget()
    return [name, f"{ms:.1f} ms", str(len(asked)), str(cost(lambda: page(request), 1).rows), ratio, goal]
