"""What axes asks us: whose guess this is, from where, and what to say when it is one too many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.addresses import pseudonym, read_address
from accounts.ban_rules import rules_of
from accounts.guesses import (
    ANYWHERE,
    api_account,
    factor_account,
    footprint,
    keys_account,
    time_left,
)
from accounts.unlocking import unlock_door
from privacy.problems import problem

# In the credentials of a guess: whose second factor it was at, whose keys a password of before
# or a recovery code was to open, or which key for the API it called itself.
FACTOR_OF, KEYS_OF, API_KEY = "factor_of", "keys_of", "api_key"


def axes_username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return what axes' tables know the account by that somebody wants to get into."""
    if credentials and FACTOR_OF in credentials:
        return factor_account(credentials[FACTOR_OF])
    if credentials and KEYS_OF in credentials:
        return keys_account(credentials[KEYS_OF])
    if credentials and API_KEY in credentials:
        return api_account(credentials[API_KEY])
    return footprint(str((credentials or {}).get("email") or ""))


def client_address(request: HttpRequest) -> str:
    """Return what a guess is counted under, as the tables of axes keep it.

    That is a pseudonym, or the address itself where administrators have chosen so.
    """
    found = read_address(request)
    return pseudonym(found) if rules_of(request).pseudonymous else found


def counted_address(request: HttpRequest) -> str:
    """Return the pseudonym of whoever asks, for what only counts and is never shown; no query."""
    return pseudonym(read_address(request))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Return the page of a ban: how long it lasts, in words and for machines."""
    known = credentials if isinstance(credentials, Mapping) else {}
    if API_KEY not in known:
        # Whoever guesses in an open browser is not let at what is unlocked there.
        unlock_door(request).forget()
    is_factor = FACTOR_OF in known
    address = ANYWHERE if is_factor else client_address(request)
    account = axes_username(request, known)
    wait = rules_of(request).wait
    left = time_left(address=address, account=account, now=timezone.now(), wait=wait)
    seconds = max(1, math.ceil(left.total_seconds()))
    page: HttpResponse
    if API_KEY in known:
        sentence = f"There were too many wrong keys. None is looked at for {in_words(left)}."
        page = problem(429, "too_many_guesses", sentence, seconds=seconds)
    else:
        context = {
            "time_left": in_words(left),
            "is_factor": is_factor,
            "is_keys": KEYS_OF in known,
        }
        page = render(request, "accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page


def in_words(left: timedelta) -> str:
    """Return a wait as one says it: rounded up, so that it is never too short."""
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
