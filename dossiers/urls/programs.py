"""Addresses for the one-stop software, below /api/ho-so/."""

from django.urls import path

from dossiers import api

app_name = "dossiers_api"

urlpatterns = [
    path("tep/", api.upload_receive, name="upload_receive"),
    path("tep/<int:upload_id>/", api.upload_state, name="upload_state"),
    path("tep/<int:upload_id>/ghi/", api.upload_confirm, name="upload_confirm"),
    path("tep/<int:upload_id>/bo/", api.upload_give_up, name="upload_give_up"),
]
