"""Pages of passkeys in the place of allauth's: under its names, and found before them."""

from __future__ import annotations

from django.urls import path

from accounts.views import passkeys

urlpatterns = [
    path("authenticate/", passkeys.SecondFactor.as_view(), name="mfa_authenticate"),
    path("webauthn/", passkeys.PasskeyList.as_view(), name="mfa_list_webauthn"),
    path("webauthn/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("webauthn/login/", passkeys.LoginByPasskey.as_view(), name="mfa_login_webauthn"),
    path(
        "webauthn/reauthenticate/",
        passkeys.ProveByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "webauthn/keys/<int:pk>/remove/",
        passkeys.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("webauthn/keys/<int:pk>/edit/", passkeys.EditPasskey.as_view(), name="mfa_edit_webauthn"),
]
