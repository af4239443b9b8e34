"""Addresses of the inbox, and of what has not left the portal."""

from django.urls import path

from indicators.views import reminders

urlpatterns = [
    path("nhac-viec/", reminders.reminder_list, name="reminder_list"),
    path("nhac-viec/da-doc/", reminders.reminders_read, name="reminders_read"),
    path("nhac-viec/<int:reminder_id>/mo/", reminders.reminder_open, name="reminder_open"),
    path("he-thong/nhac-viec/", reminders.delivery_list, name="delivery_list"),
    path("he-thong/nhac-viec/<uuid:delivery_id>/gui-lai/", reminders.delivery_again, name="delivery_again"),
]
