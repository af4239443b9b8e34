from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cchc_portal.audit"
    label = "audit"
