"""Logins by another service: who is known there under what, and whether they could be removed.

What the service calls a person is kept as a mark that only this installation can make: enough to
know them again, of no use to anybody who reads the table. What it told besides is not kept.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings

from accounts.models import User
from accounts.services import mailed_codes
from privacy.vault.texts import mark_text

USE = "social login"


def provider_names() -> dict[str, str]:
    """Return what each configured provider is called on pages, by its name in the settings."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["provider_id"]: app["name"] for app in apps}


def mark(*, issuer: str, subject: str) -> str:
    """Return what stands for a person of a provider in our tables; one query on `vault`."""
    return mark_text(issuer, subject, use=USE)


def is_known(provider: str, uid: str) -> bool:
    """Return whether somebody logs in here by this."""
    return bool(SocialAccount.objects.filter(provider=provider, uid=uid).exists())


def logins_of(user: User) -> list[tuple[SocialAccount, str]]:
    """Return the person's logins by other services, the oldest first, with their names."""
    names = provider_names()
    rows = SocialAccount.objects.filter(user=user).order_by("pk")
    return [(row, names.get(row.provider, row.provider)) for row in rows]


def is_last_way(account: SocialAccount) -> bool:
    """Return whether its person could not log in any more without it."""
    user: User = account.user
    if user.has_usable_password():
        return False
    others = SocialAccount.objects.filter(user=user, provider__in=provider_names())
    if others.exclude(pk=account.pk).exists():
        return False
    # Without a mail server nobody could read the link that logs in.
    if settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory" and mailed_codes.can_be_sent(user):
        return False
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return not passkeys.exists()


def vouched_address(login: SocialLogin) -> str:
    """Return the address that a trusted provider says is this person's own, or nothing."""
    return next((str(one.email) for one in login.email_addresses if one.verified), "")


def is_taken(address: str) -> bool:
    """Return whether somebody has an account with this address."""
    return (
        User.objects.filter(email=address).exists()
        or EmailAddress.objects.filter(email=address, verified=True).exists()
    )


def is_being_erased(login: SocialLogin) -> bool:
    """Return whether the login belongs to an account whose erasure has begun."""
    return login.account.pk is not None and not login.is_existing
