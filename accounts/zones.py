"""A person's own time zone and language, for pages and mails; the site's where they chose none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import User

# Where people live; the others are old names and offsets.
REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip
Choices = list[tuple[str, str]]


@cache
def zones() -> frozenset[str]:
    """Return the zones that one can choose; read once, from files of this machine."""
    return frozenset(one for one in available_timezones() if one.partition("/")[0] in REGIONS)


@cache
def zone_choices() -> list[tuple[str, Choices]]:
    """Return the zones by region, as a list of choices shows them: "Buenos Aires (Argentina)"."""
    return [
        (region, [(one, _words(one)) for one in sorted(zones()) if one.startswith(f"{region}/")])
        for region in REGIONS
    ]


def zone_of(user: object) -> str:
    """Return the zone somebody chose, "" for the site's, also if this machine knows it no more."""
    found = str(getattr(user, "time_zone", ""))
    return found if found and found in zones() else ""


def language_of(user: object) -> str:
    """Return the language somebody chose, "" where they did not or the site has it no more."""
    found = str(getattr(user, "language", ""))
    return found if found in dict(settings.LANGUAGES) else ""


@contextmanager
def as_for(user: User) -> Iterator[None]:
    """Write days and hours inside as this person reads them."""
    zone = zone_of(user) or timezone.get_default_timezone_name()
    language = language_of(user) or settings.LANGUAGE_CODE
    with timezone.override(zone), translation.override(language):
        yield


def _words(zone: str) -> str:
    *before, city = zone.replace("_", " ").split("/")[1:]
    return f"{city} ({', '.join(before)})" if before else city
