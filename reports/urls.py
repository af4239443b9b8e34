"""Addresses of the ranking, the scorecards and the publications."""

from django.urls import path

from reports.views import explanations, results, whatif

app_name = "reports"

urlpatterns = [
    path("xep-hang/", results.ranking, name="ranking"),
    path("xep-hang/tai-excel/", results.conference_export, name="conference_export"),
    path("xep-hang/cac-nam/<int:unit_id>/", results.unit_years, name="unit_years"),
    path("xep-hang/thu/", whatif.whatif, name="whatif"),
    path("xep-hang/quy-tac-khac/", whatif.other_rules, name="other_rules"),
    path("xep-hang/<slug:period>/<int:unit_id>/", results.unit_detail, name="unit_detail"),
    path("xep-hang/<slug:period>/<int:unit_id>/mat-diem/", explanations.unit_losses, name="unit_losses"),
    path("xep-hang/<slug:period>/<int:unit_id>/vi-sao/", explanations.unit_explained, name="unit_explained"),
    path("xep-hang/<slug:period>/<int:unit_id>/vi-sao/<str:code>/", explanations.score_explained, name="score_explained"),
    path("xep-hang/<slug:period>/<int:unit_id>/<str:area>/", results.area_detail, name="area_detail"),
    path("cong-bo/moi/", results.publication_new, name="publication_new"),
    path("cong-bo/<int:pk>/", results.publication_detail, name="publication_detail"),
]
