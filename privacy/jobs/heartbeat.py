"""Signs of life: when worker and beat were last seen, in a row and as the time of a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from privacy.models.jobs import Heartbeat


def seen(name: str, now: datetime) -> None:
    """Write that this part ("worker", "beat") works; a supervisor watches the file's time."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": now})
    if settings.DASITE_HEARTBEAT_FILE:
        Path(settings.DASITE_HEARTBEAT_FILE).touch()


def last_seen() -> dict[str, datetime]:
    """Return when each part was last seen."""
    return dict(Heartbeat.objects.values_list("name", "seen_at"))
