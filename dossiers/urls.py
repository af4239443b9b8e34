"""Addresses of the dossiers app, below /ho-so/."""

from django.urls import path

from dossiers import statistics_views, views
from dossiers.months import views as months

app_name = "dossiers"

urlpatterns = [
    path("", views.dossier_list, name="dossier_list"),
    path("xuat/", views.dossier_export, name="dossier_export"),
    path("thong-ke/", statistics_views.dossier_dashboard, name="dossier_dashboard"),
    path("thong-ke/ii06/", statistics_views.ii06, name="ii06"),
    path("thong-ke/ii06/tai-excel/", statistics_views.ii06_workbook, name="ii06_workbook"),
    path("thong-ke/danh-sach/", statistics_views.counted_list, name="counted_list"),
    path("thong-ke/thang/", months.month_list, name="month_list"),
    path("thong-ke/thang/moi/", months.month_new, name="month_new"),
    path("thong-ke/thang/<int:month_id>/", months.month_detail, name="month_detail"),
    path("thong-ke/thang/<int:month_id>/khoa/", months.month_lock, name="month_lock"),
    path("thong-ke/thang/<int:month_id>/mo-khoa/", months.month_unlock, name="month_unlock"),
    path("tep/", views.upload_list, name="upload_list"),
    path("tep/moi/", views.upload_new, name="upload_new"),
    path("tep/<int:upload_id>/", views.upload_detail, name="upload_detail"),
]
