"""The pages of accounts."""

from __future__ import annotations

from django.urls import path

from accounts.views import (
    api_keys,
    browsers,
    deletion,
    first_administrator,
    invitations,
    keys,
    leaving,
    mail_login,
    passkeys,
    phone,
    profile,
    proving,
    second_factor,
)

app_name = "accounts"

urlpatterns = [
    path("", profile.profile, name="profile"),
    path("unlock/", profile.unlock, name="unlock"),
    path("reopen/", profile.reopen, name="reopen"),
    path("browsers/", browsers.browsers, name="browsers"),
    path("browsers/log-out-others/", browsers.log_out_others, name="log-out-others"),
    path("browsers/<uuid:uid>/log-out/", browsers.log_out_there, name="log-out-there"),
    path("recovery-code/", keys.recovery_code, name="recovery-code"),
    path("new-keys/", keys.new_keys, name="new-keys"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("stop-login/", second_factor.stop, name="stop-login"),
    path("mail-login/", mail_login.mail_login, name="mail-login"),
    path("phone/", phone.phone, name="phone"),
    path("passkeys/<int:pk>/opens/", passkeys.let_open, name="passkey-opens"),
    path("new-password/", passkeys.new_password, name="new-password"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("api-keys/", api_keys.key_list, name="api-keys"),
    path("api-keys/new/", api_keys.make_key, name="api-key-new"),
    path("api-keys/<uuid:uid>/revoke/", api_keys.revoke, name="api-key-revoke"),
    path("delete/", deletion.delete, name="delete"),
    path("delete/question/", deletion.question, name="ask-to-delete"),
    path("proof/code/", proving.mailed_code, name="mailed-code"),
    path("leaving/", leaving.leaving, name="leaving"),
    path("deleted/", deletion.deleted, name="deleted"),
    path("deleted/receipt/", deletion.receipt, name="receipt"),
    path(
        "first-administrator/<str:token>/",
        first_administrator.first_admin,
        name="first-administrator",
    ),
]
