"""The deeds on posts: giving, taking, moving, lending."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import recent_sign_in_required, role_required
from units.forms.people import DelegateForm, DelegationEndForm, GrantForm, PersonGrantForm, RevokeForm, TransferForm
from units.models import Membership, Unit
from units.policy import why_not_delegate
from units.views.deeds import MANAGERS, deed, somebody


def _post(request: HttpRequest, membership_id: int) -> Membership:
    posts = Membership.objects.of_person(request.person).select_related("user", "unit", "acting_for__user")
    return get_object_or_404(posts, pk=membership_id)


@role_required(*MANAGERS)
@recent_sign_in_required
def membership_grant(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A role in this unit for one of the people."""
    unit = get_object_or_404(Unit.objects.listed_for(request.person), pk=unit_id)
    form = GrantForm(request.POST or None, person=request.person, unit=unit)
    page, done = reverse("units:unit_detail", args=[unit.pk]), f"Đã giao vai trò ở {unit.name}."
    act = partial(actions.grant, unit_id=unit.pk)
    return deed(request, form, act, "units/membership_grant.html", done=done, to=page, unit=unit)


@role_required(*MANAGERS)
@recent_sign_in_required
def person_grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """A role in one of the units for this person."""
    someone = somebody(request, user_id)
    form = PersonGrantForm(request.POST or None, person=request.person)
    page, done = reverse("units:person_detail", args=[someone.pk]), f"Đã giao vai trò cho {someone.full_name}."
    act = partial(actions.grant, user_id=someone.pk)
    return deed(request, form, act, "units/person_grant.html", done=done, to=page, someone=someone)


@role_required(*MANAGERS)
@recent_sign_in_required
def membership_revoke(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take a role away from a day on."""
    post = _post(request, membership_id)
    someone = somebody(request, post.user_id)
    form = RevokeForm(request.POST or None, initial={"on": request.person.on})
    page, done = (
        reverse("units:person_detail", args=[someone.pk]),
        f"{someone.full_name} thôi vai trò {post.get_role_display()}.",
    )
    act = partial(actions.revoke, membership_id=post.pk)
    return deed(request, form, act, "units/membership_revoke.html", done=done, to=page, post=post)


@role_required(*MANAGERS)
@recent_sign_in_required
def person_transfer(request: HttpRequest, user_id: int) -> HttpResponse:
    """From one unit to another, on a day."""
    someone = somebody(request, user_id)
    form = TransferForm(request.POST or None, person=request.person, someone=someone)
    page, done = reverse("units:person_detail", args=[someone.pk]), f"Đã ghi {someone.full_name} chuyển đơn vị."
    act = partial(actions.transfer, user_id=someone.pk)
    return deed(request, form, act, "units/person_transfer.html", done=done, to=page, someone=someone)


@scoped("units.Membership")
@recent_sign_in_required
def membership_delegate(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Name a substitute for one's own post; or for somebody's, whom one looks after."""
    post = _post(request, membership_id)
    mine = post.user_id == request.user.pk
    if not mine:
        somebody(request, post.user_id)
    if refusal := why_not_delegate(request.person, post.as_post(), holder=post.user_id):
        raise Refused(refusal)
    form = DelegateForm(request.POST or None, post=post, on=request.person.on)
    page = reverse("units:account") if mine else reverse("units:person_detail", args=[post.user_id])
    act, done = partial(actions.delegate, membership_id=post.pk), "Đã ghi người thay mặt."
    return deed(request, form, act, "units/membership_delegate.html", done=done, to=page, post=post, back=page)


@scoped("units.Membership")
def delegation_end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take one's own post back from the substitute before the time is over; it gives no power, so no password."""
    lent = Membership.objects.of_person(request.person).select_related("user", "unit")
    post = get_object_or_404(lent, pk=membership_id, acting_for__user=request.user)
    form = DelegationEndForm(request.POST or None, initial={"on": request.person.on})
    act, done = partial(actions.revoke, membership_id=post.pk), f"{post.user.full_name} thôi thay mặt anh/chị."
    return deed(request, form, act, "units/delegation_end.html", done=done, to=reverse("units:account"), post=post)
