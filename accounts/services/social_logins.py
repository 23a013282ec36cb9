"""Logins by another service: who is known there under what, and their removal.

What the service calls a person is kept as a mark that only this installation can make: enough to
know them again, of no use to anybody who reads the table. What it told besides is not kept.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_removed
from django.http import HttpRequest

from accounts.models import User
from accounts.services import ways_in
from accounts.services.providers import provider_names
from privacy.vault.texts import mark_text

USE = "social login"


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


def remove(request: HttpRequest, account: SocialAccount) -> None:
    """Remove the login of whoever asks, also by a provider that is not in the settings any more.

    They get a mail. Raises LastWayIn.
    """
    name = provider_names().get(account.provider, account.provider)
    with ways_in.removing(account.user, ways_in.social(account)):
        account.delete()
    social_account_removed.send(sender=SocialAccount, request=request, socialaccount=account)
    get_adapter().send_notification_mail(
        "socialaccount/email/account_disconnected", account.user, context={"provider_name": name}
    )


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
