"""The project package: composes the apps, and is the ground they stand on (kit, jobs, audit)."""

from cchc_portal.celery import app as celery_app

__all__ = ["celery_app"]
