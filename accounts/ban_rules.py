"""After how many wrong guesses somebody has to wait, how long, and whether addresses are kept.

The administrators' newest word, or the settings' while there is none. Read anew for each request
that guesses, so that a change holds at once in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from accounts.models import BanRules

KEPT_AS = "ban_rules"  # on a request


@dataclass(frozen=True)
class Rules:
    """After `failures` wrong guesses no more are looked at for as long as `wait`."""

    failures: int
    wait: timedelta
    pseudonymous: bool

    @property
    def minutes(self) -> int:
        """Return the wait in minutes."""
        return self.wait // timedelta(minutes=1)


def read_rules() -> Rules:
    """Return the rules of this moment; one query."""
    row = BanRules.objects.order_by("-pk").first()
    if row is None:
        return Rules(
            settings.DASITE_BAN_AFTER,
            timedelta(minutes=settings.DASITE_BAN_MINUTES),
            settings.DASITE_PSEUDONYMOUS_ADDRESSES,
        )
    return Rules(row.failures, timedelta(minutes=row.minutes), row.pseudonymous)


def rules_of(request: HttpRequest | None) -> Rules:
    """Return the rules for one request, which are read once and stay the same until its end."""
    if request is None:
        return read_rules()
    found: Rules | None = vars(request).get(KEPT_AS)
    if found is None:
        found = vars(request)[KEPT_AS] = read_rules()
    return found


def failure_limit(request: HttpRequest | None, credentials: object = None) -> int:
    """Return after how many wrong guesses axes refuses more."""
    return rules_of(request).failures


def cool_off(request: HttpRequest | None) -> timedelta:
    """Return for how long axes counts a wrong guess."""
    return rules_of(request).wait
