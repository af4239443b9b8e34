"""Who is asking: the person behind a request, and the doors that only some may pass."""

import functools
import time
from collections.abc import Callable
from datetime import date

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.doors import Access, declare
from cchc_portal.kit.refusals import Refused
from units.limits import Left, Limits, left
from units.models import Membership, User
from units.policy import Person, Post, named
from units.rules import READ_EVENTS, READ_LOG
from units.scoping import Columns, scope

__all__ = ["Person", "Post", "attach_person", "events_of", "person_of", "recently_authenticated", "role_required"]

View = Callable[..., HttpResponse]
Handler = Callable[[HttpRequest], HttpResponse]

UNNOTICED = "unnoticed"
SEEN_EVERY = 60  # seconds; a click sooner than that does not write the session again
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "units:second_factor_qr",
        "account_reauthenticate",
        "units:logout",
        "units:session_state",
        "units:session_extend",
    }
)
"""What a privileged person can reach before setting up the second factor."""


def person_of(user: User | AnonymousUser, on: date) -> Person:
    """The posts the account holds that day; one query, none for an anonymous visitor."""
    if not user.is_authenticated:
        return Person(user_id=None, on=on)
    return Membership.objects.person(user, on)


def events_of(person: Person) -> QuerySet[AuditEvent]:
    """The part of the trail this person may read (rules.read_event)."""
    columns = Columns(unit="unit_id", owner="actor")
    of_units = Q(unit_id__isnull=False) & scope(person, READ_EVENTS, columns)
    of_no_unit = Q(unit_id=None) & scope(person, READ_LOG, columns)
    return AuditEvent.objects.scoped(of_units | of_no_unit)


def attach_person(get_response: Handler) -> Handler:
    """Set request.person, read on first use; a revoked post is gone with the next request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: person_of(request.user, timezone.localdate()))
        return get_response(request)

    return middleware


def role_required(*roles: str) -> Callable[[View], View]:
    """Let only holders of one of the roles in; the others get 403 with the sentence that names them."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not any(request.person.has(role) for role in roles):
                raise Refused(f"Trang này dành cho {named(roles)}.")
            return view(request, *args, **kwargs)

        return declare(guarded, Access(roles=roles))

    return decorate


# --- how long a session lasts -----------------------------------------------------------------------------------


def limits_of(person: Person) -> Limits:
    idle = settings.SESSION_IDLE_PRIVILEGED if person.is_privileged else settings.SESSION_IDLE
    return Limits(idle, settings.SESSION_COOKIE_AGE)


def time_left(request: HttpRequest) -> Left:
    """Seconds until this session ends unless something is clicked."""
    started_at, seen_at = request.session.get("started_at", 0), request.session.get("seen_at", 0)
    return left(started_at=started_at, seen_at=seen_at, now=_seconds(), limits=limits_of(request.person))


def limit_session(get_response: Handler) -> Handler:
    """End a session that was idle too long or is too old; otherwise note the click, unless the page itself asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not by_key(request):
            request.session_left = time_left(request)
            if request.session_left.seconds <= 0:
                logout(request)
                request.person, request.session_left = person_of(request.user, timezone.localdate()), None
        return get_response(request)

    def process_view(request: HttpRequest, view: View, args: object, kwargs: object) -> None:
        if request.user.is_authenticated and not by_key(request) and not getattr(view, UNNOTICED, False):
            _note_click(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def by_key(request: HttpRequest) -> bool:
    """Whether a program asks with its key: it has no session that could end."""
    return getattr(request, "api_key", None) is not None


def unnoticed(view: View) -> View:
    """Mark a view that pages ask by themselves: being asked is no sign that somebody is there."""
    setattr(view, UNNOTICED, True)
    return view


def _note_click(request: HttpRequest) -> None:
    if _seconds() - request.session.get("seen_at", 0) >= SEEN_EVERY:
        request.session["seen_at"] = _seconds()
        request.session_left = time_left(request)


def _seconds() -> int:
    return int(timezone.now().timestamp())


# --- being sure who it is ---------------------------------------------------------------------------------------


def require_second_factor(get_response: Handler) -> Handler:
    """Privileged people set up their second factor before anything else, where MFA_REQUIRED says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (settings.MFA_REQUIRED and request.user.is_authenticated and request.person.is_privileged):
            return get_response(request)
        if _has_second_factor(request) or resolve(request.path_info).view_name in WITHOUT_SECOND_FACTOR:
            return get_response(request)
        if request.headers.get("HX-Request") or request.path.startswith("/api/"):
            raise Refused("Vai trò của anh/chị cần xác thực hai bước. Hãy bật trong trang Tài khoản của tôi.")
        return redirect("mfa_activate_totp")

    return middleware


def _has_second_factor(request: HttpRequest) -> bool:
    """Known from the session when it was used to sign in; asked of the database otherwise."""
    if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
        return True
    return has_second_factor(request.user)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def recently_authenticated(request: HttpRequest) -> bool:
    """Whether password or code was given within the last five minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT).

    True as well for an account that has neither: single sign-on alone vouches for it.
    """
    records = get_authentication_records(request, request.user)
    if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return True
    return request.user.is_authenticated and not get_reauthentication_flows(request.user)


def recent_sign_in_required(view: View) -> View:
    """Ask for password or code once more before a step that gives power; what was posted is carried over."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not recently_authenticated(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def signed_in_before(username: str, address: str) -> bool:
    """Whether this person has signed in from this address, as the trail remembers."""
    everyone = User.objects.unscoped(reason="signing in: nobody is known yet")
    user = everyone.filter(username__iexact=username.strip()).first()
    if user is None:
        return False
    return AuditEvent.objects.about(user).filter(action="accounts.signed_in", ip=address).exists()
