"""Criteria sets as the coordinator keeps them: list, begin, read, compare, issue, take out as a file."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.criteria import Unissuable, copy_set, create_set, issue_set, load_set, unissuable
from indicators.actions.criteria_edits import head_stamp, save_head
from indicators.enums import SetState
from indicators.forms.criteria import HeadForm, SetFileForm, SetNewForm
from indicators.models import CriteriaSet
from indicators.policy import READ_DRAFTS, READ_SETS
from indicators.sets.ancestry import by_code_alone, led_back
from indicators.sets.diff import differences, head_differences, successions
from indicators.sets.document import SetErrors
from indicators.sets.edits import Document, faults_by_code, faults_of, parsed
from indicators.views.set_trees import tree_lines, who_saved
from units.access import role_required
from units.enums import Role


def readable_sets(request: HttpRequest) -> QuerySet[CriteriaSet]:
    """The sets this person may read: drafts only by those who have a say in them."""
    found = CriteriaSet.objects.select_related("block", "follows")
    sees_drafts = any(map(request.person.has, READ_DRAFTS))
    return found if sees_drafts else found.exclude(state=SetState.DRAFT)


def set_of(request: HttpRequest, set_id: int) -> CriteriaSet:
    return get_object_or_404(readable_sets(request), pk=set_id)


def may_edit(request: HttpRequest, criteria_set: CriteriaSet) -> bool:
    return criteria_set.state == SetState.DRAFT and bool(request.person.has(Role.COORDINATOR))


@require_GET
@role_required(*READ_SETS)
def criteria_set_list(request: HttpRequest) -> HttpResponse:
    sets = (
        readable_sets(request)
        .annotate(
            leaves=Count("criteria", filter=Q(criteria__is_leaf=True), distinct=True),
            periods=Count("period_sets", distinct=True),
        )
        .order_by("-year", "block__position", "block__code", "-edition")
    )
    context = {"sets": sets, "may_write": request.person.has(Role.COORDINATOR)}
    return render(request, "indicators/sets/criteria_set_list.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def criteria_set_new(request: HttpRequest) -> HttpResponse:
    """A draft copied from an older set or begun empty; `criteria_set_load` reads one from a file."""
    form = SetNewForm(request.POST or None, initial={"source": request.GET.get("tu")})
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = {key: form.cleaned_data[key] for key in ("code", "name", "year")}
        typed |= {"by": request.user, "now": database_now()}
        if source := form.cleaned_data["source"]:
            made = copy_set(set_id=source.pk, **typed)
        else:
            made = create_set(block=form.cleaned_data["block"], **typed)
        messages.success(request, f"Đã lập dự thảo “{made.name}”.")
        return redirect("indicators:criteria_set_detail", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "indicators/sets/criteria_set_new.html", {"form": form, "file_form": SetFileForm()}, status=status
    )


@require_http_methods(["POST"])
@role_required(Role.COORDINATOR)
def criteria_set_load(request: HttpRequest) -> HttpResponse:
    """A draft from a TOML file: whole, or refused with every fault."""
    file_form, faults = SetFileForm(request.POST, request.FILES), []
    if file_form.is_valid() and (text := file_form.text()) is not None:
        try:
            made = load_set(text=text, by=request.user, now=database_now())
        except SetErrors as error:
            faults = error.faults
        except Refused as refusal:
            faults = [str(refusal)]
        else:
            messages.success(request, f"Đã nạp “{made.name}” từ tệp.")
            return redirect("indicators:criteria_set_detail", made.pk)
    context = {"form": SetNewForm(), "file_form": file_form, "faults": faults}
    return render(request, "indicators/sets/criteria_set_new.html", context, status=422)


@require_GET
@role_required(*READ_SETS)
def criteria_set_detail(request: HttpRequest, set_id: int) -> HttpResponse:
    """The whole tree, what stands between the draft and its issue, and what may be done."""
    criteria_set = set_of(request, set_id)
    document = parsed(criteria_set.source)
    faults, is_draft = faults_of(document), criteria_set.state == SetState.DRAFT
    context = {
        "set": criteria_set,
        "lines": tree_lines(criteria_set, document, faults),
        "of_head": faults_by_code(faults).get("", []),
        "problems": unissuable(criteria_set, now=database_now(), ask_trials=True) if is_draft else [],
        "edits": may_edit(request, criteria_set),
        "may_copy": request.person.has(Role.COORDINATOR),
        "periods": criteria_set.period_sets.select_related("period").order_by("period__data_to"),
        "rest": HeadForm(document),
    }
    return render(request, "indicators/sets/criteria_set_detail.html", context)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def criteria_set_edit(request: HttpRequest, set_id: int) -> HttpResponse:
    """The head of a draft, how it adds up, its classes and gates."""
    criteria_set = set_of(request, set_id)
    document = parsed(criteria_set.source)
    form = HeadForm(document, request.POST if request.method == "POST" else None)
    context = {"set": criteria_set, "form": form, "seen": head_stamp(document)}
    if request.method == "GET":
        context["faults"] = faults_by_code(faults_of(document)).get("", [])
        return render(request, "indicators/sets/criteria_set_edit.html", context)
    if form.errors:
        return render(request, "indicators/sets/criteria_set_edit.html", context, status=422)
    seen = request.POST.get("seen", "")
    try:
        save_head(set_id=set_id, seen=seen, head=form.written, by=request.user, now=database_now())
    except Stale:
        clash = {"who": who_saved(criteria_set), "said": head_differences(document, {**document, **form.written})}
        return render(request, "indicators/sets/criteria_set_edit.html", {**context, "clash": clash}, status=409)
    messages.success(request, "Đã lưu thông tin chung và cách xếp loại.")
    return redirect("indicators:criteria_set_edit", set_id)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def criteria_set_issue(request: HttpRequest, set_id: int) -> HttpResponse:
    """One page before the set becomes unchangeable: everything that is missing, or what will be fixed."""
    criteria_set, now = set_of(request, set_id), database_now()
    problems: list[str] = []
    if request.method == "POST":
        try:
            issue_set(set_id=set_id, by=request.user, now=now)
        except Unissuable as refusal:
            problems = refusal.problems
        else:
            messages.success(request, f"Đã ban hành “{criteria_set.name}”. Từ nay bộ tiêu chí không sửa được.")
            return redirect("indicators:criteria_set_detail", set_id)
    elif criteria_set.state == SetState.DRAFT:
        problems = unissuable(criteria_set, now=now, ask_trials=True)
    document = parsed(criteria_set.source)
    older = criteria_set.follows and parsed(criteria_set.follows.source)
    context = {
        "set": criteria_set,
        "problems": problems,
        "leaves": sum(line.branch.is_leaf for line in tree_lines(criteria_set, document, [])),
        "changes": len(differences(older, document)) if older else None,
    }
    return render(
        request, "indicators/sets/criteria_set_issue.html", context, status=422 if request.method == "POST" else 200
    )


@require_GET
@role_required(*READ_SETS)
def criteria_set_diff(request: HttpRequest, set_id: int) -> HttpResponse:
    """What changed from another set (?voi=), by default from the one it was copied from."""
    criteria_set = set_of(request, set_id)
    others = readable_sets(request).filter(block=criteria_set.block).exclude(pk=set_id).order_by("-year", "-edition")
    wanted = request.GET.get("voi", "")
    follows = next((each for each in others if each.pk == criteria_set.follows_id), None)
    chosen = next((each for each in others if str(each.pk) == wanted), follows or next(iter(others), None))
    context: dict[str, Any] = {"set": criteria_set, "others": others, "older": chosen}
    if chosen:
        old, (new, context["related"]) = parsed(chosen.source), _under_old_codes(criteria_set, chosen, others)
        context |= {"of_head": head_differences(old, new), "changes": differences(old, new)}
        context["successions"] = successions(old, new)
    return render(request, "indicators/sets/criteria_set_diff.html", context)


def _under_old_codes(
    criteria_set: CriteriaSet, older: CriteriaSet, others: Iterable[CriteriaSet]
) -> tuple[Document, bool]:
    """The set with old codes that speak of `older`, and whether it was copied from it, through whatever is between."""
    by_id, chain, at = {each.pk: each for each in others}, [criteria_set], criteria_set
    while at != older and (follows := by_id.get(at.follows_id)):
        at = follows
        chain.append(at)
    documents = [parsed(each.source) for each in chain]
    return (led_back(documents), True) if at == older else (by_code_alone(documents[0]), False)


@require_GET
@role_required(*READ_SETS)
def criteria_set_file(request: HttpRequest, set_id: int) -> HttpResponse:
    """The set as its TOML file, letter by letter as it is kept."""
    criteria_set = set_of(request, set_id)
    response = HttpResponse(criteria_set.source, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{criteria_set.code}.toml"'
    return response
