"""The services by which people can log in here; they stand in the settings alone."""

from __future__ import annotations

from django.conf import settings


def provider_names() -> dict[str, str]:
    """Return what each configured provider is called on pages, by its name in the settings."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["provider_id"]: app["name"] for app in apps}
