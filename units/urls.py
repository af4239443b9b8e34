"""Addresses of the units app."""

from django.urls import path

from units import api
from units.views import files, sessions, succession, units

app_name = "units"

urlpatterns = [
    path("dang-nhap/", sessions.login, name="login"),
    path("dang-nhap/xong/", sessions.login_done, name="login_done"),
    path("dang-xuat/", sessions.logout, name="logout"),
    path("doi-mat-khau/", sessions.password_change, name="password_change"),
    path("don-vi/", units.unit_list, name="unit_list"),
    path("don-vi/nhap/", files.unit_import, name="unit_import"),
    path("don-vi/tai-excel/", files.unit_export, name="unit_export"),
    path("don-vi/<int:unit_id>/", units.unit_detail, name="unit_detail"),
    path("don-vi/<int:unit_id>/giao-vai-tro/", units.membership_grant, name="membership_grant"),
    path("vai-tro/<int:membership_id>/thu-hoi/", units.membership_revoke, name="membership_revoke"),
    path("tai-khoan/moi/", units.account_create, name="account_create"),
    path("don-vi/sap-xep/", succession.reorganisation_list, name="reorganisation_list"),
    path("don-vi/sap-xep/moi/", succession.reorganisation_new, name="reorganisation_new"),
    path("don-vi/sap-xep/<int:pk>/", succession.reorganisation_detail, name="reorganisation_detail"),
    path("don-vi/sap-xep/<int:pk>/ban-giao/", succession.reorganisation_receivers, name="reorganisation_receivers"),
    path("don-vi/sap-xep/<int:pk>/xac-nhan/", succession.reorganisation_confirm, name="reorganisation_confirm"),
    path("don-vi/sap-xep/<int:pk>/rut/", succession.reorganisation_withdraw, name="reorganisation_withdraw"),
    path("api/units/", api.unit_list_api, name="unit_list_api"),
]
