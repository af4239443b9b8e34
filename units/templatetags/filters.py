"""What a list says about the filters its readers keep; the page gives its filter form and knows nothing else of it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import Form
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cchc_portal.kit.lists import LISTS, ListColumn
from units.filter_bar import filter_bar, opened_id
from units.saved_queries import OPENED

register = template.Library()


@register.inclusion_tag("units/_saved_filters.html", takes_context=True)
def saved_filters(context: RequestContext, form: Form, *, told: object = False) -> dict[str, Any]:
    """Above the filter of a list registered in kit.lists; `told`: the page itself says what cannot be read."""
    request = context["request"]
    return {"request": request, "bar": filter_bar(request, form), "told": bool(told)}


@register.simple_tag(takes_context=True)
def filter_mark(context: RequestContext) -> SafeString:
    """Inside the form of the filter: which kept filter is open, so that it can be saved anew after a change."""
    opened = opened_id(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', OPENED, opened) if opened else SafeString("")


@register.inclusion_tag("units/_column_chooser.html", takes_context=True)
def column_chooser(context: RequestContext, columns: Sequence[tuple[ListColumn, Any]]) -> dict[str, Any]:
    """A button that opens the choice of columns; `columns` are those the page shows."""
    request = context["request"]
    page, shown = LISTS[request.resolver_match.view_name], {column.key for column, _ in columns}
    offered = [(column, column.key in shown) for column in page.columns if not column.fixed]
    return {"page": page, "offered": offered, "query": request.GET.urlencode()}
