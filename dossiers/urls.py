"""Addresses of the dossiers app, below /ho-so/."""

from django.urls import path

from dossiers import month_views, statistics_views, views

app_name = "dossiers"

urlpatterns = [
    path("", views.dossier_list, name="dossier_list"),
    path("xuat/", views.dossier_export, name="dossier_export"),
    path("thong-ke/", statistics_views.dossier_dashboard, name="dossier_dashboard"),
    path("thong-ke/ii06/", statistics_views.ii06, name="ii06"),
    path("thong-ke/ii06/tai-excel/", statistics_views.ii06_workbook, name="ii06_workbook"),
    path("thong-ke/danh-sach/", statistics_views.counted_list, name="counted_list"),
    path("thong-ke/thang/", month_views.month_list, name="month_list"),
    path("thong-ke/thang/moi/", month_views.month_new, name="month_new"),
    path("thong-ke/thang/<int:month_id>/", month_views.month_detail, name="month_detail"),
    path("thong-ke/thang/<int:month_id>/khoa/", month_views.month_lock, name="month_lock"),
    path("thong-ke/thang/<int:month_id>/mo-khoa/", month_views.month_unlock, name="month_unlock"),
    path("tep/", views.upload_list, name="upload_list"),
    path("tep/moi/", views.upload_new, name="upload_new"),
    path("tep/<int:upload_id>/", views.upload_detail, name="upload_detail"),
]
