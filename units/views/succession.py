"""Pages of reorganisations: the list, the draft, its preview, the confirmation, the withdrawal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.paging import page_of
from cchc_portal.kit.refusals import Refused, Stale
from units import actions
from units.access import role_required
from units.enums import Role, Stage
from units.forms import NewUnitFormSet, ReorganisationForm, WithdrawForm
from units.models import Reorganisation
from units.previews import preview


@require_safe
@role_required(Role.COORDINATOR)
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    found = Reorganisation.objects.prefetch_related("predecessors", "successors")
    return render_page(request, "units/reorganisation_list.html", {"page": page_of(request, found)})


@role_required(Role.COORDINATOR)
def reorganisation_new(request: HttpRequest) -> HttpResponse:
    """Write a decision down; its effects are looked at on the next page."""
    form = ReorganisationForm(request.POST or None, initial={"predecessors": request.GET.getlist("don_vi")})
    rows = NewUnitFormSet(request.POST or None, prefix="moi")
    if form.is_valid() & rows.is_valid():
        try:
            made = actions.draft_reorganisation(draft=form.draft(rows.filled), by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            return redirect("units:reorganisation_detail", made.pk)
    wrong = form.is_bound and not (form.is_valid() and rows.is_valid())
    context = {"form": form, "rows": rows, "wrong": wrong}
    return render_page(request, "units/reorganisation_new.html", context, status=422 if wrong else 200)


@require_safe
@role_required(Role.COORDINATOR)
def reorganisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every effect before it happens, or as it happened."""
    found = Reorganisation.objects.select_related("drafted_by", "confirmed_by", "withdrawn_by")
    reorganisation = get_object_or_404(found, pk=pk)
    return render_page(request, "units/reorganisation_detail.html", _context(reorganisation))


def _context(reorganisation: Reorganisation) -> dict[str, object]:
    stage, shown = Stage(reorganisation.stage), preview(reorganisation)
    return {
        "reorganisation": reorganisation,
        "preview": shown,
        "is_draft": stage == Stage.DRAFT,
        "may_withdraw": stage in {Stage.DRAFT, Stage.SCHEDULED},
        "choosing": stage == Stage.DRAFT and len(shown.heirs) > 1,
    }


@role_required(Role.COORDINATOR)
@require_POST
def reorganisation_receivers(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who takes what over; a field nobody offered, or a place nobody holds, is left out."""
    shown = preview(get_object_or_404(Reorganisation, pk=pk))
    places = {str(heir.place): heir.place for heir in shown.heirs}
    keys = [f"{move.what}:{move.key}" for move in shown.effects.moves]
    receivers = {key: places[request.POST[key]] for key in keys if request.POST.get(key) in places}
    actions.choose_receivers(reorganisation_id=pk, receivers=receivers, by=request.user, now=timezone.now())
    messages.success(request, "Đã lưu nơi nhận bàn giao. Chưa có gì thay đổi cho đến khi xác nhận.")
    return redirect("units:reorganisation_detail", pk)


@role_required(Role.COORDINATOR)
def reorganisation_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more on one page, and the button that counts."""
    reorganisation = get_object_or_404(Reorganisation, pk=pk)
    refused: list[str] = []
    if request.method == "POST":
        asked = {"reorganisation_id": pk, "seen": request.POST.get("seen", "")}
        try:
            done = actions.confirm_reorganisation(**asked, by=request.user, now=timezone.now())
        except Refused as refusal:
            refused = str(refusal).splitlines()
        except Stale:
            refused = ["Có thay đổi sau khi anh/chị mở trang này. Hãy xem lại các tác động dưới đây rồi xác nhận."]
        else:
            messages.success(request, _told(done))
            return redirect("units:reorganisation_detail", pk)
    context = _context(reorganisation) | {"refused": refused}
    return render_page(request, "units/reorganisation_confirm.html", context, status=422 if refused else 200)


def _told(done: Reorganisation) -> str:
    if done.stage == Stage.DONE:
        return "Đã thực hiện sắp xếp."
    return f"Đã xác nhận; hệ thống tự thực hiện vào ngày {show_date(done.effective_on)}. Có thể rút trước ngày đó."


@role_required(Role.COORDINATOR)
def reorganisation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    reorganisation = get_object_or_404(Reorganisation, pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        asked = {"reorganisation_id": pk, "reason": form.cleaned_data["reason"]}
        try:
            actions.withdraw_reorganisation(**asked, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "Đã rút; không có gì thay đổi.")
            return redirect("units:reorganisation_detail", pk)
    context = {"form": form, "reorganisation": reorganisation}
    return render_page(request, "units/reorganisation_withdraw.html", context, status=422 if form.errors else 200)
