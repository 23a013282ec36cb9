"""Short codes that are sent to somebody: made, read as typed, and guessed at under a count."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest

from accounts.ban_rules import rules_of
from accounts.bans import axes_username, client_address
from accounts.guesses import reserve
from accounts.services.passwords import NoGuessLeft

LIVES = timedelta(minutes=15)
DIGITS = 8
ATTEMPTS = 5  # at one code, from wherever; then a new one has to be asked for


def make_code() -> str:
    """Return a new code, its digits alone."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def spoken(code: str) -> str:
    """Return a code as one reads it out."""
    return f"{code[:4]} {code[4:]}"


def digits_in(typed: str) -> str:
    """Return the digits of what was typed, however they were set apart."""
    return "".join(each for each in typed if each.isdecimal())


def count_guess(
    request: HttpRequest, credentials: dict[str, str], *, now: datetime
) -> dict[str, str]:
    """Count a guess before it is looked at; return where, for `forgive`. Raises NoGuessLeft."""
    where = {
        "address": client_address(request),
        "account": axes_username(request, credentials),
    }
    if not reserve(**where, now=now, rules=rules_of(request)):
        raise NoGuessLeft
    return where
