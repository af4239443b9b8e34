"""Pages of the register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs.actions import start
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from dossiers.facts import months_with_dossiers
from dossiers.forms import LOADERS, DossierFilterForm
from dossiers.models import Dossier
from units.models import Unit


@scoped("dossiers.Dossier")
@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """The register of the units one sees, filtered by what the URL says."""
    form = _filter_form(request, request.GET)
    dossiers = form.filter(Dossier.objects.of_person(request.person))
    context = {
        "form": form,
        "window": form.window,
        "page": page_of(request, dossiers.select_related("unit", "procedure")),
        "may_load": any(request.person.has(role) for role in LOADERS),
    }
    return render_page(request, "dossiers/dossier_list.html", context)


def _filter_form(request: HttpRequest, data: object) -> DossierFilterForm:
    units = Unit.objects.of_person(request.person)
    return DossierFilterForm(data, units=units, months=months_with_dossiers(units.order_by().values("pk")))


@scoped("dossiers.Dossier")
@require_POST
def dossier_export(request: HttpRequest) -> HttpResponse:
    """Queue a workbook of what the list shows."""
    form = _filter_form(request, request.POST)
    form.is_valid()
    wanted = {name: request.POST.get(name, "") for name in form.fields}
    key = f"dossiers.export:{request.user.pk}:" + ":".join(wanted.values())
    job = start("dossiers.export", key=key[:200], params=wanted, by=request.user, label="Xuất danh sách hồ sơ ra Excel")
    return redirect("jobs:job_detail", job.pk)
