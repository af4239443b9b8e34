"""Who is acting in this request or job; read by record()."""

import contextvars
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Actor:
    user_id: int | None = None
    request_id: str = ""
    ip: str = ""


_actor: contextvars.ContextVar[Actor] = contextvars.ContextVar("actor", default=Actor())


def current_actor() -> Actor:
    return _actor.get()


def remember_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        token = _actor.set(Actor(user_id=request.user.pk, ip=request.META.get("REMOTE_ADDR", "")))
        try:
            return get_response(request)
        finally:
            _actor.reset(token)

    return middleware
