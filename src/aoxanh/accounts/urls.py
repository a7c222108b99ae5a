"""Addresses of signing in and of one's own account. What is not listed here of allauth's is closed."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from aoxanh.accounts import recovery_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.own_account, name="account_profile"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", account.email, name="account_email"),
    path("email/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^email/confirm/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("open/<str:token>/", views.use_link, name="use_invitation"),
    path("recover/<str:token>/", recovery_views.use_recovery, name="use_recovery"),
    path("recovery/cancel/", recovery_views.cancel_own, name="cancel_recovery"),
    path("recovery/<str:token>/cancel/", recovery_views.cancel_by_link, name="cancel_recovery_by_link"),
    path("security/", mfa.index, name="mfa_index"),
    path("security/check/", mfa.authenticate, name="mfa_authenticate"),
    path("security/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/new/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("security/passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("login/passkey/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("devices/", sessions.list_usersessions, name="usersessions_list"),
    path("devices/<int:pk>/end/", views.end_session, name="end_session"),
    path("devices/end-all/", views.end_all_sessions, name="end_all_sessions"),
    path("duties/", views.duties, name="account_duties"),
    path("duties/<int:pk>/lend/", views.lend, name="account_lend"),
    path("providers/", social.connections, name="socialaccount_connections"),
    path("providers/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("providers/error/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("providers/closed/", views.no_account, name="socialaccount_signup"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),  # each below oidc/
]
