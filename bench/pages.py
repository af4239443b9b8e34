"""The leaders' page and the public page of 120 units: uncached, kept and conditional, beside a plain-template version.

The plain version shows the same two tables with the loops, filters and addresses of Django's templates; it reads the
same rows with the same queries. Both sides answer the same request, without middleware.
"""

import argparse
import statistics
from collections.abc import Callable

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
from reports import queries
from reports.models import Publication
from reports.selection import selection
from reports.views.papers import slides
from reports.views.public import public_period
from reports.views.results import ranking
from units.access import person_of
from units.models import User

PLAIN = """{% extends "base.html" %}{% load wording %}{% block main %}<table class="lt league"><tbody>
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
<td class="num">{{ row.dossiers.late_share|phan_tram }}</td></tr>{% endfor %}</tbody></table>{% endblock %}"""

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


def _plain(request: HttpRequest) -> HttpResponse:
    chosen = selection(request.GET, request.person)
    subject = chosen.subject
    before = queries.previous(subject.period, subject.block_code, early=True)
    rows = queries.league(subject.period, subject.block_code, subject.publication_id, before)
    template = engines["django"].from_string(PLAIN)
    return HttpResponse(template.render({"rows": rows, "period": subject.period}, request))


def _league(rounds: int) -> list[list[str]]:
    request = _request("/xep-hang/")
    plain = _median(_plain, request, rounds)
    etag = ranking(request)["ETag"]
    again = _request("/xep-hang/", **{"If-None-Match": etag})
    again.session = request.session
    if ranking(again).status_code != 304:
        raise SystemExit("no 304")
    found = {
        "the same two tables from plain templates": (plain, _plain, request, ""),
        "leaders' page, nothing kept": (_median(ranking, request, rounds, forget=True), ranking, request, "≥ 5"),
        "leaders' page, figures kept": (_median(ranking, request, rounds), ranking, request, "≥ 10"),
        "leaders' page, 304": (_median(ranking, again, rounds), ranking, again, "≥ 20"),
    }
    return [_line(name, *each, plain) for name, each in found.items()]


def _others(publication: Publication, rounds: int) -> list[list[str]]:
    """The pages that everybody, or the hall, sees; no goal but that they stay small."""
    lines = []
    for name, page in (
        ("public page", lambda request: public_period(request, publication.period.code)),
        ("slides", lambda request: slides(request, publication.pk)),
    ):
        request = _request("/")
        again = _request("/", **{"If-None-Match": page(request)["ETag"]})
        lines.append(_line(f"{name}, nothing kept", _median(page, request, rounds, forget=True), page, request, "", 0))
        lines.append(_line(f"{name}, kept", _median(page, request, rounds), page, request, "", 0))
        lines.append(_line(f"{name}, 304", _median(page, again, rounds), page, again, "", 0))
    return lines


def _median(page: Page, request: HttpRequest, rounds: int, *, forget: bool = False) -> float:
    """Milliseconds; `forget` empties the cache before each."""
    taken = []
    for _ in range(rounds):
        if forget:
            cache.clear()
        taken.append(timed(lambda: page(request))[0] * 1000)
    return statistics.median(taken)


def _line(name: str, ms: float, page: Page, request: HttpRequest, goal: str, plain: float) -> list[str]:
    if name.endswith("nothing kept"):
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page(request)
    if name.endswith("nothing kept"):
        cache.clear()
    rows = cost(lambda: page(request), 1).rows
    ratio = f"{plain / ms:.1f}" if plain and goal else ""
    return [name, f"{ms:.1f} ms", str(len(asked)), str(rows), ratio, goal]
