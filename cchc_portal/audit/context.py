"""Who is acting in this request or job; read by record()."""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person, and the request or job in which it happens, as its id stands in the log."""

    user_id: int | None = None
    name: str = ""
    request_id: str = ""
    ip: str = ""


NO_ONE = Actor()

_actor: contextvars.ContextVar[Actor] = contextvars.ContextVar("actor", default=NO_ONE)


def current_actor() -> Actor:
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """What is recorded inside is recorded as done by `actor`, unless record() is told otherwise."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def remember_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        actor = Actor(
            user_id=request.user.pk,
            name=str(request.user) if request.user.is_authenticated else "",
            request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
            ip=request.META.get("REMOTE_ADDR", ""),
        )
        with acting_as(actor):
            return get_response(request)

    return middleware
