from django.urls import path

from cchc_portal.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("xuat/", views.event_export, name="event_export"),
]
