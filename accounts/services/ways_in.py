"""By what a person can log in today; the last of it is never taken from them.

What would let nobody in today is no way: a link where this site sends no mail, a number where no
message goes out, a provider that is not in the settings any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from accounts import sms
from accounts.models import PhoneNumber, User
from accounts.services import mailed_codes
from accounts.services.providers import provider_names


class Kind(StrEnum):
    """What somebody logs in with."""

    PASSWORD = "password"  # noqa: S105 -- a kind of way, no password
    PASSKEY = "passkey"
    MAIL = "link by mail"
    SOCIAL = "login by another service"
    PHONE = "code by phone"


@dataclass(frozen=True)
class WayIn:
    """One way in; `row` tells several of a kind apart by their numbers, 0 where there is one."""

    kind: Kind
    row: int = 0


MAIL = WayIn(Kind.MAIL)
PHONE = WayIn(Kind.PHONE)


class LastWayIn(Exception):
    """Its person could not log in any more without it; nothing was removed."""


def passkey(row: Authenticator) -> WayIn:
    """Return the way in that a passkey is."""
    return WayIn(Kind.PASSKEY, row.pk)


def social(row: SocialAccount) -> WayIn:
    """Return the way in that a login by another service is."""
    return WayIn(Kind.SOCIAL, row.pk)


def ways_in_of(user: User) -> frozenset[WayIn]:
    """Return all by which this person can log in; at most four queries."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    logins = SocialAccount.objects.filter(user=user, provider__in=provider_names())
    found = {WayIn(Kind.PASSKEY, pk) for pk in passkeys.values_list("pk", flat=True)}
    found |= {WayIn(Kind.SOCIAL, pk) for pk in logins.values_list("pk", flat=True)}
    if user.has_usable_password():
        found.add(WayIn(Kind.PASSWORD))
    if user.mail_login and _reaches(user):
        found.add(MAIL)
    if sms.is_on() and PhoneNumber.objects.filter(user=user).exists():
        found.add(PHONE)
    return frozenset(found)


def is_last(user: User, gone: WayIn) -> bool:
    """Return whether nothing else lets the person in; what is out of order today may come back."""
    return not ways_in_of(user) - {gone}


@contextmanager
def removing(user: User, gone: WayIn) -> Iterator[None]:
    """Let a block remove one way in, in a transaction; of two at once the second sees the first.

    Raises LastWayIn before anything is removed.
    """
    with transaction.atomic():
        fresh = User._base_manager.select_for_update().get(pk=user.pk)
        if is_last(fresh, gone):
            raise LastWayIn
        yield


def _reaches(user: User) -> bool:
    """Return whether mail goes out from here, and has reached the person before."""
    return settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory" and mailed_codes.can_be_sent(user)
