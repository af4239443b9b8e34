"""Addresses of the dossiers app, below /ho-so/."""

import datetime as dt

from django.urls import path, register_converter

from dossiers.statistics.months import views as months
from dossiers.views import calendar, catalogue, lateness, register, statistics, uploads

app_name = "dossiers"


class DayConverter:
    """A day in an address: 2026-01-10."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", register.dossier_list, name="dossier_list"),
    path("xuat/", register.dossier_export, name="dossier_export"),
    path("<int:dossier_id>/", register.dossier_detail, name="dossier_detail"),
    path("qua-han/", lateness.late_list, name="late_list"),
    path("<int:dossier_id>/qua-han/", lateness.lateness_edit, name="lateness_edit"),
    path("lich/", calendar.calendar_year, name="calendar_now"),
    path("lich/<int:year>/", calendar.calendar_year, name="calendar_year"),
    path("lich/ngay/<day:day>/", calendar.calendar_day, name="calendar_day"),
    path("lich/<int:year>/dinh-chinh/", calendar.calendar_correction, name="calendar_correction"),
    path("lich/<int:year>/doi-chieu/", calendar.calendar_compare, name="calendar_compare"),
    path("thu-tuc/", catalogue.procedure_list, name="procedure_list"),
    path("thu-tuc/xuat/", catalogue.procedure_export, name="procedure_export"),
    path("thu-tuc/nap/", catalogue.procedure_import, name="procedure_import"),
    path("thu-tuc/<int:procedure_id>/", catalogue.procedure_detail, name="procedure_detail"),
    path("thong-ke/", statistics.dossier_dashboard, name="dossier_dashboard"),
    path("thong-ke/ii06/", statistics.ii06, name="ii06"),
    path("thong-ke/ii06/tai-excel/", statistics.ii06_workbook, name="ii06_workbook"),
    path("thong-ke/danh-sach/", statistics.counted_list, name="counted_list"),
    path("thong-ke/thang/", months.month_list, name="month_list"),
    path("thong-ke/thang/moi/", months.month_new, name="month_new"),
    path("thong-ke/thang/<int:month_id>/", months.month_detail, name="month_detail"),
    path("thong-ke/thang/<int:month_id>/khoa/", months.month_lock, name="month_lock"),
    path("thong-ke/thang/<int:month_id>/mo-khoa/", months.month_unlock, name="month_unlock"),
    path("tep/", uploads.upload_list, name="upload_list"),
    path("tep/moi/", uploads.upload_new, name="upload_new"),
    path("tep/<int:upload_id>/", uploads.upload_detail, name="upload_detail"),
    path("tep/<int:upload_id>/ghi/", uploads.upload_write, name="upload_write"),
    path("tep/<int:upload_id>/bo/", uploads.upload_discard, name="upload_discard"),
    path("tep/<int:upload_id>/cot/", uploads.upload_headings, name="upload_headings"),
    path("tep/<int:upload_id>/danh-dau-loi/", uploads.upload_marked, name="upload_marked"),
]
