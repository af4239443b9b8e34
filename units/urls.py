"""Addresses of the units app."""

from django.urls import path

from units import api
from units.views import account, files, filters, keys, people, people_import, posts, sessions, succession, units

app_name = "units"

urlpatterns = [
    path("dang-nhap/", sessions.login, name="login"),
    path("dang-nhap/xong/", sessions.login_done, name="login_done"),
    path("dang-xuat/", sessions.logout, name="logout"),
    path("phien/", sessions.session_state, name="session_state"),
    path("phien/keo-dai/", sessions.session_extend, name="session_extend"),
    path("dat-mat-khau/<str:token>/", account.password_set, name="password_set"),
    path("tai-khoan/", account.account, name="account"),
    path("doi-mat-khau/", account.password_change, name="password_change"),
    path("tai-khoan/dang-xuat-noi-khac/", account.sessions_end, name="sessions_end"),
    path("tai-khoan/nhac-viec/", account.channels_choose, name="channels_choose"),
    path("tai-khoan/hai-buoc/ma-qr.svg", account.second_factor_qr, name="second_factor_qr"),
    path("don-vi/", units.unit_list, name="unit_list"),
    path("don-vi/nhap/", files.unit_import, name="unit_import"),
    path("don-vi/tai-excel/", files.unit_export, name="unit_export"),
    path("don-vi/<int:unit_id>/", units.unit_detail, name="unit_detail"),
    path("don-vi/<int:unit_id>/giao-vai-tro/", posts.membership_grant, name="membership_grant"),
    path("vai-tro/<int:membership_id>/thu-hoi/", posts.membership_revoke, name="membership_revoke"),
    path("vai-tro/<int:membership_id>/uy-quyen/", posts.membership_delegate, name="membership_delegate"),
    path("vai-tro/<int:membership_id>/thoi-thay-mat/", posts.delegation_end, name="delegation_end"),
    path("nguoi-dung/", people.person_list, name="person_list"),
    path("nguoi-dung/moi/", people.account_create, name="account_create"),
    path("nguoi-dung/nhap/", people_import.people_import, name="people_import"),
    path("nguoi-dung/<int:user_id>/", people.person_detail, name="person_detail"),
    path("nguoi-dung/<int:user_id>/giao-vai-tro/", posts.person_grant, name="person_grant"),
    path("nguoi-dung/<int:user_id>/chuyen/", posts.person_transfer, name="person_transfer"),
    path("nguoi-dung/<int:user_id>/nghi/", people.person_leave, name="person_leave"),
    path("nguoi-dung/<int:user_id>/lien-ket/", people.password_link, name="password_link"),
    path("nguoi-dung/<int:user_id>/khoa/", people.account_lock, name="account_lock"),
    path("nguoi-dung/<int:user_id>/mo/", people.account_unlock, name="account_unlock"),
    path("nguoi-dung/<int:user_id>/khoa-ket-noi/", keys.key_issue, name="key_issue"),
    path("nguoi-dung/<int:user_id>/khoa-ket-noi/<int:key_id>/thu-hoi/", keys.key_revoke, name="key_revoke"),
    path("nguoi-dung/<int:user_id>/go-hai-buoc/", people.second_factor_reset, name="second_factor_reset"),
    path("don-vi/sap-xep/", succession.reorganisation_list, name="reorganisation_list"),
    path("don-vi/sap-xep/moi/", succession.reorganisation_new, name="reorganisation_new"),
    path("don-vi/sap-xep/<int:pk>/", succession.reorganisation_detail, name="reorganisation_detail"),
    path("don-vi/sap-xep/<int:pk>/ban-giao/", succession.reorganisation_receivers, name="reorganisation_receivers"),
    path("don-vi/sap-xep/<int:pk>/xac-nhan/", succession.reorganisation_confirm, name="reorganisation_confirm"),
    path("don-vi/sap-xep/<int:pk>/rut/", succession.reorganisation_withdraw, name="reorganisation_withdraw"),
    path("bo-loc/", filters.filter_list, name="filter_list"),
    path("bo-loc/luu/", filters.filter_save, name="filter_save"),
    path("bo-loc/cot/", filters.columns_choose, name="columns_choose"),
    path("bo-loc/<int:filter_id>/", filters.filter_edit, name="filter_edit"),
    path("bo-loc/<int:filter_id>/thay/", filters.filter_replace, name="filter_replace"),
    path("bo-loc/<int:filter_id>/mo-san/", filters.filter_default, name="filter_default"),
    path("bo-loc/<int:filter_id>/chep/", filters.filter_copy, name="filter_copy"),
    path("bo-loc/<int:filter_id>/xoa/", filters.filter_delete, name="filter_delete"),
    path("api/don-vi/", api.unit_list_api, name="unit_list_api"),
]
