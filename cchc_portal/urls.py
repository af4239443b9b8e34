"""The site map."""

from django.urls import include, path
from django.views.generic.base import RedirectView

from cchc_portal import views

handler403 = "cchc_portal.views.forbidden"
handler404 = "cchc_portal.views.not_found"
handler500 = "cchc_portal.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/img/favicon.svg", permanent=True)),
]
