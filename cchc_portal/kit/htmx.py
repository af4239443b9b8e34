"""The page, or just the part of it that htmx asked for, or a notice that leaves the page as it is."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, parts: Collection[str] = (), status: int = 200
) -> HttpResponse:
    """Render the template, or its partial named by HX-Target when that is one of `parts`."""
    target = request.headers.get("HX-Target")
    response = render(request, f"{template}#{target}" if target in parts else template, context, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response


def render_notice(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """An answer that htmx puts into the page's notice bar, whatever was its target: what has been typed stays."""
    response = render(request, template, context, status=status)
    response["HX-Retarget"] = "#notice"
    response["HX-Reswap"] = "innerHTML show:window:top"
    return response
