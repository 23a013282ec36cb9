"""Every public path, a line a body."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("accounts.account_urls")),
    path("account/", include("allauth.account.urls")),
    # The profile lists the ways in; allauth's own list would be a second one.
    path("account/factors/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("account/factors/", include("accounts.passkey_urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/social/", include("accounts.social_urls")),
    path("profile/", include("accounts.urls")),
    path("", include("interviews.urls")),
    path("", include("privacy.urls")),
    path("", include("dasite.site_urls")),
]
