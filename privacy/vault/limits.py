"""How long unlocked keys serve: the administrators' word, or the settings' while there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from privacy.models.keys import UnlockedKey, UnlockLimits


@dataclass(frozen=True)
class Limits:
    """Keys lapse this long after the last request, and this long after the password at most."""

    idle: timedelta
    absolute: timedelta


def read_limits() -> Limits:
    """Return the limits of today; one query."""
    row = UnlockLimits.objects.first()
    if row is None:
        return Limits(settings.DASITE_UNLOCK_IDLE, settings.DASITE_UNLOCK_ABSOLUTE)
    return Limits(timedelta(minutes=row.idle_minutes), timedelta(hours=row.absolute_hours))


def set_limits(limits: Limits, *, now: datetime) -> None:
    """Keep new limits; shorter ones bind the keys that are unlocked already."""
    values = {
        "idle_minutes": limits.idle // timedelta(minutes=1),
        "absolute_hours": limits.absolute // timedelta(hours=1),
    }
    latest, idle_at_most = now + limits.absolute, now + limits.idle
    with transaction.atomic():
        UnlockLimits.objects.update_or_create(pk=UnlockLimits.ONLY, defaults=values)
        rows = UnlockedKey.objects.filter(pending=False)
        rows.update(idle_minutes=values["idle_minutes"])
        rows.filter(absolute_until__gt=latest).update(absolute_until=latest)
        rows.filter(idle_until__gt=idle_at_most).update(idle_until=idle_at_most)
