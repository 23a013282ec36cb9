"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def site(request: HttpRequest) -> dict[str, str]:
    """Return the site's name and the theme that this browser chose."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "site_name": settings.DASITE_SITE_NAME,
        "theme": theme if theme in THEMES else "auto",
    }
