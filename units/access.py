"""Who is asking: the person behind a request, and the door that only some roles may pass."""

import functools
from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.doors import Access, declare
from cchc_portal.kit.refusals import Refused
from units.models import Membership, User
from units.policy import Person, Post, named
from units.rules import READ_EVENTS, READ_LOG
from units.scoping import Columns, scope

__all__ = ["Person", "Post", "attach_person", "events_of", "person_of", "role_required"]

View = Callable[..., HttpResponse]


def person_of(user: User | AnonymousUser, on: date) -> Person:
    """The posts the account holds that day; one query, none for an anonymous visitor."""
    if not user.is_authenticated:
        return Person(user_id=None, on=on)
    return Membership.objects.person(user, on)


def events_of(person: Person) -> QuerySet[AuditEvent]:
    """The part of the trail this person may read (policy.read_event)."""
    columns = Columns(unit="unit_id", owner="actor")
    of_units = Q(unit_id__isnull=False) & scope(person, READ_EVENTS, columns)
    of_no_unit = Q(unit_id=None) & scope(person, READ_LOG, columns)
    return AuditEvent.objects.scoped(of_units | of_no_unit)


def attach_person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
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
