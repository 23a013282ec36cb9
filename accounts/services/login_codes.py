"""Codes and links that log in without a password: made, looked at, used once.

Of either only a keyed digest is kept. They end after a quarter hour, when one of them was used,
when the password or the address changes, and with the account. A code is good only in the browser
that asked for it, a link in any; a guess at a code counts like one at a password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.signals import user_login_failed
from django.db.models import F
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.guesses import digest, forgive
from accounts.models import LoginCode, User
from accounts.services.short_codes import ATTEMPTS, LIVES, count_guess, make_code, spoken

Kind = LoginCode.Kind

NOBODY = 0  # no account has this number


@dataclass(frozen=True)
class Made:
    """What goes to the person, and is kept nowhere."""

    code: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def spoken(self) -> str:
        """Return the code as one reads it out."""
        return spoken(self.code)


@sensitive_variables()
def make(user: User, kind: str, *, now: datetime, about: str = "") -> Made:
    """Return a new code and link; what was sent before of this kind counts no more.

    `about` is what else a code is for: the number that it confirms.
    """
    made = Made(make_code(), secrets.token_urlsafe(32))
    fresh = {
        "key": _code_key(user, kind, made.code, about),
        "link_key": _link_key(made.token),
        "stamp": _stamp(user),
        "made_at": now,
        "expires_at": now + LIVES,
        "attempts": 0,
    }
    LoginCode.objects.update_or_create(user=user, kind=kind, defaults=fresh)
    return made


@sensitive_variables()
def find_link(token: str, *, now: datetime) -> User | None:
    """Return whom a link would log in; looking uses nothing up, for mail scanners look, too."""
    rows = LoginCode.objects.filter(
        kind=Kind.MAIL, link_key=_link_key(token), expires_at__gt=now, user__erasing_at=None
    )
    row = rows.select_related("user").first()
    if row is None or row.stamp != _stamp(row.user):
        return None
    return row.user if row.user.is_active and row.user.mail_login else None


@sensitive_variables()
def take_link(token: str, *, now: datetime) -> User | None:
    """Return whom a link logs in, for the first who asks; the code beside it counts no more."""
    user = find_link(token, now=now)
    if user is None:
        return None
    rows = LoginCode.objects.filter(user=user, kind=Kind.MAIL, link_key=_link_key(token))
    return user if rows.delete()[0] else None


@dataclass(frozen=True)
class Guess:
    """A code that somebody typed, of which kind, for whom, and under which name it is counted."""

    user: User | None
    kind: str
    account: str = field(repr=False)
    about: str = field(default="", repr=False)

    @property
    def credentials(self) -> dict[str, str]:
        """Return what axes counts a wrong one under: known and unknown accounts alike."""
        return {"email": self.account}


@sensitive_variables()
def take_code(request: HttpRequest, guess: Guess, *, code: str, now: datetime) -> bool:
    """Return whether this is the code, and spend it; a guess is counted before it is looked at.

    Makes the same queries for an account that there is not. Raises NoGuessLeft.
    """
    where = count_guess(request, guess.credentials, now=now)
    if not _is_right(guess, code, now):
        user_login_failed.send(sender=__name__, credentials=guess.credentials, request=request)
        return False
    forgive(**where)
    return True


def _is_right(guess: Guess, code: str, now: datetime) -> bool:
    user = guess.user or User(pk=NOBODY)
    rows = LoginCode.objects.filter(user_id=user.pk, kind=guess.kind, expires_at__gt=now)
    is_open = rows.filter(attempts__lt=ATTEMPTS).update(attempts=F("attempts") + 1)
    right = rows.filter(key=_code_key(user, guess.kind, code, guess.about), stamp=_stamp(user))
    if is_open:
        return bool(right.delete()[0])
    right.exists()  # costs what looking costs, so that time does not tell who has an account
    return False


def _stamp(user: User) -> str:
    return digest("login stamp", str(user.subject_id), user.password, user.email)


def _code_key(user: User, kind: str, code: str, about: str) -> str:
    return digest("login code", kind, str(user.subject_id), about, code)


def _link_key(token: str) -> str:
    return digest("login link", token)
