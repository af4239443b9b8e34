from django.urls import path

from cchc_portal.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<uuid:job_id>/", views.job_detail, name="job_detail"),
    path("<uuid:job_id>/tep/", views.job_file, name="job_file"),
    path("<uuid:job_id>/chay-lai/", views.job_retry, name="job_retry"),
]
