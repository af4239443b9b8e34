"""The pages of django-allauth that the portal uses, under the names by which allauth itself asks for them.

Nothing else of it is reachable: no signing up, no mail addresses, no password reset by mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.providers.openid_connect import views as single_sign_on
from django.urls import path
from django.views.generic import RedirectView

from cchc_portal.kit.doors import public, signed_in
from units.views import sessions

LOGIN = public(RedirectView.as_view(pattern_name="units:login"))

urlpatterns = [
    path("dang-nhap/lai/", LOGIN, name="account_login"),
    path("dang-nhap/bo/", LOGIN, name="socialaccount_login_cancelled"),
    path("dang-nhap/ma-xac-thuc/", sessions.second_step, name="mfa_authenticate"),
    path("dang-nhap/sso/", public(single_sign_on.login), {"provider_id": "sso"}, name="openid_connect_login"),
    path(
        "dang-nhap/sso/xong/", public(single_sign_on.callback), {"provider_id": "sso"}, name="openid_connect_callback"
    ),
    path(
        "tai-khoan/xac-nhan/",
        signed_in(account.ReauthenticateView.as_view(template_name="units/confirm_password.html")),
        name="account_reauthenticate",
    ),
    path(
        "tai-khoan/xac-nhan/ma/",
        signed_in(second_factor.ReauthenticateView.as_view(template_name="units/confirm_code.html")),
        name="mfa_reauthenticate",
    ),
    path("tai-khoan/hai-buoc/", signed_in(RedirectView.as_view(pattern_name="units:account")), name="mfa_index"),
    path(
        "tai-khoan/hai-buoc/bat/",
        signed_in(totp.ActivateTOTPView.as_view(template_name="units/second_factor_on.html")),
        name="mfa_activate_totp",
    ),
    path(
        "tai-khoan/hai-buoc/tat/",
        signed_in(totp.DeactivateTOTPView.as_view(template_name="units/second_factor_off.html")),
        name="mfa_deactivate_totp",
    ),
    path(
        "tai-khoan/hai-buoc/ma-du-phong/",
        signed_in(codes.ViewRecoveryCodesView.as_view(template_name="units/recovery_codes.html")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "tai-khoan/hai-buoc/ma-du-phong/moi/",
        signed_in(codes.GenerateRecoveryCodesView.as_view(template_name="units/recovery_codes_new.html")),
        name="mfa_generate_recovery_codes",
    ),
]
