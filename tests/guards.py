"""Carelessness that fails wherever it happens: a GET that writes, an undefined variable, an unordered slice."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.base import FilterExpression
from django.template.defaultfilters import default, default_if_none

WRITE = re.compile(r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)
SIGNING_IN = {
    "django_session",
    "units_session",
    "units_user",
    "mfa_authenticator",  # allauth notes that codes were seen
    "units_apikey",  # and a key, the day it was last used
}
LOG = {"audit_auditevent"}  # downloads are GETs, and written down


@pytest.fixture(scope="session", autouse=True)
def guards() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", _reading_only(BaseHandler.get_response))
        patch.setattr(FilterExpression, "resolve", _forgiving_default(FilterExpression.resolve))
        patch.setattr(QuerySet, "__getitem__", _ordered_only(QuerySet.__getitem__))
        patch.setitem(settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid", Undefined("undefined"))
        engines.__dict__.pop(
            "templates", None
        )  # engines made before this are made anew, as often as a test changes TEMPLATES
        engines._templates, engines._engines = None, {}
        yield


class Undefined(str):
    """Where Django would print nothing for a variable that does not exist, this one fails the test."""

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"undefined template variable: {variable}")


def _reading_only(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return answer(handler, request)
        with connection.execute_wrapper(_refuse_writes):
            return answer(handler, request)

    return get_response


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    written = written_by(str(sql)) - SIGNING_IN - LOG
    assert not written, f"a GET writes to {', '.join(sorted(written))}: {sql}"
    return execute(sql, params, many, context)


@lru_cache(maxsize=2000)  # the same few hundred statements are asked again and again
def written_by(sql: str) -> frozenset[str]:
    """The tables that a statement writes."""
    return frozenset(WRITE.findall(LOCK.sub("", sql)))


def _forgiving_default(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """A value with a default may be missing; so may, in Django itself, one inside {% if %} or {% for %}."""

    def forgiving(expression: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
        for function, _ in expression.filters:  # asked for every variable of every page
            ignore_failures = ignore_failures or function is default or function is default_if_none
        return resolve(expression, context, ignore_failures)

    return forgiving


def _ordered_only(item: Callable[..., Any]) -> Callable[..., Any]:
    def getitem(queryset: QuerySet[Any], key: Any) -> Any:
        if isinstance(key, slice) and not queryset.ordered and not _asked_by_django():
            raise AssertionError(f"a slice of unordered rows of {queryset.model.__name__} differs from time to time")
        return item(queryset, key)

    return getitem


def _asked_by_django() -> bool:
    return str(sys._getframe(2).f_globals.get("__name__", "")).startswith("django.")
