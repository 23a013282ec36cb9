"""Pages of logins by another service in the place of allauth's, under its names."""

from __future__ import annotations

from django.urls import path

from accounts.views import social

urlpatterns = [
    path("", social.Connections.as_view(), name="socialaccount_connections"),
    path("signup/", social.SocialSignup.as_view(), name="socialaccount_signup"),
    path("<slug:provider_id>/login/", social.begin, name="openid_connect_login"),
    path("<slug:provider_id>/login/callback/", social.callback, name="openid_connect_callback"),
]
