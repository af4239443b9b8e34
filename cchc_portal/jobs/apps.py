from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cchc_portal.jobs"
    label = "jobs"
