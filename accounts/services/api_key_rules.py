"""For how long a key for the API lives at most: the administrators' word, or the setting's."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import ApiKey, ApiKeyRules
from privacy.audit import Concerning, What, record


def most_days() -> int:
    """Return for how many days a key lives at most; one query."""
    row = ApiKeyRules.objects.order_by("-pk").first()
    return row.days if row is not None else int(settings.DASITE_API_KEY_DAYS)


def count_live(now: datetime) -> tuple[int, int]:
    """Return how many keys count now, and of how many people."""
    live = ApiKey.objects.filter(expires_at__gt=now, revoked_at=None)
    return live.count(), live.values("user").distinct().count()


@transaction.atomic
def set_days(days: int, *, by: int | None, now: datetime) -> bool:
    """Let this hold from now on, for keys that are there already, too; False if it does."""
    if days == most_days():
        return False
    ApiKeyRules.objects.create(days=days, made_by=by, made_at=now)
    longest = F("made_at") + timedelta(days=days)
    ApiKey.objects.filter(expires_at__gt=longest).update(expires_at=longest)
    record(What.SETTING, Concerning(about="API keys"), by=by, now=now)
    return True
