"""Pages of accounts in the place of allauth's: under its names, and found before them."""

from __future__ import annotations

from django.urls import path

from accounts.views import first_password, login_by_code, pending, phone_login, signup_by_mail

urlpatterns = [
    path("login/", pending.LogIn.as_view(), name="account_login"),
    path("password/set/", first_password.FirstPassword.as_view(), name="account_set_password"),
    path("login/code/", login_by_code.AskForLink.as_view(), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        login_by_code.ConfirmCode.as_view(),
        name="account_confirm_login_code",
    ),
    path("login/phone/", phone_login.phone_login, name="account_login_phone"),
    path("login/link/<str:token>/", login_by_code.login_link, name="account_login_link"),
    path("signup/mail/", signup_by_mail.signup_by_mail, name="account_signup_by_mail"),
    path("signup/link/<str:token>/", signup_by_mail.signup_link, name="account_signup_link"),
]
