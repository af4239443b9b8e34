"""Addresses of the units app."""

from django.urls import path

from units import api
from units.views import sessions, units

app_name = "units"

urlpatterns = [
    path("dang-nhap/", sessions.login, name="login"),
    path("dang-nhap/xong/", sessions.login_done, name="login_done"),
    path("dang-xuat/", sessions.logout, name="logout"),
    path("doi-mat-khau/", sessions.password_change, name="password_change"),
    path("don-vi/", units.unit_list, name="unit_list"),
    path("don-vi/<int:unit_id>/", units.unit_detail, name="unit_detail"),
    path("don-vi/<int:unit_id>/dong/", units.unit_close, name="unit_close"),
    path("don-vi/<int:unit_id>/giao-vai-tro/", units.membership_grant, name="membership_grant"),
    path("vai-tro/<int:membership_id>/thu-hoi/", units.membership_revoke, name="membership_revoke"),
    path("tai-khoan/moi/", units.account_create, name="account_create"),
    path("api/units/", api.unit_list_api, name="unit_list_api"),
]
