"""Pages that belong to no app: refusals, errors, health."""

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from cchc_portal.middleware import public


def error_code() -> str:
    """The request's id as found in the log; shown on every error page."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:8]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"sentence": "Trang đã mở quá lâu. Hãy tải lại trang rồi làm lại.", "code": error_code()}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"sentence": str(exception), "code": error_code()}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"code": error_code()}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", {"code": error_code()}, status=500)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})
