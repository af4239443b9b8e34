"""Addresses of the dossiers app, below /ho-so/."""

from django.urls import path

from dossiers import statistics_views, views

app_name = "dossiers"

urlpatterns = [
    path("", views.dossier_list, name="dossier_list"),
    path("xuat/", views.dossier_export, name="dossier_export"),
    path("thong-ke/", statistics_views.dossier_dashboard, name="dossier_dashboard"),
    path("thong-ke/ii06/", statistics_views.ii06, name="ii06"),
    path("thong-ke/ii06/tai-excel/", statistics_views.ii06_workbook, name="ii06_workbook"),
    path("thong-ke/danh-sach/", statistics_views.counted_list, name="counted_list"),
    path("tep/", views.upload_list, name="upload_list"),
    path("tep/moi/", views.upload_new, name="upload_new"),
    path("tep/<int:upload_id>/", views.upload_detail, name="upload_detail"),
]
