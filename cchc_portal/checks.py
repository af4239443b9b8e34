"""What must hold before the portal starts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from cchc_portal.kit.doors import declared
from cchc_portal.kit.scoping import GuardedQuerySet

UNDECLARED = "portal.E001"
UNGUARDED = "portal.E002"


@register(Tags.urls)
def every_view_declares_its_access(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """One error for each address whose view says not who may come in, or names a model that nothing guards."""
    found: list[CheckMessage] = []
    for route, view in addresses(get_resolver().url_patterns):
        access = declared(view)
        if access is None:
            said = f"Địa chỉ /{route} chưa khai báo ai được vào."
            hint = "Put @public, @signed_in, @scoped(…) or @role_required(…) on the view: docs/adr/0014-access.md."
            found.append(Error(said, hint=hint, obj=view, id=UNDECLARED))
            continue
        loose = [model for model in access.models if not _is_guarded(model)]
        if loose:
            said = f"Địa chỉ /{route} nêu bảng không có phạm vi: {', '.join(loose)}."
            found.append(Error(said, hint="Its manager must be a GuardedQuerySet.", obj=view, id=UNGUARDED))
    return found


def addresses(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of everything the resolver knows."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def _is_guarded(label: str) -> bool:
    return isinstance(apps.get_model(label)._default_manager.get_queryset(), GuardedQuerySet)
