"""The site map."""

from django.urls import include, path

from cchc_portal import views

handler403 = "cchc_portal.views.forbidden"
handler404 = "cchc_portal.views.not_found"
handler500 = "cchc_portal.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("indicators.urls.work")),
    path("huong-dan/", include("cchc_portal.guide.urls")),
    path("nhat-ky/", include("cchc_portal.audit.urls")),
    path("tien-trinh/", include("cchc_portal.jobs.urls")),
    path("", include("units.urls")),
    path("", include("units.allauth_urls")),
    path("ho-so/", include("dossiers.urls")),
    path("api/openapi.json", views.openapi, name="openapi"),
    path("api/ho-so/", include("dossiers.urls.programs")),
    path("", include("indicators.urls")),
    path("", include("reports.urls")),
]
