"""Keys for the API: made, listed, revoked, and looked at when a request brings one.

What may go wrong for ever: a key that still opens something after its person revoked it, or lost
what it did. So each request asks anew: is it live, may its person come in, may they use the API.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts import factors
from accounts.ban_rules import rules_of
from accounts.bans import API_KEY, axes_username, client_address
from accounts.guesses import count_guess, forgive
from accounts.models import ApiKey, User
from accounts.services import lasting_words, mails
from accounts.services.api_key_rules import most_days
from accounts.services.passwords import NoGuessLeft
from privacy import scopes
from privacy.permissions import may
from privacy.scopes import Scope

USE = "accounts.use_api"
PAGE = "accounts:api-keys"
SECRET_BYTES = 32
# Live ones of one person; more would be keys that nobody knows the use of.
MOST_KEYS = 20
WRITTEN = re.compile(r"dasite_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
NO_DIGEST = "0" * 64


class KeyRefused(Exception):
    """No key, a wrong one, one that expired or was revoked, or whose person may not come in."""


class MayNotUse(Exception):
    """The key is right, but its person may not use the API, or not any more."""


class TooManyKeys(Exception):
    """Somebody has as many live keys as anybody may have."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a key to be: its name, what it may do, for how many days."""

    name: str
    scopes: tuple[str, ...]
    days: int


@dataclass(frozen=True)
class Caller:
    """Whose program asks, by which key."""

    user: User
    key: ApiKey = field(repr=False)

    @property
    def scopes(self) -> frozenset[str]:
        """Return what the key may do, if its person may."""
        return self.key.allowed

    def has_factor(self) -> bool:
        """Return whether the key may reach what the administration asks a second factor for."""
        if not settings.DASITE_ADMIN_SECOND_FACTOR:
            return True
        return self.key.has_factor and factors.has_factor(self.user)


def may_use(user: User) -> bool:
    """Return whether somebody may make keys and use them."""
    return may(user, USE)


def scopes_for(user: User, *, has_factor: bool) -> list[Scope]:
    """Return what this person may let a key do."""
    is_enough = has_factor or not settings.DASITE_ADMIN_SECOND_FACTOR
    return [
        one
        for one in scopes.all_scopes()
        if not one.needs or (is_enough and may(user, *one.needs))
    ]


def keys_of(user: User) -> list[ApiKey]:
    """Return the person's keys, the newest first."""
    return list(ApiKey.objects.filter(user=user).order_by("-made_at", "-pk"))


def is_shown(user: User) -> bool:
    """Return whether keys are anything to this person: they may make some, or have some."""
    return may_use(user) or ApiKey.objects.filter(user=user).exists()


def is_live(key: ApiKey, now: datetime) -> bool:
    """Return whether a key is neither revoked nor expired."""
    return key.revoked_at is None and key.expires_at > now


@sensitive_variables()
def make(user: User, wanted: Wanted, *, has_factor: bool, now: datetime) -> tuple[ApiKey, str]:
    """Return a new key and how it is written, which nobody can find out again.

    Raises MayNotUse, TooManyKeys; ValueError for more days or scopes than are offered.
    """
    offered = {one.name for one in scopes_for(user, has_factor=has_factor)}
    if not wanted.scopes or not offered.issuperset(wanted.scopes):
        raise ValueError("A key needs scopes, and only such as its person may give it.")
    most = most_days()
    if not 1 <= wanted.days <= most:
        raise ValueError(f"A key lives 1 to {most} days.")
    if not may_use(user):
        raise MayNotUse
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once are counted one by one
        if (
            ApiKey.objects.filter(user=user, expires_at__gt=now, revoked_at=None).count()
            >= MOST_KEYS
        ):
            raise TooManyKeys
        key = ApiKey.objects.create(
            user=user,
            name=wanted.name,
            digest=_digest(secret),
            scopes=" ".join(sorted(wanted.scopes)),
            has_factor=has_factor,
            made_at=now,
            expires_at=now + timedelta(days=wanted.days),
        )
    with suppress(OSError):  # it is made already
        mails.send(user.email, "api_key_made", profile_url=f"{settings.DASITE_URL}{reverse(PAGE)}")
    return key, f"dasite_{key.uid.hex}_{secret}"


@transaction.atomic
def revoke(user: User, uid: UUID, *, now: datetime) -> bool:
    """Let a key of the person's count no more, after a restore neither; False if there is none."""
    found = ApiKey.objects.filter(user=user, uid=uid, revoked_at=None).update(revoked_at=now)
    if found:
        lasting_words.api_key_is_revoked(user, uid, now=now)
    return bool(found)


@sensitive_variables()
def look_at(request: HttpRequest, written: str, *, now: datetime) -> Caller:
    """Return whose key this is. Raises KeyRefused, NoGuessLeft, MayNotUse.

    A guess is counted before it is looked at, also at a key that nobody has. Whoever comes with a
    right one leaves no trace of that: else a program that asks five things at once would be shut
    out by its own questions.
    """
    uid, secret = _read(written)
    credentials = guess_at(written)
    account, address = axes_username(request, credentials), client_address(request)
    rules = rules_of(request)
    # Of several at once, the database lets one after the other count and look.
    with transaction.atomic():
        count = count_guess(address=address, account=account, now=now, rules=rules)
        if count > rules.failures:
            raise NoGuessLeft
        key = _find(uid)
        is_right = _is_right(key, secret) and key is not None and _may_come(key, now)
        if is_right and count == 1:
            transaction.set_rollback(True)
        elif is_right:
            forgive(address=address, account=account)
    if key is None or not is_right:
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        raise KeyRefused
    if not may_use(key.user):
        raise MayNotUse
    _note_use(key, now)
    return Caller(key.user, key)


@sensitive_variables()
def guess_at(written: str) -> dict[str, str]:
    """Return what axes counts this under."""
    return {API_KEY: _read(written)[0]}


@sensitive_variables()
def _read(written: str) -> tuple[str, str]:
    """Return the two halves of a key; of what is none, two that nobody has."""
    found = WRITTEN.fullmatch(written)
    return (found[1], found[2]) if found else ("", "")


def _find(uid: str) -> ApiKey | None:
    rows = ApiKey.objects.select_related("user")
    return rows.filter(uid=UUID(uid) if uid else UUID(int=0)).first()


@sensitive_variables()
def _is_right(key: ApiKey | None, secret: str) -> bool:
    """Compare in the same time, whether there is such a key or not."""
    return hmac.compare_digest(_digest(secret), key.digest if key else NO_DIGEST)


def _may_come(key: ApiKey, now: datetime) -> bool:
    person = key.user
    is_here = person.is_active and person.erasing_at is None and person.leaving_at is None
    return is_here and is_live(key, now)


def _note_use(key: ApiKey, now: datetime) -> None:
    """Keep the day, and no more: when somebody's programs come is nobody's business."""
    today = now.date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


@sensitive_variables()
def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
