"""Addresses of the ranking, the scorecards and the publications."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("xep-hang/", views.ranking, name="ranking"),
    path("xep-hang/tai-excel/", views.conference_export, name="conference_export"),
    path("xep-hang/cac-nam/<int:unit_id>/", views.unit_years, name="unit_years"),
    path("xep-hang/<slug:period>/<int:unit_id>/", views.unit_detail, name="unit_detail"),
    path("xep-hang/<slug:period>/<int:unit_id>/<str:area>/", views.area_detail, name="area_detail"),
    path("cong-bo/moi/", views.publication_new, name="publication_new"),
    path("cong-bo/<int:pk>/", views.publication_detail, name="publication_detail"),
]
