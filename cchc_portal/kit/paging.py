"""One page of a queryset."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Counts to `most` and no further: nobody turns to page 40.000, and counting millions of rows costs a second."""

    def __init__(self, queryset: QuerySet[Any], size: int, *, most: int | None) -> None:
        super().__init__(queryset, size)
        self.queryset, self.most = queryset, most

    @cached_property
    def found(self) -> int:
        if self.most is None:
            return int(super().count)
        query = self.queryset.query.clone()
        query.clear_ordering(force=True)
        query.set_limits(high=self.most + 1)
        return int(query.get_count(using=self.queryset.db))

    @cached_property
    def count(self) -> int:
        """Rows that have a page."""
        return self.found if self.most is None else min(self.found, self.most)

    @property
    def is_more(self) -> bool:
        """There are rows beyond the last page."""
        return self.found > self.count


def page_of(
    request: HttpRequest, queryset: QuerySet[Any], *, size: int = PAGE_SIZE, most: int | None = None
) -> Page[Any]:
    """The page named by ?trang=; nonsense gives the first page, too far gives the last. Two queries.

    The queryset must be ordered: an unordered one would show a row twice or never. With `most`, rows beyond so many
    have no page, and are not counted.
    """
    return BoundedPaginator(queryset, size, most=most).get_page(request.GET.get("trang"))
