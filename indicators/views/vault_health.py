"""The store of evidence as the administrator sees it: when it was looked into, and what is wrong with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cchc_portal.jobs.models import Job
from indicators.actions.vault_checks import CHECK, request_check
from indicators.models import VaultFinding
from units.access import role_required
from units.enums import Role

SETTLED_SHOWN = 50


@require_http_methods(["GET", "POST"])
@role_required(Role.SYSADMIN)
def vault_health(request: HttpRequest) -> HttpResponse:
    """Files missing or altered, files swept away; POST looks again now."""
    if request.method == "POST":
        request_check(by=request.user)
        return redirect("indicators:vault_health")
    context = {
        "last": Job.objects.visible_to(request.user, wide=True).filter(kind=CHECK).first(),
        "open": VaultFinding.objects.filter(settled_at=None).order_by("-found_at", "pk"),
        "settled": VaultFinding.objects.exclude(settled_at=None).order_by("-settled_at", "pk")[:SETTLED_SHOWN],
    }
    return render(request, "indicators/evidence/vault_health.html", context)
