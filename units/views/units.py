"""Pages about who: the unit tree, one unit with its people, the deeds of coordinators."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from units.enums import Stage
from units.models import Block, Unit
from units.policy import Deed, givable, why_not
from units.rules import READ_PROVINCE
from units.trees import outline


@scoped("units.Unit")
@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """Every unit the person may read, as a tree inside each block."""
    words = request.GET.get("q", "").strip()
    units = list(Unit.objects.listed_for(request.person).matching(words).in_blocks().select_related("block", "parent"))
    context = {
        "groups": _groups(units),
        "count": len(units),
        "q": words,
        "today": request.person.on,
        "may_manage": why_not(request.person, Deed.MANAGE_UNITS) is None,
    }
    return render_page(request, "units/unit_list.html", context)


def _groups(units: Iterable[Unit]) -> list[tuple[Block | None, list[tuple[Unit, range]]]]:
    groups = []
    for block, members in groupby(units, key=lambda unit: unit.block):
        by_pk = {unit.pk: unit for unit in members}
        lines = outline({pk: unit.parent_id for pk, unit in by_pk.items()})
        groups.append((block, [(by_pk[pk], range(depth)) for pk, depth in lines]))
    return groups


@scoped("units.Unit")
@require_safe
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: its people, what stands below it, what it came from and became."""
    units = Unit.objects.listed_for(request.person).select_related("parent", "block")
    unit = get_object_or_404(units, pk=unit_id)
    context = {
        "unit": unit,
        "today": request.person.on,
        "posts": unit.memberships.select_related("user").order_by("-valid_from", "user__full_name", "pk"),
        "children": unit.children.all(),
        "came_from": unit.came_from.select_related("predecessor"),
        "became": unit.became.select_related("successor"),
        "waiting": unit.reorganisations.filter(stage=Stage.SCHEDULED),
        "may_manage": why_not(request.person, Deed.MANAGE_UNITS) is None,
        "reads_results": any(map(request.person.has, READ_PROVINCE)),  # who only looks after accounts reads none
        "may_staff": bool(givable(request.person, unit.pk)),
    }
    return render_page(request, "units/unit_detail.html", context)
