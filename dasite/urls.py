"""Every public path, a line a body."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.account.urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("profile/", include("accounts.urls")),
    path("", include("interviews.urls")),
    path("", include("privacy.urls")),
    path("", include("dasite.site_urls")),
]
