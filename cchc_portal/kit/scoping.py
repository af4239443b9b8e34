"""The guard on rows that belong to somebody: inside a request or job they are read within a scope, or not at all.

Why it works this way is told in docs/adr/0014-access.md.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse

Row = TypeVar("Row", bound=Model)

_depth: contextvars.ContextVar[int | None] = contextvars.ContextVar("transactions_around_the_guard", default=None)


class UnscopedQuery(Exception):
    """Rows were about to be read for somebody without asking which of them this person may see: a fault of ours."""


@contextmanager
def guarded() -> Iterator[None]:
    """Inside, guarded models are read within a scope only.

    A transaction begun inside is a deed (only actions begin them): it locks its rows and asks the policy itself,
    so the guard rests until it ends.
    """
    token = _depth.set(_transactions())
    try:
        yield
    finally:
        _depth.reset(token)


def guard_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: everything that a view asks stands under the guard."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with guarded():
            return get_response(request)

    return middleware


def _transactions() -> int:
    connection = transaction.get_connection()
    return len(connection.savepoint_ids) + int(connection.in_atomic_block)


class GuardedQuerySet(QuerySet[Row]):
    """Rows that somebody owns. Raises UnscopedQuery when read under the guard without scoped() or unscoped().

    `covered_by` names the models ("units.Unit") whose instances open their own rows: `assessment.scores` needs no
    scope of its own, because whoever holds the assessment was allowed to see it.
    """

    covered_by: tuple[str, ...] = ()
    _released = False

    def scoped(self, scope: Q) -> Self:
        """Only these rows; says that a rule has decided."""
        return self.filter(scope)._release()

    def unscoped(self, *, reason: str) -> Self:
        """Every row, for the reason given. Each use stands in the list of tests/test_unscoped.py."""
        if not reason.strip():
            raise ValueError("unscoped() wants a reason.")
        return self._release()

    def _release(self) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]  # Django's own way to copy
        clone._released = True
        return clone  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own hook for what a copy keeps
        clone._released = self._released
        return clone

    def __or__(self, other: QuerySet[Row]) -> Self:
        return self._together(super().__or__(other), (other,))

    def union(self, *others: QuerySet[Any], all: bool = False) -> Self:
        return self._together(super().union(*others, all=all), others)

    def _together(self, joined: Any, others: tuple[Any, ...]) -> Self:
        """What has been joined is as free as the least free of its parts."""
        joined._released = self._released and all(getattr(other, "_released", True) for other in others)
        return joined  # type: ignore[no-any-return]

    def _ask(self) -> None:
        outside = _depth.get()
        if self._released or outside is None or _transactions() > outside:
            return
        if self.query.is_empty():  # none(): nobody's rows, and no question asked
            return
        holder = self._hints.get("instance")  # type: ignore[attr-defined]  # set by related managers
        if holder is not None and holder._meta.label in self.covered_by:
            return
        name = self.model._meta.label
        raise UnscopedQuery(
            f"{name} was read without a scope. Say {name}.objects.of_person(person), scoped(Q(…)), or "
            "unscoped(reason=…); see docs/adr/0014-access.md."
        )

    # --- the places where Django goes to the database -----------------------------------------------------------

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._ask()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        self._ask()
        return super().iterator(chunk_size)

    def count(self) -> int:
        if self._result_cache is None:
            self._ask()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._ask()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._ask()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._ask()
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]  # templates may not call it

    def delete(self) -> tuple[int, dict[str, int]]:
        self._ask()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]  # no objects.delete()
