"""The one reader of every document: a publication as it was frozen, or a period as it stands before that."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q

from cchc_portal.audit.canonical import canonical
from cchc_portal.kit.numbers import show_date
from indicators.models import CriteriaSet, Period
from indicators.sets.trees import tree_of
from reports import queries
from reports.figures import Leaf, Row, by_lateness, thawed_leaf
from reports.method import by_code, grades_of, sentences
from reports.models import Publication, Standing
from reports.official import Beside, Result, beside
from reports.papers.source import Before, BlockTable, Method, Source, YearBefore
from reports.publications.bundle import Bundle, opened
from reports.publications.contents import sets_of
from units.facts import lineage
from units.succession import under_every_name


def source_of(*, period: Period, block_code: str, publication_id: int | None, now: dt.datetime) -> Source:
    """The figures of one block ("" for all) as published, or as they stand now where nothing is published.

    Asks nobody whether they may see them: whoever calls this has (policy.may_see_table).
    """
    found = Publication.objects.scoped(Q(pk=publication_id)) if publication_id else Publication.objects.none()
    publication = found.first()
    bundle = opened(bytes(publication.bundle)) if publication else None
    rules = list(bundle.rules["sets"]) if bundle else _rules(period)
    until = publication.published_at if publication else now
    tables = [
        _table(period, code, name, publication_id, until, rules, bundle)
        for code, name, _ in queries.blocks(period, publication_id)
        if block_code in ("", code)
    ]
    shown = {table.code for table in tables}
    return Source(
        authority=settings.PROVINCE_AUTHORITY,
        province=settings.PROVINCE_NAME,
        title=publication.title if publication else f"Kết quả Chỉ số cải cách hành chính {period.name}",
        period=period.name,
        period_code=period.code,
        year=period.year,
        window=(period.data_from, period.data_to),
        method=tuple(_method(each, tables) for each in rules if each["block"] in shown),
        blocks=tuple(tables),
        **_decided(publication, now),
    )


def current_source(now: dt.datetime) -> Source:
    """What a template is tried with: the newest publication, else the newest period with a sheet, else no unit."""
    newest = Publication.objects.scoped(Q()).without_bundle().select_related("period").order_by("-published_at", "-id")
    if publication := newest.first():
        return source_of(period=publication.period, block_code="", publication_id=publication.pk, now=now)
    begun = Period.objects.scoped(Q(assessments__isnull=False)).distinct().order_by("-data_to", "-id")
    if period := begun.first():
        return source_of(period=period, block_code="", publication_id=None, now=now)
    day = now.date()
    place = {"authority": settings.PROVINCE_AUTHORITY, "province": settings.PROVINCE_NAME, "window": (day, day)}
    nothing = {"title": "Bản thử", "period": f"Năm {day.year}", "period_code": "ban-thu", "year": day.year}
    return Source(**place, **nothing, **_decided(None, now), method=(), blocks=())


def _decided(publication: Publication | None, now: dt.datetime) -> dict[str, Any]:
    if publication is None:
        nothing = {"decision_number": "", "decided_on": None, "reason": "", "digest": ""}
        return {**nothing, "version": 0, "final": False, "made_at": now}
    names = ("decision_number", "decided_on", "version", "final", "reason", "digest")
    return {**{name: getattr(publication, name) for name in names}, "made_at": publication.published_at}


def _rules(period: Period) -> list[dict[str, Any]]:
    """Every set as a bundle would write it now."""
    used = CriteriaSet.objects.filter(assessments__period=period).distinct().order_by("code")
    return list(json.loads(canonical(sets_of({each.pk: tree_of(each) for each in used}))))


def _method(rules: Mapping[str, Any], tables: Sequence[BlockTable]) -> Method:
    removed: dict[str, list[str]] = {}
    for table in tables:
        for row in table.rows if table.code == rules["block"] else ():
            if codes := [leaf.code for leaf in table.leaves.get(row.unit_id, ()) if leaf.not_applicable]:
                removed[row.unit_name] = by_code(codes)
    return Method(rules["name"], (*sentences(rules, removed), f"Mã băm bộ tiêu chí: {rules['digest']}."))


def _table(
    period: Period,
    code: str,
    name: str,
    publication_id: int | None,
    until: dt.datetime,
    rules: Sequence[Mapping[str, Any]],
    bundle: Bundle | None,
) -> BlockTable:
    before = year_before(period, code, until)
    rows = queries.league(period, code, publication_id, before.previous if before else None)
    grades = next((grades_of(each) for each in rules if each["block"] == code), ())
    leaves = _leaves(period, code, publication_id, rows)
    official = _official(bundle, rows) if bundle else ()
    return BlockTable(code, name, rows, tuple(by_lateness(rows)), leaves, grades, before, official)


def _official(bundle: Bundle, rows: Sequence[Row]) -> tuple[Beside, ...]:
    """What decisions had said of these units as a whole when they were frozen, beside what was frozen."""
    names = {row.unit_code: row.unit_name for row in rows}
    computed = {row.unit_code: Result(row.total, row.max, row.percent, row.rank, row.grade) for row in rows}
    said = [
        (unit["code"], f"{each['decision_number']} ngày {show_date(dt.date.fromisoformat(each['decided_on']))}", each)
        for unit in bundle.inputs["units"]
        for each in unit.get("official", ())
        if not each["criterion"]
    ]
    return tuple(beside(((code, decision, _result(each)) for code, decision, each in said), names, computed))


def _result(figure: Mapping[str, Any]) -> Result:
    points, most, percent = (figure[name] and Decimal(figure[name]) for name in ("points", "max_points", "percent"))
    return Result(points, most, percent, figure["rank"], figure["grade"])


def _leaves(period: Period, code: str, publication_id: int | None, rows: Sequence[Row]) -> dict[int, tuple[Leaf, ...]]:
    """The scorecard of every unit of the block; as frozen in one query, as it stands in three."""
    if publication_id:
        frozen = Standing.objects.scoped(Q(publication_id=publication_id, block_code=code)).order_by("pk")
        return {unit: tuple(map(thawed_leaf, leaves)) for unit, leaves in frozen.values_list("unit_id", "leaves")}
    sheets = queries.sheets_of_block(period, code)
    live = queries.live_leaves(sheets)
    return {each.unit_id: live[each.pk] for each in sheets}


def year_before(period: Period, block_code: str, until: dt.datetime) -> YearBefore | None:
    """The same months one year earlier, in the version that stood at `until`; three queries.

    A later correction of that year does not change what a document of this year compares with.
    """
    by_then = Q(published_at__lte=until, release__units_at__lte=until)  # both stay as they are once they are past
    then = Publication.objects.scoped(by_then).a_year_before(period).without_bundle()
    last = then.order_by("-published_at", "-version").first()
    if last is None:
        return None
    found = Standing.objects.scoped(Q(publication=last, block_code=block_code)).without_leaves()
    rows = list(found.order_by("pk"))
    units = {each.unit_id: Before(each.rank, each.total_points, each.percent, each.grade) for each in rows}
    totals = tuple(each.total_points for each in rows if each.rank)
    decision = f"Quyết định số {last.decision_number} ngày {show_date(last.decided_on)}"
    return YearBefore(period.year - 1, decision, under_every_name(units, lineage()), totals) if units else None
