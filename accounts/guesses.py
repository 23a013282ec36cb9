"""Counts a guess before it is looked at, so that a limit holds under parallel guesses.

Axes counts after the password was checked: forty guesses at once are all checked before the first
is counted. Here one statement counts and answers; the database lets one after the other through.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db import connections, router
from django.db.models import F

from accounts.addresses import pseudonym
from accounts.ban_rules import Rules, read_rules
from accounts.models import GuessCount

FOOTPRINT_CHARS = 32
# In the place of an address: guesses from all addresses are counted together.
ANYWHERE = ""

# A guess that comes too late to be looked at neither counts nor prolongs the ban.
RESERVE = """
INSERT INTO accounts_guesscount (key, count, last_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE
    WHEN accounts_guesscount.last_at <= %s THEN 1
    WHEN accounts_guesscount.count > %s THEN accounts_guesscount.count
    ELSE accounts_guesscount.count + 1 END,
  last_at = CASE
    WHEN accounts_guesscount.last_at > %s AND accounts_guesscount.count >= %s
    THEN accounts_guesscount.last_at
    ELSE excluded.last_at END
RETURNING count
"""


def digest(*parts: str) -> str:
    """Return what stands for `parts` in our tables: the same for the same, and never read back."""
    text = "\0".join(parts).encode()
    return hmac.digest(settings.SECRET_KEY.encode(), b"dasite/guess/" + text, hashlib.sha256).hex()


def footprint(email: str) -> str:
    """Return what axes' tables know an account by; an address is not kept, a typo's neither."""
    return digest("account", email.strip().lower())[:FOOTPRINT_CHARS]


def factor_account(subject_id: UUID | str) -> str:
    """Return what our tables and those of axes know a person's second factor by."""
    return footprint(f"second factor of {subject_id}")


def keys_account(subject_id: UUID | str) -> str:
    """Return what our tables and those of axes know guesses at a person's earlier keys by."""
    return footprint(f"keys of {subject_id}")


def api_account(uid: str) -> str:
    """Return what our tables and those of axes know guesses at a key for the API by.

    `uid` is its number as the key says it; one that nobody has is counted like any other.
    """
    return footprint(f"API key {uid}")


def reserve(*, address: str, account: str, now: datetime, rules: Rules | None = None) -> bool:
    """Count a guess of `address` at `account` and return whether it may be looked at.

    Reads the rules, unless the caller has them already.
    """
    rules = rules or read_rules()
    count = count_guess(address=address, account=account, now=now, rules=rules)
    return count <= rules.failures


def count_guess(*, address: str, account: str, now: datetime, rules: Rules) -> int:
    """Count a guess and return how many there were; above the limit it may not be looked at.

    Writes at once, outside any transaction of the caller's: a guess that fails stays counted.
    """
    limit, since = rules.failures, now - rules.wait
    connection = connections[router.db_for_write(GuessCount)]
    at, before = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, since))
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [_key(address, account), at, before, limit, before, limit])
        (count,) = cursor.fetchone()
    return int(count)


def forgive(*, address: str, account: str) -> None:
    """Forget the guesses of `address` at `account`, because the last one was right.

    Those that were counted from anywhere are forgotten, too.
    """
    keys = {_key(address, account), _key(ANYWHERE, account)}
    GuessCount.objects.filter(key__in=keys).delete()
    seen = AccessAttempt.objects.filter(username=account)
    if address:
        # Also what was noted before administrators changed how addresses are kept.
        seen = seen.filter(ip_address__in={address, pseudonym(address)})
    seen.delete()


def take_once(*parts: str, now: datetime) -> bool:
    """Return True for the first who asks with these parts, until the wait of guesses is over."""
    _, is_first = GuessCount.objects.get_or_create(
        key=digest("spent", *parts), defaults={"count": 1, "last_at": now}
    )
    return is_first


def give_back(*, address: str, account: str) -> None:
    """Uncount one guess, because nobody had the time to look at it."""
    rows = GuessCount.objects.filter(key=_key(address, account), count__gt=0)
    rows.update(count=F("count") - 1)


def time_left(*, address: str, account: str, now: datetime, wait: timedelta) -> timedelta:
    """Return how long `address` has to wait until it may guess at `account` again."""
    row = GuessCount.objects.filter(key=_key(address, account)).first()
    if row is None:
        return timedelta(0)
    return max(timedelta(0), row.last_at + wait - now)


def _key(address: str, account: str) -> str:
    """Return where guesses are counted: the same place however addresses are kept elsewhere."""
    return digest(pseudonym(address) if address else ANYWHERE, account)
