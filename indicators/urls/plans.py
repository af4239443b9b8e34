"""Addresses of plans and tasks."""

from django.urls import path, register_converter

from indicators.views import plan_documents, plans, task_pages

FILE = "ke-hoach/van-ban/tep/<uuid:plan_file_id>/"


class YearConverter:
    """A year that has plans in an address; a calendar has no year 0."""

    regex = r"[12]\d{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("ke-hoach/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<year:year>/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<year:year>/ket-thuc-nam/", plans.plan_year_close, name="plan_year_close"),
    path("ke-hoach/nhiem-vu/<int:pk>/", task_pages.task_detail, name="task_detail"),
    path("ke-hoach/nhiem-vu/<int:pk>/bao-cao/", task_pages.task_report, name="task_report"),
    path("ke-hoach/nhiem-vu/<int:pk>/tai-lieu/them/", task_pages.task_paper_add, name="task_paper_add"),
    path("ke-hoach/nhiem-vu/<int:pk>/tai-lieu/go/", task_pages.task_paper_remove, name="task_paper_remove"),
    path("ke-hoach/tai-lieu/<uuid:paper_id>/", task_pages.work_paper_file, name="work_paper_file"),
    path("ke-hoach/van-ban/", plan_documents.plan_list, name="plan_list"),
    path("ke-hoach/van-ban/moi/", plan_documents.plan_new, name="plan_new"),
    path("ke-hoach/van-ban/<int:plan_id>/", plan_documents.plan_document, name="plan_document"),
    path("ke-hoach/van-ban/<int:plan_id>/phu-luc.xlsx", plan_documents.plan_workbook, name="plan_workbook"),
    path("ke-hoach/van-ban/<int:plan_id>/ban-hanh/", plan_documents.plan_issue, name="plan_issue"),
    path("ke-hoach/van-ban/<int:plan_id>/nhap/", plan_documents.plan_upload, name="plan_upload"),
    path("ke-hoach/van-ban/<int:plan_id>/chep-nam-sau/", plan_documents.plan_carry, name="plan_carry"),
    path(FILE, plan_documents.plan_file, name="plan_file"),
    path(f"{FILE}danh-dau/", plan_documents.plan_file_marked, name="plan_file_marked"),
    path(f"{FILE}ghi/", plan_documents.plan_file_write, name="plan_file_write"),
]
