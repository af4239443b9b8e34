"""Late dossiers: the list, and what the unit says about each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from cchc_portal.kit.refusals import Refused
from dossiers.actions import explain_lateness
from dossiers.forms.lateness import LateFilterForm, LatenessForm
from dossiers.models import Dossier
from dossiers.policy import why_not_late
from dossiers.views.register import MOST_LISTED
from units.models import Unit


@scoped("dossiers.Dossier")
@require_safe
def late_list(request: HttpRequest) -> HttpResponse:
    """What is late, open ones first, with cause, apology and new date; what nobody has explained can be picked out."""
    units, now = Unit.objects.of_person(request.person), timezone.now()
    form = LateFilterForm(request.GET, units=units, person=request.person, now=now)
    late = form.filter(Dossier.objects.of_person(request.person)).select_related("unit", "procedure", "lateness")
    page = page_of(request, late, most=MOST_LISTED)
    mine = Dossier.objects.of_person(request.person, "explain").filter(pk__in=[each.pk for each in page])
    explainable = set(mine.order_by("pk").values_list("pk", flat=True))
    lines = [(each, getattr(each, "lateness", None), each.pk in explainable) for each in page]
    context = {"form": form, "page": page, "lines": lines, "now": now}
    return render_page(request, "dossiers/late_list.html", context)


@scoped("dossiers.Dossier")
def lateness_edit(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Cause, apology letter and new date, written down by the unit that is late."""
    visible = Dossier.objects.of_person(request.person).select_related("unit", "procedure")
    dossier, now = get_object_or_404(visible, pk=dossier_id), timezone.now()
    if not Dossier.objects.of_person(request.person, "explain").filter(pk=dossier_id).exists():
        raise Refused(f"Chỉ cán bộ, lãnh đạo của {dossier.unit.name} được ghi nguyên nhân quá hạn.")
    if refusal := why_not_late(dossier.is_late(now)):
        raise Refused(refusal)
    form = LatenessForm.of(dossier, request.POST or None)
    if form.is_valid():
        try:
            explain_lateness(dossier_id=dossier_id, said=form.said, by=request.user, now=now)
            messages.success(request, f"Đã ghi nguyên nhân quá hạn của hồ sơ {dossier.code}.")
            return redirect("dossiers:dossier_detail", dossier_id)
        except Refused as refusal:
            form.refused(refusal)
    status = 422 if form.errors else 200
    return render_page(request, "dossiers/lateness_edit.html", {"form": form, "dossier": dossier}, status=status)
