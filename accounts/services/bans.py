"""Finds wrong guesses, and lets people guess again before their wait is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from axes.models import AccessAttempt
from django.db import transaction

from accounts.addresses import household, is_address, pseudonym, short
from accounts.guesses import forgive
from privacy.audit import Concerning, What, record


def find(words: str) -> list[int]:
    """Return the numbers of the guesses from an address, or of a pseudonym as it is shown."""
    typed = words.strip().lower()
    if is_address(typed):
        known = {household(typed), pseudonym(household(typed))}
        rows = AccessAttempt.objects.filter(ip_address__in=known)
        return list(rows.order_by("pk").values_list("pk", flat=True))
    rows = AccessAttempt.objects.exclude(ip_address=None).order_by("pk")
    pairs = rows.values_list("pk", "ip_address")
    return [pk for pk, address in pairs if short(str(address)) == typed]


@transaction.atomic
def lift(rows: Iterable[AccessAttempt], *, by: int | None, now: datetime) -> None:
    """Forget these wrong guesses; the audit log says that somebody did, not whose they were."""
    for row in rows:
        forgive(address=row.ip_address or "", account=row.username or "")
    record(What.BANS_LIFTED, Concerning(), by=by, now=now)
