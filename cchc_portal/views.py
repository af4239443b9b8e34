"""Pages that belong to no app: refusals, errors, health."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularJSONAPIView

from cchc_portal.health import PROBES
from cchc_portal.kit.doors import public
from cchc_portal.kit.htmx import render_notice


def error_code() -> str:
    """The first eight characters of the request's id, as found in the log; shown on every error page."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:8]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _refusal(request, "Trang đã mở quá lâu. Hãy tải lại trang rồi làm lại.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, str(exception) or "Tài khoản của anh/chị không được làm việc này.")


def _refusal(request: HttpRequest, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render_notice(request, "_refused.html", {"sentence": sentence, "code": error_code()}, status=403)
    return render(request, "403.html", {"sentence": sentence, "code": error_code()}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"code": error_code()}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request in the template, so that nothing of what has just failed is asked again."""
    return render(None, "500.html", {"code": error_code()}, status=500)


openapi = public(SpectacularJSONAPIView.as_view())
"""The description of the API for those who write programs against it (OpenAPI 3)."""


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """Everything the portal needs answers; 503 names what does not. For the internal network (see docs/running.md)."""
    answers = {name: probe() for name, probe in PROBES.items()}
    ready = all(answers.values())
    return JsonResponse({"ok": ready, **answers}, status=200 if ready else 503)
