"""What commands on the server do to accounts, on the audit log like what people do."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from privacy.audit import Concerning, What, record


def newest_number() -> int:
    """Return the number of the newest account, 0 if there is none."""
    return User._base_manager.order_by("pk").values_list("pk", flat=True).last() or 0


def note_administrators(*, after: int, now: datetime) -> None:
    """Write down those who were made administrators, of the accounts that came after a number."""
    for person in User.objects.filter(pk__gt=after, is_superuser=True).order_by("pk"):
        record(What.ALL_GIVEN, Concerning(person=person.pk), by=None, now=now)
