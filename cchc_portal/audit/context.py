"""Who is acting in this request or job: read by record(), and written beside every changed row (see history)."""

import contextvars
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|WITH)\b", re.IGNORECASE)


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
    """What is changed and recorded inside is done by `actor`, unless record() is told otherwise."""
    token = _actor.set(actor)
    signed = sign in connection.execute_wrappers
    try:
        with nullcontext() if signed else connection.execute_wrapper(sign):
            yield
    finally:
        _actor.reset(token)


def sign(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Tell the database, in the breath of each write, who writes: the triggers of the row history read it.

    Local to the transaction, so that a connection used again later does not speak for the person before.
    """
    actor = current_actor()
    if many or actor == NO_ONE or not isinstance(sql, str) or not WRITES.match(sql):
        return execute(sql, params, many, context)
    return execute(
        f"SELECT set_config('pghistory.context_metadata', {_literal(actor)}, true); {sql}", params, many, context
    )


def _literal(actor: Actor) -> str:
    """JSON as an SQL literal in which neither a quote nor a parameter's percent sign can occur."""
    said = json.dumps({"actor": actor.user_id, "name": actor.name, "request": actor.request_id})
    return "'" + said.replace("'", "\\u0027").replace("%", "\\u0025") + "'"


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
