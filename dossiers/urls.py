"""Addresses of the dossiers app, below /ho-so/."""

from django.urls import path

from dossiers import views

app_name = "dossiers"

urlpatterns = [
    path("", views.dossier_list, name="dossier_list"),
    path("xuat/", views.dossier_export, name="dossier_export"),
    path("tep/", views.upload_list, name="upload_list"),
    path("tep/moi/", views.upload_new, name="upload_new"),
    path("tep/<int:upload_id>/", views.upload_detail, name="upload_detail"),
]
