"""Counts codes of second factors before they are looked at, and lets each be used once.

They are counted by account, from all addresses together: whoever gets so far knows the password,
and six digits would fall to a guesser with many addresses.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import guesses
from accounts.ban_rules import read_rules, rules_of
from accounts.bans import FACTOR_OF
from accounts.guesses import ANYWHERE, factor_account
from accounts.models import User


class NoGuessLeft(Exception):
    """Too many wrong codes; the page of the ban says when the next may be tried."""


def count_guess(user: User, *, now: datetime) -> int:
    """Count a guess and return how many there were. Raises NoGuessLeft if it is one too many."""
    rules, account = read_rules(), factor_account(user.subject_id)
    count = guesses.count_guess(address=ANYWHERE, account=account, now=now, rules=rules)
    if count > rules.failures:
        raise NoGuessLeft
    return count


def note_failure(request: HttpRequest, user: User, *, count: int) -> None:
    """Let administrators see the wrong code, and tell the person when it was the last one."""
    credentials = {FACTOR_OF: str(user.subject_id)}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    if count == rules_of(request).failures:
        get_adapter(request).send_notification_mail("accounts/email/codes_guessed", user)


def forgive(user: User) -> None:
    """Forget the guesses at this person's codes, because the last one was right."""
    guesses.forgive(address=ANYWHERE, account=factor_account(user.subject_id))


@sensitive_variables()
def spend(user: User, *, code: str, now: datetime) -> bool:
    """Return whether a code of the person's app is used for the first time (RFC 6238, 5.2)."""
    return guesses.take_once(str(user.subject_id), "".join(filter(str.isdigit, code)), now=now)
