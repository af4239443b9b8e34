"""The entry grid: one area at a time, every row saved by itself."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.scores import Closed, Typed, UnreadableRow, save_row, why_closed
from indicators.forms.scores import typed_row
from indicators.models import Score
from indicators.sheets import Mark, Row, Sheet, load_row, load_sheet
from indicators.trees import tree_of
from indicators.views.steps import days_left, returned_because, steps_of, title_of
from indicators.views.visible import visible_assessment, visible_score
from indicators.workflow import ENTERED_BY

NOT_SAVED = Mark("err", "err", "Chưa lưu")
CLASH = Mark("clash", "clash", "Hai người cùng sửa")
LOCKED = Mark("plain", "lock", "Đã khóa")


@scoped("indicators.Assessment")
@require_GET
def entry(request: HttpRequest, assessment_id: int, area: str = "") -> HttpResponse:
    """The rows of one area, filtered by ?loc=, with the task list, totals and progress."""
    assessment = visible_assessment(request, assessment_id)
    now = database_now()
    types = bool(request.person.roles_in(assessment.unit_id) & ENTERED_BY)
    closed = why_closed(assessment, now) or ("" if types else "Anh/chị được xem, không nhập phiếu này.")
    sheet = load_sheet(assessment, editable=not closed)
    area = area or sheet.roots[0].code
    rows, shown = _filtered(sheet.rows.get(area, ()), request.GET.get("loc", ""))
    context = {
        "assessment": assessment,
        "title": title_of(assessment),
        "closed": closed,
        "returned": returned_because(assessment),
        "days_left": days_left(assessment, now),
        "steps": steps_of(assessment),
        "area": sheet.area(area),
        "lines": sheet.lines(area),
        "rows": rows,
        "shown": shown,
        "progress": sheet.progress,
    }
    return render_page(request, "indicators/entry.html", context)


FILTERS = (
    ("", "Tất cả", lambda row: True),
    ("sua", "Cần sửa", lambda row: row.mark.tone == "err"),
    ("xem", "Xem lại", lambda row: row.mark.tone == "warn"),
    ("trong", "Chưa nhập", lambda row: row.mark.text == "Chưa nhập"),
)


def _filtered(rows: tuple[Row, ...], key: str) -> tuple[list[Row], list[dict]]:
    shown = [
        {"key": name, "label": label, "count": sum(map(keeps, rows)), "current": name == key}
        for name, label, keeps in FILTERS
    ]
    keeps = next((test for name, _, test in FILTERS if name == key), FILTERS[0][2])
    return [row for row in rows if keeps(row)], shown


@scoped("indicators.Score")
@require_POST
def entry_save(request: HttpRequest, score_id: int) -> HttpResponse:
    """Save one row; answers 200, 409 (someone saved meanwhile), 422 (unreadable), 423 (closed) with words."""
    score = visible_score(request, score_id)
    version, typed = typed_row(request.POST)
    try:
        saved = save_row(score_id=score.pk, version=version, typed=typed, by=request.user, now=database_now())
    except UnreadableRow as error:
        notes = [Mark("err", "err", sentence) for sentence in error.errors.values()]
        return _answer(request, score, NOT_SAVED, status=422, notes=notes)
    except Stale:
        return _answer(request, score, CLASH, status=409, clash=_clash(score, typed))
    except Closed as refusal:
        return _answer(request, score, LOCKED, status=423, notes=[Mark("err", "lock", str(refusal))])
    except Refused as refusal:
        return _answer(request, score, NOT_SAVED, status=403, notes=[Mark("err", "lock", str(refusal))])
    return _saved(request, saved)


def _saved(request: HttpRequest, score: Score) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(_address(score, score.criterion.code.split(".")[0]))
    fresh = visible_score(request, score.pk)
    sheet = load_sheet(fresh.assessment, editable=True)
    row = next(row for row in sheet.all_rows if row.pk == fresh.pk)
    response = _answer(request, fresh, row.mark, row=row, sheet=sheet)
    values = {f"i-{row.pk}-{field.name}": field.value for field in row.fields} | {f"i-{row.pk}-self": row.own}
    response["HX-Trigger"] = json.dumps({"rowSaved": {"values": values}})
    return response


def _answer(
    request: HttpRequest,
    score: Score,
    mark: Mark,
    *,
    status: int = 200,
    notes: list[Mark] | None = None,
    clash: dict | None = None,
    row: Row | None = None,
    sheet: Sheet | None = None,
) -> HttpResponse:
    row = row or load_row(score, tree_of(score.assessment.criteria_set), editable=True)
    area = row.area
    context = {
        "row": row,
        "mark": mark,
        "messages_now": row.messages if notes is None else notes,
        "clash": clash,
        "sheet": sheet,
        "assessment": score.assessment,
        "lines": sheet.lines(area) if sheet else [],
        "progress": sheet.progress if sheet else None,
    }
    return render(request, "indicators/_row_answer.html", context, status=status)


def _clash(score: Score, typed: Typed) -> dict:
    score.refresh_from_db()
    row = load_row(score, tree_of(score.assessment.criteria_set), editable=True)
    theirs = " / ".join(field.value or "trống" for field in row.fields) or row.own
    mine = " / ".join(text.strip() or "trống" for text in typed.values.values()) or typed.self_points
    if theirs == mine:
        theirs, mine = f"{theirs} · {row.own} điểm", f"{mine} · {typed.self_points} điểm"
    return {
        "who": score.updated_by.full_name if score.updated_by else "Người khác",
        "at": row.mark.text.removeprefix("Đã lưu "),
        "theirs": theirs,
        "mine": mine,
        "back": _address(score, row.area),
    }


def _address(score: Score, area: str) -> str:
    return reverse("indicators:entry", args=[score.assessment_id, area]) + f"#r-{score.pk}"
