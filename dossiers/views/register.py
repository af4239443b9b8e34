"""Pages of the register: the list, its workbook, one dossier."""

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs.actions import start
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.lists import COLUMNS, keys_of
from cchc_portal.kit.paging import page_of
from dossiers.facts import by_hand
from dossiers.forms.register import DossierFilterForm, register_filter
from dossiers.forms.uploads import LOADERS
from dossiers.lists import REGISTER_LIST
from dossiers.models import Dossier
from dossiers.queries import story_of, timeline
from dossiers.register_columns import ALL_COLUMNS, OVERDUE, RegisterColumn, cells
from units.columns import columns_for

MOST_LISTED = 10_000
"""Rows with a page; whoever wants more narrows the filter or takes the workbook."""


@scoped("dossiers.Dossier")
@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """The register of the units one sees, filtered by what the URL says."""
    form = register_filter(request.person, request.GET)
    dossiers = form.filter(Dossier.objects.of_person(request.person))
    page = page_of(request, dossiers.select_related("unit", "procedure"), most=MOST_LISTED)
    columns = columns_for(request.person, REGISTER_LIST, form.cleaned_data.get(COLUMNS, ""))
    context = {
        "form": form,
        "window": form.window,
        "page": page,
        "columns": _headed(columns, form),
        "shown": keys_of(columns),
        "overdue": OVERDUE,
        "lines": [(dossier, cells(dossier, columns, form.now)) for dossier in page],
        "may_load": any(request.person.has(role) for role in LOADERS),
        "by_hand": _by_hand(form),
    }
    return render_page(request, "dossiers/dossier_list.html", context)


def _headed(
    columns: Sequence[RegisterColumn], form: DossierFilterForm
) -> list[tuple[RegisterColumn, tuple[str, str, str] | None]]:
    """Each column with the heading that sorts by it, where one can."""
    headings = form.headings
    return [(column, headings.get(column.sort)) for column in columns]


def _by_hand(form: DossierFilterForm) -> int:
    """Units of whose figure a part is a total of the month, which has no list."""
    if not (form.figure_asked and form.window):
        return 0
    chosen = form.cleaned_data.get("unit")
    units = [chosen.pk] if chosen else form.units.order_by().values("pk")
    return len(by_hand(units, *form.window))


@scoped("dossiers.Dossier")
@require_POST
def dossier_export(request: HttpRequest) -> HttpResponse:
    """Queue a workbook of what the list shows, in its columns; or in all of them, so that it can be loaded again."""
    wanted = {name: request.POST.get(name, "") for name in (*DossierFilterForm.base_fields, ALL_COLUMNS)}
    asked = hashlib.sha256(":".join(wanted.values()).encode()).hexdigest()
    key = f"dossiers.export:{request.user.pk}:{asked}"
    job = start("dossiers.export", key=key, params=wanted, by=request.user, label="Xuất danh sách hồ sơ ra Excel")
    return redirect("jobs:job_detail", job.pk)


@scoped("dossiers.Dossier")
@require_safe
def dossier_detail(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """One dossier: what happened when, and why it is due when it is."""
    visible = Dossier.objects.of_person(request.person).select_related("unit", "procedure", "upload")
    dossier = get_object_or_404(visible, pk=dossier_id)
    now = timezone.now()
    may_explain = Dossier.objects.of_person(request.person, "explain").filter(pk=dossier_id).exists()
    context = {
        "dossier": dossier,
        "story": story_of(dossier),
        "timeline": timeline(dossier),
        "is_late": dossier.is_late(now),
        "is_overdue": dossier.is_overdue(now),
        "lateness": getattr(dossier, "lateness", None),
        "may_explain": may_explain,
    }
    return render_page(request, "dossiers/dossier_detail.html", context)
