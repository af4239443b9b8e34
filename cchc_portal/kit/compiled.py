"""Queries that are put into SQL once per process: those that every request and every saved cell asks.

Django words a query anew each time, which for a few joined tables takes longer than the database needs to answer it.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=Model)


class Slot(Expression):
    """The place of a value that is given when the query is asked; not of a list, whose SQL depends on its length."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class _Worded(Query):
    """A query whose SQL is there already."""

    compiler_at_hand: SQLCompiler

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:
        return self.compiler_at_hand


class Compiled(Generic[Row]):
    """What `make` asks for, whatever stands in its slots; made by @compiled."""

    def __init__(self, make: Callable[..., QuerySet[Row]]) -> None:
        self._make, self._names = make, tuple(inspect.signature(make).parameters)
        self.__doc__ = make.__doc__

    def rows(self, **values: Any) -> list[Row]:
        """One query. Values as the database takes them: numbers, texts, dates, keys."""
        return list(self._asked(values))

    def one(self, **values: Any) -> Row:
        """Raises DoesNotExist where there is none; whoever asks knows that there cannot be two."""
        found = self.rows(**values)
        if not found:
            raise self._known[0].model.DoesNotExist
        return found[0]

    def hang_on(self, holder: Model, name: str) -> None:
        """Put the rows where `holder.<name>.all()` finds them, as prefetch_related does; no query where they are.

        The query has one slot, which takes the key of the holder.
        """
        hanging: dict[str, Any] = holder.__dict__.setdefault("_prefetched_objects_cache", {})
        if name in hanging:
            return
        manager = getattr(holder, name)
        asked, found = self._asked(dict.fromkeys(self._names, holder.pk)), manager.all()
        asked._hints = {"instance": holder}  # type: ignore[attr-defined]  # whoever holds it may see what hangs on it
        found._result_cache = list(asked)
        for row in found:
            setattr(row, manager.field.name, holder)
        hanging[name] = found

    def _asked(self, values: dict[str, Any]) -> QuerySet[Row]:
        queryset, compiler, sql, params = self._known
        asked: QuerySet[Row] = queryset._clone()  # type: ignore[attr-defined]  # Django's own way to copy
        asked.query.compiler_at_hand = own = copy.copy(compiler)  # type: ignore[attr-defined]  # of _Worded
        own.connection = connections[asked.db]
        if asked.query.select_for_update and own.connection.get_autocommit():
            raise TransactionManagementError("Rows are locked inside a transaction only.")  # as_sql() would say it
        given = tuple(values[each.name] if isinstance(each, Slot) else each for each in params)
        own.as_sql = lambda *args, **kwargs: (sql, given)  # type: ignore[method-assign]  # of this copy only
        return asked

    @cached_property
    def _known(self) -> tuple[QuerySet[Row], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self._make(*map(Slot, self._names))
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        queryset.query = queryset.query.chain(_Worded)
        return queryset, compiler, sql, tuple(params)


def compiled(make: Callable[..., QuerySet[Row]]) -> Compiled[Row]:
    """The function is called once, each parameter being a Slot, and gives the query; nothing in it may hang on time,
    person or settings."""
    return Compiled(make)
