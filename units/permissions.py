"""The door of the API: what a view declares counts, and nothing is open by default."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from cchc_portal.kit.doors import declared
from units.policy import named


class PortalSession(SessionAuthentication):
    """The session of the pages. Strangers are told to sign in (401), not that they may not (403)."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


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
