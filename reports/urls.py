"""Addresses of the ranking, the scorecards and the publications."""

from django.urls import path

from reports.views import official, province, results, whatif, why

app_name = "reports"
UNIT = "xep-hang/<slug:period>/<int:unit_id>/"

urlpatterns = [
    path("xep-hang/", results.ranking, name="ranking"),
    path("xep-hang/tai-excel/", results.conference_export, name="conference_export"),
    path("xep-hang/cac-nam/<int:unit_id>/", results.unit_years, name="unit_years"),
    path("xep-hang/chi-so-tinh/", province.province_years, name="province_years"),
    path("xep-hang/vi-sao/<int:score_id>/", why.score_why, name="score_why"),
    path("xep-hang/thu/", whatif.whatif, name="whatif"),
    path("xep-hang/quy-tac-khac/", whatif.other_rules, name="other_rules"),
    path("ket-qua-chinh-thuc/", official.official_list, name="official_list"),
    path("ket-qua-chinh-thuc/nap/", official.official_load, name="official_load"),
    path(UNIT, results.unit_detail, name="unit_detail"),
    path(f"{UNIT}mat-diem/", why.unit_losses, name="unit_losses"),
    path(f"{UNIT}vi-sao/", why.unit_explained, name="unit_explained"),
    path(f"{UNIT}vi-sao/<str:code>/", why.score_explained, name="score_explained"),
    path(f"{UNIT}<str:area>/", results.area_detail, name="area_detail"),
    path("cong-bo/moi/", results.publication_new, name="publication_new"),
    path("cong-bo/<int:pk>/", results.publication_detail, name="publication_detail"),
]
