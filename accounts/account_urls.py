"""Pages of accounts in the place of allauth's: under its names, and found before them."""

from __future__ import annotations

from django.urls import path

from accounts.views import first_password

urlpatterns = [
    path("password/set/", first_password.FirstPassword.as_view(), name="account_set_password"),
]
