"""The sandbox: a block played through with something changed, and the same results under other rules."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cchc_portal.kit.numbers import read_id
from indicators.rules import leaves
from reports.changes import Change, read_changes
from reports.other_rules import compared
from reports.replays import Replay, load_replays
from reports.selection import Selection, selection
from reports.tryouts import Tryout, tryout
from reports.whatif import Tried, played
from units.access import role_required
from units.enums import Role


@role_required(Role.COORDINATOR, Role.LEADER)
@require_safe
def whatif(request: HttpRequest) -> HttpResponse:
    """Ranks and grades of a block before and after the changes that stand in the address; stores nothing."""
    chosen = selection(request.GET, request.person)
    if chosen.subject is None:
        return render(request, "reports/whatif.html", {"chosen": chosen})
    replays = load_replays(chosen.subject.period, chosen.subject.block_code)
    changes = read_changes(request.GET.getlist("doi"))
    form = _form(request, replays, changes)
    if form and form.changes is not None and "them" in request.GET:
        return redirect(address(chosen, [*(each for each in changes if not form.asks(each)), *form.changes]))
    outcome = played(replays, changes)
    context = {
        "chosen": chosen,
        "played": outcome,
        "form": form,
        "changes": changes,
        "units": [each.assessment.unit for each in replays],
        "areas": [(root, list(leaves((root,)))) for root in replays[0].tree.roots] if replays else [],
        "tried": [(each, _without(chosen, changes, each)) for each in outcome.tried],
        "none": address(chosen, []),
        "fresh": all(each.fresh for each in replays),
    }
    return render(request, "reports/whatif.html", context)


def _form(request: HttpRequest, replays: Sequence[Replay], changes: Sequence[Change]) -> Tryout | None:
    unit, code = read_id(request.GET.get("unit", "")), request.GET.get("code", "")
    if not unit or not code:
        return None
    sent = request.GET if "them" in request.GET else None
    return tryout(replays, unit, code, sent, changes)


def _without(chosen: Selection, changes: Sequence[Change], tried: Tried) -> str:
    return address(chosen, [each for each in changes if each != tried.change])


def address(chosen: Selection, changes: Sequence[Change]) -> str:
    return whatif_address(chosen.subject.period.code, chosen.subject.block_code, changes)


def whatif_address(period: str, block: str, changes: Sequence[Change]) -> str:
    """The sandbox of a block with these changes."""
    query = [("period", period), ("block", block), *(("doi", each.text) for each in changes)]
    return f"{reverse('reports:whatif')}?{urlencode(query)}"


@role_required(Role.COORDINATOR)
@require_safe
def other_rules(request: HttpRequest) -> HttpResponse:
    """Which units would have another rank or grade, had the set been drafted otherwise."""
    chosen = selection(request.GET, request.person)
    found = []
    if chosen.subject is not None:
        found = compared(load_replays(chosen.subject.period, chosen.subject.block_code))
    return render(request, "reports/other_rules.html", {"chosen": chosen, "found": found})
