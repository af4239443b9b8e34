"""Pages about who: the unit tree, one unit with its people, the deeds of coordinators."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import role_required
from units.enums import Role
from units.forms import AccountForm, CloseForm, GrantForm, RevokeForm
from units.models import Block, Membership, Unit
from units.policy import Deed, why_not
from units.trees import outline

EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misheard on the phone or misread on paper


@scoped("units.Unit")
@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """Every unit the person may read, as a tree inside each block."""
    words = request.GET.get("q", "").strip()
    units = list(Unit.objects.of_person(request.person).matching(words).in_blocks().select_related("block", "parent"))
    context = {
        "groups": _groups(units),
        "count": len(units),
        "q": words,
        "today": request.person.on,
        "may_manage": why_not(request.person, Deed.MANAGE_PEOPLE) is None,
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
    units = Unit.objects.of_person(request.person).select_related("parent", "block")
    unit = get_object_or_404(units, pk=unit_id)
    context = {
        "unit": unit,
        "today": request.person.on,
        "posts": unit.memberships.select_related("user").order_by("-valid_from", "user__full_name", "pk"),
        "children": unit.children.all(),
        "came_from": unit.came_from.select_related("predecessor"),
        "became": unit.became.select_related("successor"),
        "may_manage": why_not(request.person, Deed.MANAGE_PEOPLE) is None,
    }
    return render_page(request, "units/unit_detail.html", context)


@role_required(Role.COORDINATOR)
def unit_close(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.of_person(request.person), pk=unit_id)
    form = CloseForm(request.POST or None, unit=unit, on=request.person.on)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            actions.close_unit(
                unit_id=unit.pk,
                on=wanted["on"],
                by=request.user,
                now=timezone.now(),
                successor_ids=[each.pk for each in wanted["successors"]],
                kind=wanted["kind"],
                document=wanted["document"],
            )
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{unit.name} ngừng hoạt động sau ngày {show_date(wanted['on'])}.")
            return redirect("units:unit_detail", unit.pk)
    return render_page(request, "units/unit_close.html", {"form": form, "unit": unit}, status=_status(form))


@role_required(Role.COORDINATOR)
def account_create(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once, here."""
    form = AccountForm(request.POST or None)
    if form.is_valid():
        password = "-".join(get_random_string(4, EASY_LETTERS) for _ in range(4))
        try:
            user = actions.create_account(**form.cleaned_data, password=password, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            return render_page(request, "units/account_created.html", {"account": user, "password": password})
    return render_page(request, "units/account_create.html", {"form": form}, status=_status(form))


@role_required(Role.COORDINATOR)
def membership_grant(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.of_person(request.person), pk=unit_id)
    form = GrantForm(request.POST or None, initial={"valid_from": request.person.on})
    if form.is_valid():
        wanted = form.cleaned_data
        user = wanted.pop("user")
        try:
            actions.grant(user_id=user.pk, unit_id=unit.pk, **wanted, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{user.full_name} giữ vai trò {wanted['role'].label} ở {unit.name}.")
            return redirect("units:unit_detail", unit.pk)
    return render_page(request, "units/membership_grant.html", {"form": form, "unit": unit}, status=_status(form))


@role_required(Role.COORDINATOR)
def membership_revoke(request: HttpRequest, membership_id: int) -> HttpResponse:
    posts = Membership.objects.of_person(request.person).select_related("user", "unit")
    post = get_object_or_404(posts, pk=membership_id)
    form = RevokeForm(request.POST or None, initial={"on": request.person.on})
    if form.is_valid():
        on = form.cleaned_data["on"]
        try:
            actions.revoke(membership_id=post.pk, on=on, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(
                request, f"{post.user.full_name} thôi vai trò {post.get_role_display()} từ {show_date(on)}."
            )
            return redirect("units:unit_detail", post.unit_id)
    return render_page(request, "units/membership_revoke.html", {"form": form, "post": post}, status=_status(form))


def _status(form: AccountForm | CloseForm | GrantForm | RevokeForm) -> int:
    return 422 if form.errors else 200
