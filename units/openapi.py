"""How the description of the API names our keys (drf-spectacular finds this by itself once it is imported)."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ProgramKeyScheme(OpenApiAuthenticationExtension):
    target_class = "units.permissions.ProgramKey"
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Khóa kết nối, bắt đầu bằng cchc_."}


class PortalSessionScheme(OpenApiAuthenticationExtension):
    target_class = "units.permissions.PortalSession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Phiên đăng nhập trên trang."}
