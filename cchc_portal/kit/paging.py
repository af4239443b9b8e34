"""One page of a queryset."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, queryset: QuerySet[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page named by ?trang=; nonsense gives the first page, too far gives the last. Two queries.

    The queryset must be ordered: an unordered one would show a row twice or never.
    """
    return Paginator(queryset, size).get_page(request.GET.get("trang"))
