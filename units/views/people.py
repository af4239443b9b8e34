"""People: the list, one person, and the deeds on their accounts."""

from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import has_second_factor, recent_sign_in_required, role_required
from units.enums import Role
from units.facts import recent_sign_ins
from units.forms.people import AccountForm, LeaveForm, PeopleFilter, ReasonForm
from units.models import ApiKey, Membership, User
from units.policy import Person, Post, why_not_delegate, why_not_give, why_not_manage
from units.views.deeds import MANAGERS, deed, somebody


@require_safe
@role_required(*MANAGERS, Role.AUDITOR)
def person_list(request: HttpRequest) -> HttpResponse:
    """The people this person looks after, by given name."""
    form, today = PeopleFilter(request.GET, person=request.person), request.person.on
    posts = Membership.objects.overlapping(today, None).select_related("unit", "acting_for__user")
    people = form.filter(User.objects.of_person(request.person)).order_by("sort_name", "username")
    page = page_of(request, people.prefetch_related(Prefetch("memberships", posts.order_by("valid_from", "pk"))))
    lines = [(someone, someone.state(today)) for someone in page]
    may_manage = any(request.person.has(role) for role in MANAGERS)
    context = {"form": form, "page": page, "lines": lines, "today": today, "may_manage": may_manage}
    return render_page(request, "units/person_list.html", context)


@require_safe
@never_cache
@role_required(*MANAGERS, Role.AUDITOR)
def person_detail(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: posts with their dates, the state of the account, and what may be done about both."""
    someone, person = somebody(request, user_id), request.person
    posts = list(someone.memberships.select_related("unit", "acting_for__user").order_by("-valid_from", "pk"))
    current = [post.as_post() for post in posts if post.valid_to is None or post.valid_to >= person.on]
    context = {
        "someone": someone,
        "state": someone.state(person.on),
        "today": person.on,
        "posts": [(post, *_possible(person, post)) for post in posts],
        "refused": why_not_manage(person, current, of=someone.pk),
        "second_factor": has_second_factor(someone),
        "sign_ins": recent_sign_ins(someone),
        "keys": _keys(someone, person, current),
    }
    return render_page(request, "units/person_detail.html", context)


def _keys(someone: User, person: Person, current: list[Post]) -> list[tuple[ApiKey, bool]] | None:
    """The keys of a program's account, each with whether it still opens; None for people, who have passwords."""
    keys = [(key, key.usable_on(person.on)) for key in someone.api_keys.all()]
    return keys if keys or any(post.role == Role.API_CLIENT for post in current) else None


def _possible(person: Person, post: Membership) -> tuple[bool, bool]:
    """Whether this person may take that post away, and lend it to a substitute; nothing of one that has ended."""
    if post.valid_to is not None and post.valid_to < person.on:
        return False, False
    seen = post.as_post()
    may_take = why_not_give(person, seen, to=None) is None
    return may_take, why_not_delegate(person, seen, holder=post.user_id) is None


@never_cache
@role_required(*MANAGERS)
@recent_sign_in_required
def account_create(request: HttpRequest) -> HttpResponse:
    """A new account with its first post; the link for its password is shown once, here."""
    form = AccountForm(request.POST or None, person=request.person)
    if form.is_valid():
        try:
            someone = actions.create_account(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.refused(refusal)
        else:
            if form.cleaned_data["role"] == Role.API_CLIENT:
                return redirect("units:key_issue", someone.pk)
            return _link_page(request, someone)
    return render_page(request, "units/account_create.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@never_cache
@role_required(*MANAGERS)
@recent_sign_in_required
def password_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new link for somebody who waits for the first password or has forgotten it."""
    return _link_page(request, somebody(request, user_id))


def _link_page(request: HttpRequest, someone: User) -> HttpResponse:
    token = actions.issue_link(user_id=someone.pk, by=request.user, now=timezone.now())
    address = request.build_absolute_uri(reverse("units:password_set", args=[token]))
    return render_page(request, "units/password_link.html", {"someone": someone, "address": address})


@role_required(*MANAGERS)
@recent_sign_in_required
def account_lock(request: HttpRequest, user_id: int) -> HttpResponse:
    """Shut an account at once."""
    someone = somebody(request, user_id)
    act, form = partial(actions.lock_account, user_id=someone.pk), ReasonForm(request.POST or None)
    page, done = reverse("units:person_detail", args=[user_id]), f"Đã khóa tài khoản của {someone.full_name}."
    return deed(request, form, act, "units/account_lock.html", done=done, to=page, someone=someone)


@require_POST
@role_required(*MANAGERS)
@recent_sign_in_required
def account_unlock(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open it again."""
    someone = somebody(request, user_id)
    actions.unlock_account(user_id=someone.pk, by=request.user, now=timezone.now())
    messages.success(request, f"Đã mở lại tài khoản của {someone.full_name}.")
    return redirect("units:person_detail", someone.pk)


@require_POST
@role_required(*MANAGERS)
@recent_sign_in_required
def second_factor_reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """For a lost phone."""
    someone = somebody(request, user_id)
    actions.reset_second_factor(user_id=someone.pk, by=request.user, now=timezone.now())
    messages.success(request, f"Đã gỡ xác thực hai bước của {someone.full_name}.")
    return redirect("units:person_detail", someone.pk)


@role_required(*MANAGERS)
@recent_sign_in_required
def person_leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """The person leaves the service."""
    someone = somebody(request, user_id)
    form = LeaveForm(request.POST or None, initial={"on": request.person.on})
    act, done = partial(actions.leave, user_id=someone.pk), f"Đã ghi {someone.full_name} nghỉ công tác."
    page = reverse("units:person_detail", args=[someone.pk])
    return deed(request, form, act, "units/person_leave.html", done=done, to=page, someone=someone)
