"""Whether mails log somebody in: their own choice."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime

from django.db import transaction

from accounts.models import LoginCode, User
from accounts.services import lasting_words, ways_in


@transaction.atomic
def switch(user: User, *, is_on: bool, now: datetime) -> None:
    """Let mails log the person in, or not; links that were sent work no more. Raises LastWayIn."""
    with nullcontext() if is_on else ways_in.removing(user, ways_in.MAIL):
        user.mail_login = is_on
        user.save(update_fields=["mail_login"])
        LoginCode.objects.filter(user=user, kind=LoginCode.Kind.MAIL).delete()
        lasting_words.mail_login_is(user, now=now)
