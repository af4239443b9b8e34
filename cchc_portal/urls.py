"""The site map."""

from django.urls import include, path

from cchc_portal import views

handler403 = "cchc_portal.views.forbidden"
handler404 = "cchc_portal.views.not_found"
handler500 = "cchc_portal.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("", include("reports.urls")),
]
