"""The door of the API: programs come by key, people by session; what a view declares counts, nothing else is open."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from cchc_portal.kit.doors import declared
from units import actions, keys
from units.models import ApiKey, User
from units.policy import named

API = "/api/"
REFUSED_KEY = "Khóa kết nối không đúng, đã hết hạn hoặc không dùng được từ địa chỉ này."


def admit_program(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a program in by its key, for this one request to the API; a key that is not good is 401 and no guest."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not request.path.startswith(API):
            return get_response(request)
        today = timezone.localdate()
        request.api_key = keys.known(key.strip(), request.META.get("REMOTE_ADDR", ""), today)
        if request.api_key is None:
            return JsonResponse({"detail": REFUSED_KEY}, status=401)
        actions.note_key_used(key_id=request.api_key.pk, on=today)
        request.user = request.api_key.account
        return get_response(request)

    return middleware


class PortalSession(SessionAuthentication):
    """The session of the pages. Strangers are told to sign in (401), not that they may not (403)."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class ProgramKey(BaseAuthentication):
    """A program that admit_program has let in; it sends no cookie, so nobody can make it act unasked."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        key = getattr(request._request, "api_key", None)
        return None if key is None else (key.account, key)


class DenyUnlessPolicy(BasePermission):
    """Lets in whom the view declares; a view that declares nothing lets in nobody."""

    def has_permission(self, request: Request, view: object) -> bool:
        access = declared(request.resolver_match.func)
        if access is None:
            return False
        if access.public:
            return True
        if not request.user.is_authenticated:
            raise NotAuthenticated("Chưa đăng nhập hoặc phiên làm việc đã hết.")
        if access.roles and not any(request.person.has(role) for role in access.roles):
            raise PermissionDenied(f"Địa chỉ này dành cho {named(access.roles)}.")
        return True
