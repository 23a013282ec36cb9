"""Short codes that are mailed as proof, kept as a keyed digest, taken once, counted as guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_login_failed
from django.db.models import F
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.guesses import digest, forgive
from accounts.models import MailedCode, User
from accounts.services import mails
from accounts.services.short_codes import (
    ATTEMPTS,
    LIVES,
    count_guess,
    digits_in,
    make_code,
    spoken,
)

AGAIN_AFTER = timedelta(minutes=1)  # so that nobody's mailbox is filled


class TooSoon(Exception):
    """A code was sent a moment ago."""


class NotSent(Exception):
    """The mail server did not take it."""


def can_be_sent(user: User) -> bool:
    """Return whether the person has shown that mail to their address reaches them."""
    known = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(known.exists())


@sensitive_variables()
def send(user: User, *, now: datetime) -> None:
    """Mail the person a new code; one that was sent before counts no more.

    Raises TooSoon, NotSent.
    """
    if MailedCode.objects.filter(user=user, made_at__gt=now - AGAIN_AFTER).exists():
        raise TooSoon
    code = make_code()
    fresh = {"key": _key(user, code), "made_at": now, "expires_at": now + LIVES, "attempts": 0}
    MailedCode.objects.update_or_create(user=user, defaults=fresh)
    minutes = LIVES // timedelta(minutes=1)
    try:
        mails.send(user.email, "mailed_code", code=spoken(code), minutes=minutes)
    except OSError as error:
        MailedCode.objects.filter(user=user).delete()
        raise NotSent from error


@sensitive_variables()
def take(request: HttpRequest, user: User, *, code: str, now: datetime) -> bool:
    """Return whether this is the code, and spend it; a guess is counted before it is looked at.

    Raises NoGuessLeft.
    """
    where = count_guess(request, {"email": user.email}, now=now)
    rows = MailedCode.objects.filter(user=user, expires_at__gt=now)
    is_open = rows.filter(attempts__lt=ATTEMPTS).update(attempts=F("attempts") + 1)
    if is_open and rows.filter(key=_key(user, digits_in(code))).delete()[0]:
        forgive(**where)
        return True
    credentials = {"email": user.email}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return False


def _key(user: User, code: str) -> str:
    return digest("mailed code", str(user.subject_id), code)
