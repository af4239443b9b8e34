"""Criteria that do not apply to a unit: the list with what it does to each maximum, one more, one withdrawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_id
from cchc_portal.kit.refusals import Refused
from indicators.actions.exemptions import grant_exemption, withdraw_exemption
from indicators.forms.exemptions import ExemptionForm, WithdrawForm, issued_sets
from indicators.models import CriteriaSet, Exemption
from indicators.rules import Node, leaves
from indicators.scoring import Rescale
from indicators.sets.trees import tree_of
from units.access import role_required
from units.enums import Role
from units.models import Unit

METHODS = {
    Rescale.PERCENT: "Chỉ số của đơn vị = điểm đạt ÷ điểm tối đa còn lại × 100.",
    Rescale.APPRAISAL: "Điểm thẩm định được quy về đủ thang điểm thẩm định, rồi cộng điểm điều tra.",
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The standing exemptions of one unit, each with its points, and what they do to its maximum."""

    unit: Unit
    exemptions: list[tuple[Exemption, Decimal]]
    removed: Decimal
    left: Decimal


@scoped("indicators.Exemption")
@require_GET
def exemption_list(request: HttpRequest) -> HttpResponse:
    """By unit, for one set (?bo=); withdrawn ones below."""
    sets = list(issued_sets())
    rules = _chosen(sets, request.GET.get("bo", ""))
    found = Exemption.objects.of_person(request.person).filter(criterion__criteria_set=rules)
    found = found.select_related("unit", "criterion", "granted_by", "withdrawn_by")
    context = {
        "sets": sets,
        "rules": rules,
        "lines": _lines(found.standing(), rules) if rules else [],
        "withdrawn": found.exclude(withdrawn_at=None).order_by("-withdrawn_at"),
        "method": METHODS[tree_of(rules).options.rescale] if rules else "",
        "may_write": request.person.has(Role.COORDINATOR),
    }
    return render(request, "indicators/sets/exemption_list.html", context)


def _chosen(sets: list[CriteriaSet], wanted: str) -> CriteriaSet | None:
    return next((each for each in sets if str(each.pk) == wanted), next(iter(sets), None))


def _lines(exemptions: Iterable[Exemption], rules: CriteriaSet) -> list[UnitLine]:
    below = {node.code: tuple(leaves((node,))) for node in _nodes(tree_of(rules).roots)}
    by_unit: dict[Unit, list[Exemption]] = defaultdict(list)
    for exemption in exemptions:
        by_unit[exemption.unit].append(exemption)
    lines = []
    for unit, listed in by_unit.items():
        gone = {leaf.code: leaf.max_points for each in listed for leaf in below[each.criterion.code]}
        removed = sum(gone.values(), Decimal(0))
        points = [(each, each.criterion.max_points) for each in listed]
        lines.append(UnitLine(unit, points, removed, rules.max_points - removed))
    return lines


def _nodes(tree: Iterable[Node]) -> Iterator[Node]:
    for node in tree:
        yield node
        yield from _nodes(node.children)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def exemption_new(request: HttpRequest) -> HttpResponse:
    rules = get_object_or_404(issued_sets(), pk=read_id(request.GET.get("bo", "")))
    units = Unit.objects.of_person(request.person)
    form = ExemptionForm(request.POST or None, units=units, rules=rules)
    if request.method == "POST" and form.is_valid() and _granted(request, form):
        return redirect(f"{reverse('indicators:exemption_list')}?bo={rules.pk}")
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/sets/exemption_new.html", {"form": form, "rules": rules}, status=status)


def _granted(request: HttpRequest, form: ExemptionForm) -> bool:
    """True when it was granted; else the form says why not."""
    typed = {key: form.cleaned_data[key] for key in ("decision_number", "decided_on", "reason")}
    unit, criterion = form.cleaned_data["unit_id"], form.criterion
    try:
        grant_exemption(unit_id=unit.pk, criterion_id=criterion.pk, by=request.user, now=database_now(), **typed)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Tiêu chí {criterion.code} không áp dụng cho {unit.name}.")
    return True


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def exemption_withdraw(request: HttpRequest, exemption_id: int) -> HttpResponse:
    visible = Exemption.objects.of_person(request.person).select_related("unit", "criterion__criteria_set")
    exemption = get_object_or_404(visible, pk=exemption_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            withdraw_exemption(exemption_id=exemption_id, reason=reason, by=request.user, now=database_now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Tiêu chí {exemption.criterion.code} lại tính cho {exemption.unit.name}.")
            return redirect(f"{reverse('indicators:exemption_list')}?bo={exemption.criterion.criteria_set_id}")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "indicators/sets/exemption_withdraw.html", {"form": form, "exemption": exemption}, status=status
    )
