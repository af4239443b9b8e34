"""One criterion of a set: read, edited, moved, and its rule tried on sample values."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.criteria_edits import (
    add_criterion,
    mark_tried,
    remove_criterion,
    save_criterion,
    shift_criterion,
)
from indicators.forms.criteria import CHOICES, NodeForm, sample_values
from indicators.models import CriteriaSet
from indicators.policy import READ_SETS
from indicators.rules import Answer, checks, ladder
from indicators.scoring import score_leaf
from indicators.sets.diff import row_differences
from indicators.sets.edits import Document, Unknown, below, faults_of, parent_of, parsed, row_of
from indicators.sets.trials import around_edges, leaf_of, stamp
from indicators.views.criteria_sets import may_edit, set_of
from indicators.views.set_trees import tree_lines, who_saved
from units.access import role_required
from units.enums import Role

PARTS = ("rule", "trial")
GONE = "Tiêu chí {code} không còn: có người vừa đổi mã hoặc xóa. Những gì anh/chị nhập chưa được lưu."


@require_http_methods(["GET", "POST"])
@role_required(*READ_SETS)
def criterion_detail(request: HttpRequest, set_id: int, code: str) -> HttpResponse:
    """The tree at the left, the criterion at the right; a post saves it, or only draws another rule's parameters."""
    criteria_set = set_of(request, set_id)
    if request.method == "GET":
        return _page(request, criteria_set, code)
    if not request.person.has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được sửa bộ tiêu chí.")
    document, row = _row(criteria_set, code)
    form = NodeForm(document, row, is_leaf=not below(document, code), data=request.POST)
    if "redraw" in request.POST:
        return _page(request, criteria_set, code, form=form)
    if form.errors:
        return _page(request, criteria_set, code, form=form, status=422)
    try:
        new = _save(request, criteria_set, code, form)
    except Stale:
        clash = {"who": who_saved(criteria_set), "said": row_differences(row, form.written)}
        return _page(request, criteria_set, code, form=form, status=409, clash=clash)
    except Refused as refusal:
        return _page(request, criteria_set, code, form=form, status=422, refusal=str(refusal))
    messages.success(request, f"Đã lưu tiêu chí {new}.")
    return redirect("indicators:criterion_detail", set_id, new)


def _save(request: HttpRequest, criteria_set: CriteriaSet, code: str, form: NodeForm) -> str:
    return save_criterion(
        set_id=criteria_set.pk,
        code=code,
        seen=request.POST.get("seen", ""),
        row=form.written,
        parent=form.parent,
        by=request.user,
        now=database_now(),
    )


def _row(criteria_set: CriteriaSet, code: str) -> tuple[Document, dict[str, Any]]:
    document = parsed(criteria_set.source)
    try:
        return document, row_of(document, code)
    except Unknown as error:
        raise Http404(GONE.format(code=code)) from error


def _page(
    request: HttpRequest,
    criteria_set: CriteriaSet,
    code: str,
    *,
    form: NodeForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    document, row = _row(criteria_set, code)
    is_leaf = not below(document, code)
    lines = tree_lines(criteria_set, document, faults_of(document))
    context = {
        "set": criteria_set,
        "lines": lines,
        "line": next(line for line in lines if line.branch.code == code),
        "form": form or NodeForm(document, row, is_leaf=is_leaf),
        "seen": stamp(row),
        "edits": may_edit(request, criteria_set),
        "kinds": CHOICES,
        "parent": parent_of(row),
        **_trial(row, is_leaf),
        **more,
    }
    return render_page(request, "indicators/sets/criterion_detail.html", context, parts=PARTS, status=status)


def _trial(row: dict[str, Any], is_leaf: bool) -> dict[str, Any]:
    leaf = leaf_of(row) if is_leaf else None
    if leaf is None:
        return {"leaf": None}
    return {"leaf": leaf, "rungs": ladder(leaf), "samples": around_edges(leaf), "asked": _asked(leaf, {}, {})}


@require_POST
@role_required(Role.COORDINATOR)
def criterion_trial(request: HttpRequest, set_id: int, code: str) -> HttpResponse:
    """The stored rule on the figures that were typed; that it was tried is remembered for the issue of the set."""
    criteria_set = set_of(request, set_id)
    _, row = _row(criteria_set, code)
    leaf = leaf_of(row)
    if leaf is None:
        raise Refused("Luật chấm còn sai nên chưa thử được: sửa theo các câu ghi ở đầu tiêu chí rồi lưu.")
    values, wrong = sample_values(leaf, request.POST)
    answer = Answer(values, no_occurrence="none" in request.POST)
    result = score_leaf(leaf, answer)
    if result.points is not None and not wrong and may_edit(request, criteria_set):
        mark_tried(set_id=set_id, codes=[code], by=request.user, now=database_now())
    said = {
        "result": None if wrong else result,
        "said": [flag.message for flag in checks(leaf, answer)],
        "asked": _asked(leaf, request.POST, wrong),
        "rungs": ladder(leaf, answer),
        "none": answer.no_occurrence,
    }
    return _page(request, criteria_set, code, status=422 if wrong else 200, **said)


def _asked(leaf: Any, data: Mapping[str, Any], wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The figures a rule asks for, with what was typed; a choice among levels is picked."""
    choices = leaf.rule.choices()
    return [
        {
            "input": each,
            "value": data.get(f"mau-{each.name}", ""),
            "error": wrong.get(each.name, ""),
            "choices": [(str(value), label) for value, label in choices],
        }
        for each in leaf.inputs
    ]


@require_POST
@role_required(Role.COORDINATOR)
def criterion_move(request: HttpRequest, set_id: int, code: str = "") -> HttpResponse:
    """Add below, remove, one place up or down; without a code: a new area."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Refused("Không rõ việc cần làm. Hãy tải lại trang.")
    try:
        shown = deed(request, set_id, code)
    except Stale:
        messages.error(request, f"Chưa xóa: có người vừa sửa tiêu chí {code}. Xem lại rồi xóa nếu vẫn cần.")
        shown = code
    if shown:
        return redirect("indicators:criterion_detail", set_id, shown)
    return redirect("indicators:criteria_set_detail", set_id)


def _add(request: HttpRequest, set_id: int, code: str) -> str:
    return add_criterion(set_id=set_id, parent=code, by=request.user, now=database_now())


def _remove(request: HttpRequest, set_id: int, code: str) -> str:
    _, row = _row(set_of(request, set_id), code)
    seen = request.POST.get("seen", "")
    remove_criterion(set_id=set_id, code=code, seen=seen, by=request.user, now=database_now())
    messages.success(request, f"Đã xóa tiêu chí {code}.")
    return parent_of(row)


def _up(request: HttpRequest, set_id: int, code: str) -> str:
    shift_criterion(set_id=set_id, code=code, places=-1, by=request.user, now=database_now())
    return code


def _down(request: HttpRequest, set_id: int, code: str) -> str:
    shift_criterion(set_id=set_id, code=code, places=1, by=request.user, now=database_now())
    return code


DEEDS: dict[str, Callable[[HttpRequest, int, str], str]] = {"add": _add, "remove": _remove, "up": _up, "down": _down}
