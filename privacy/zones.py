"""In whose time zone days are written where no request says so: in mails and archives."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth import get_user_model
from django.utils import timezone


def zone_field() -> str:
    """Return the column of an account that names its zone, as the model of people says."""
    return str(getattr(get_user_model(), "TIME_ZONE_FIELD"))  # noqa: B009 -- as EMAIL_FIELD; mypy


def in_zone(name: str) -> timezone.override:
    """Return a block in which days are written in a zone, or in the site's if it is not known."""
    try:
        return timezone.override(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.override(timezone.get_default_timezone())


def zone_of_subject(subject_id: UUID) -> str:
    """Return the zone that a person chose, "" for the site's; one query."""
    people = get_user_model().objects.filter(subject_id=subject_id)
    return str(people.values_list(zone_field(), flat=True).first() or "")
