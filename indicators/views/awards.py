"""Commendations of a published period: proposed, decided together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_ids
from cchc_portal.kit.refusals import Refused
from indicators.actions.awards import decide_commendations, propose_commendation, record_index
from indicators.enums import CommendationFor, CommendationState, PeriodState
from indicators.forms.works import AwardDecisionForm, CommendationForm, IndexForm, PeriodChoice
from indicators.models import Commendation, Period
from indicators.views.deeds import form_page
from units.access import role_required
from units.enums import Role
from units.models import Unit


@scoped("indicators.Commendation", "indicators.Period")
@require_http_methods(["GET", "POST"])
def commendation_list(request: HttpRequest) -> HttpResponse:
    """Units and people of one published period; coordinators decide on those they tick."""
    published = Period.objects.of_person(request.person).filter(state=PeriodState.PUBLISHED).order_by("-data_to")
    period = PeriodChoice(request.GET, periods=published).period
    may = request.person.has(Role.COORDINATOR)
    if request.method == "POST" and not may:
        raise Refused("Chỉ điều phối CCHC được ghi quyết định khen thưởng.")
    form = AwardDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, form):
        return redirect(f"{reverse('indicators:commendation_list')}?ky={period.code if period else ''}")
    rows = list(Commendation.objects.open_to(request.person).filter(period=period).select_related("unit"))
    groups = [(kind, [row for row in rows if row.given_to == kind]) for kind in CommendationFor]
    waiting = [row for row in rows if row.state == CommendationState.PROPOSED]
    context = {"period": period, "periods": published, "groups": groups, "waiting": waiting, "may": may, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/awards/commendation_list.html", context, status=status)


def _decided(request: HttpRequest, form: AwardDecisionForm) -> bool:
    ids = read_ids(request.POST.getlist("khen"))
    try:
        count = decide_commendations(ids=ids, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Đã ghi quyết định khen thưởng {count} tập thể, cá nhân.")
    return True


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def commendation_new(request: HttpRequest, period: str) -> HttpResponse:
    """Propose a unit or a person."""
    found = get_object_or_404(Period.objects.of_person(request.person), code=period)
    form = CommendationForm(request.POST or None, units=Unit.objects.of_person(request.person))
    back = f"{reverse('indicators:commendation_list')}?ky={found.code}"
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["given_to"] = CommendationFor(said["given_to"])
        unit = said.pop("unit")
        try:
            propose_commendation(period_id=found.pk, unit_id=unit.pk, by=request.user, now=timezone.now(), **said)
            return redirect(back)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    words = {"title": "Đề nghị khen thưởng", "intro": found.name, "back": back, "button": "Đề nghị"}
    return form_page(request, form, words)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def index_new(request: HttpRequest) -> HttpResponse:
    """What was published of the province in a year, or a correction of it."""
    form = IndexForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_index(by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"Đã ghi {form.cleaned_data['name']} năm {form.cleaned_data['year']}.")
            return redirect("reports:province_years")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("reports:province_years")
    intro = "Ghi lại cùng chỉ số, cùng năm là đính chính; kết quả trước vẫn nằm trong lịch sử."
    return form_page(request, form, {"title": "Ghi chỉ số của tỉnh", "intro": intro, "back": back, "button": "Ghi"})
