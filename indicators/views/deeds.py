"""The page of a form that does one deed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(request: HttpRequest, form: Any, words: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/deed.html", {"form": form, **words}, status=status)
