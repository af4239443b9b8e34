"""Hướng dẫn: the user guide inside the portal, open to everybody, also to those who cannot sign in yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from cchc_portal.guide.pages import FILES, FIRST, FOLDER, page, titles
from cchc_portal.kit.doors import public


@public
@require_safe
def guide_page(request: HttpRequest, slug: str = FIRST) -> HttpResponse:
    """One page of the guide beside its contents."""
    if slug not in FILES:
        raise Http404
    contents = [{"slug": each, "title": title, "url": address(each)} for each, title in titles()]
    return render(request, "guide/page.html", {"page": page(slug, address, picture), "contents": contents})


def address(slug: str) -> str:
    return reverse("guide:first") if slug == FIRST else reverse("guide:page", args=[slug])


def picture(path: str) -> str:
    return static(f"{FOLDER}/{path}")
