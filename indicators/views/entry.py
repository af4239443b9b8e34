"""The entry grid: one area at a time, every row saved by itself."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.scores import (
    LONGEST_TEXTS,
    Closed,
    Stored,
    Typed,
    UnreadableRow,
    store_row,
    undo_row,
    why_closed,
)
from indicators.forms.scores import typed_row, version_seen
from indicators.models import Assessment, Score
from indicators.sets.trees import tree_of
from indicators.sheets.around import Around
from indicators.sheets.beside import beside_row
from indicators.sheets.markup import answer_html, rows_html, saved_html, scoring_html
from indicators.sheets.overviews import Standing, overview_of
from indicators.sheets.rows import Row, as_typed, load_area, load_row
from indicators.views.replies import CLASHING, LOCKED, NOT_SAVED, Clash, Reply, clash_of, error, told, wants_part
from indicators.views.steps import days_left, returned_because, steps_of, title_of
from indicators.views.visible import area_of, sheet_of, visible_assessment, visible_leaf, visible_score
from indicators.workflow import ENTERED_BY

LOOKING = "Anh/chị được xem, không nhập phiếu này."


@scoped("indicators.Assessment")
@require_GET
def entry(request: HttpRequest, assessment_id: int, area: str = "") -> HttpResponse:
    """The rows of one area, filtered by ?loc=, with the task list, totals and progress."""
    context = _page(request, visible_assessment(request, assessment_id), area, database_now())
    return render(request, "indicators/sheets/entry.html", context | {"grid": rows_html(context["rows"])})


def _page(request: HttpRequest, assessment: Assessment, area: str, now: dt.datetime) -> dict[str, Any]:
    closed = _why_not_typed(request, assessment, now)
    area = area_of(tree_of(assessment.criteria_set), area)
    sheet = load_area(assessment, area, editable=not closed, reader=request.user)
    line = sheet.overview.line(area)
    around = Around(assessment, sheet.overview, line)
    rows, filters = _filtered(sheet.rows[area], request.GET.get("loc", ""), around)
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "closed": closed,
        "returned": returned_because(assessment),
        "days_left": days_left(assessment, now),
        "steps": steps_of(assessment),
        "area": line,
        "lines": sheet.overview.lines,
        "around": around,
        "latest": sheet.latest,
        "rows": rows,
        "filters": filters,
        "longest": LONGEST_TEXTS["citation"],
    }


def _why_not_typed(request: HttpRequest, assessment: Assessment, now: dt.datetime) -> str:
    """The sentence that says why this person does not type here; empty where they do."""
    types = bool(request.person.roles_in(assessment.unit_id) & ENTERED_BY)
    return why_closed(assessment, now) or ("" if types else LOOKING)


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the grid, with the number of rows it leaves."""

    key: str
    label: str
    count: str
    current: bool


FILTERS: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
    ("", "Tất cả", lambda row: True),
    ("sua", "Cần sửa", lambda row: row.standing is Standing.WRONG),
    ("xem", "Xem lại", lambda row: row.standing is Standing.ODD),
    ("trong", "Chưa nhập", lambda row: row.standing is Standing.EMPTY),
)


def _filtered(rows: tuple[Row, ...], wanted: str, around: Around) -> tuple[list[Row], list[Filter]]:
    key = wanted if wanted in {name for name, _, _ in FILTERS} else ""
    counts = {"": str(len(rows)), **around.counts}
    shown = [Filter(name, label, counts[name], name == key) for name, label, _ in FILTERS]
    keeps = next(test for name, _, test in FILTERS if name == key)
    return [row for row in rows if keeps(row)], shown


@scoped("indicators.Score")
@require_GET
def score_how(request: HttpRequest, score_id: int) -> HttpResponse:
    """One criterion: how it is scored and why so many points, documents, earlier periods, talk; as a page of its own,
    or for the panel beside the grid."""
    score = visible_score(request, score_id)
    editable = not _why_not_typed(request, score.assessment, database_now())
    row = load_row(score, editable=editable)
    context = {"row": row, "assessment": score.assessment, "scoring": scoring_html(row)}
    context |= {"beside": beside_row(score, row.leaf, request.user)}
    context |= {"sheet_url": sheet_of(request, score.assessment, row.area) + f"#r-{row.pk}"}
    template = "indicators/sheets/_how.html" if wants_part(request) else "indicators/sheets/score_how.html"
    return render(request, template, context)


@scoped("indicators.Score")
@require_POST
def entry_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Save one row; answers 200, 409 (someone saved meanwhile), 422 (unreadable), 423 (closed) with words."""
    row = f"{score_id}-"
    typed = typed_row(request.POST, visible_leaf(request, score_id), row=row)
    version = version_seen(request.POST, row=row)
    try:
        stored = store_row(score_id=score_id, version=version, typed=typed, by=request.user, now=database_now())
    except UnreadableRow as unreadable:
        notes = tuple(map(error, unreadable.errors.values()))
        reply = Reply(422, NOT_SAVED, notes, dict.fromkeys(unreadable.errors, "err"))
    except Stale:
        return _clashed(request, visible_score(request, score_id), typed)
    except Closed as refusal:
        reply = Reply(423, LOCKED, (error(str(refusal)),))
    except Refused as refusal:
        reply = Reply(403, NOT_SAVED, (error(str(refusal)),))
    else:
        return _saved(request, stored)
    return _unsaved(request, visible_score(request, score_id), typed, reply)


@scoped("indicators.Score")
@require_POST
def entry_undo(request: HttpRequest, score_id: int) -> HttpResponse:
    """Take back one's own changes of the day to one row."""
    score = visible_score(request, score_id)
    try:
        undo_row(score_id=score.pk, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã hoàn tác các sửa hôm nay của anh/chị ở {score.criterion.code}.")
    return redirect(_address(load_row(score, editable=True), score.assessment_id))


def _saved(request: HttpRequest, stored: Stored) -> HttpResponse:
    score = stored.score
    row = load_row(score, editable=True, stored=stored)
    if not wants_part(request):
        return redirect(_address(row, score.assessment_id))
    overview = overview_of(score.assessment)
    around = Around(score.assessment, overview, overview.line(row.area), swaps=True)
    parts = answer_html(row, row.mark, row.messages), saved_html(row, explains="how" in request.POST), around.all
    reply = Reply(200, row.mark, row.messages, _tones(row))
    return told(HttpResponse("".join(parts)), row, reply, _values(row), seen=row.seen)


def _clashed(request: HttpRequest, score: Score, typed: Typed) -> HttpResponse:
    row = load_row(score, editable=True)
    mine = as_typed(row, typed)
    said = {
        "result": (row.result, mine.result),
        "none": (_occurrence(row), _occurrence(mine)),
        "citation": (f"minh chứng “{row.citation}”", f"minh chứng “{mine.citation}”"),
        "remark": (f"lý do “{row.remark}”", f"lý do “{mine.remark}”"),
        "own": (f"{row.own or '—'} điểm", f"{mine.own or '—'} điểm"),
    }
    back = _address(row, score.assessment_id)
    clash = clash_of(request, score, row, said=said, values=_values(row), back=back)
    return _unsaved(request, score, typed, Reply(409, CLASHING, clash=clash))


def _occurrence(row: Row) -> str:
    return "không phát sinh" if row.no_occurrence else "có phát sinh"


def _unsaved(request: HttpRequest, score: Score, typed: Typed, reply: Reply) -> HttpResponse:
    """What stands in the way: in the row itself, or, without scripts, on the page with everything still typed in."""
    row = load_row(score, editable=True)
    clash = _clash_html(reply.clash) if reply.clash else ""
    if wants_part(request):
        answer = HttpResponse(answer_html(row, reply.mark, reply.notes, clash), status=reply.status)
        return told(answer, row, reply)
    context = _page(request, visible_assessment(request, score.assessment_id), row.area, database_now())
    rows = [_replied(each, typed, reply) if each.pk == row.pk else each for each in context["rows"]]
    context |= {"failed": row, "sentences": [note.text for note in reply.notes]}
    context |= {"rows": rows, "grid": rows_html(rows, failed=row.pk, clash=clash)}
    return render(request, "indicators/sheets/entry.html", context, status=reply.status)


def _clash_html(clash: Clash) -> str:
    save = reverse("indicators:entry_save", args=[clash.row])
    return render_to_string("indicators/sheets/_clash.html", {"clash": clash, "save": save})


def _replied(row: Row, typed: Typed, reply: Reply) -> Row:
    tones = reply.tones or {}
    kept = as_typed(row, typed)
    fields = tuple(replace(field, tone=tones.get(field.name, field.tone)) for field in kept.fields)
    return replace(kept, fields=fields, own_tone=tones.get("self", ""), mark=reply.mark, messages=reply.notes)


def _tones(row: Row) -> dict[str, str]:
    beside = {"self": row.own_tone, "citation": row.citation_tone, "remark": row.remark_tone}
    return {field.name: field.tone for field in row.fields} | beside


def _values(row: Row) -> dict[str, str | bool]:
    """Every input of the row as it would be shown, by name."""
    typed: dict[str, str | bool] = {field.name: field.value for field in row.fields}
    return typed | {"self": row.own, "citation": row.citation, "remark": row.remark, "none": row.no_occurrence}


def _address(row: Row, assessment_id: int) -> str:
    return reverse("indicators:entry", args=[assessment_id, row.area]) + f"#r-{row.pk}"
