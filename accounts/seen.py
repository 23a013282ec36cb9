"""When somebody was here last: at a login, at the confirmation of an address, while a session is
in use.

It is the clock by which accounts go that nobody uses, so nothing else may move it: not a guess of
a password, not what an administrator does. It stands on the person's own row, so that whoever
lets the row go by a rule, under lock, sees a login that came first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.db.models import Exists, OuterRef, Q
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User

# Who looks after the site never goes by a rule, but by somebody's decision; who is leaving already
# goes as they asked.
ORDINARY = Q(is_staff=False, is_superuser=False, leaving_at=None)
# Made by sign-up, and the address never confirmed.
NEVER_CAME = (
    Q(seen_at=None, last_login=None)
    & Q(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)))
    & ~Q(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))
)

APART = timedelta(hours=1)  # one write an hour, however many pages somebody opens


def see(user: User, now: datetime) -> None:
    """Write that somebody is here, unless that was written within the hour."""
    if user.seen_at is None or user.seen_at <= now - APART:
        write(user.pk, now)


def write(number: int, now: datetime) -> None:
    """Write when the person with this number was here."""
    User._base_manager.filter(pk=number).update(seen_at=now)


@receiver(user_logged_in, dispatch_uid="accounts.seen")
def at_login(user: User, **kwargs: Any) -> None:
    write(user.pk, timezone.now())


@receiver(email_confirmed, dispatch_uid="accounts.seen")
def at_confirmation(email_address: Any, **kwargs: Any) -> None:
    """Count whoever opened the link of a mail as somebody who was here."""
    write(email_address.user_id, timezone.now())
