"""Makes the first administrator: one link, once, for whoever can read the console."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import FirstAdministrator, User
from privacy.audit import Concerning, What, record

LINK_LIVES = timedelta(hours=24)
SALT = "accounts.first-administrator"


class LinkDead(Exception):
    """The link is not ours, too old, or an administrator exists by now."""


def is_needed() -> bool:
    """Return whether the site has no administrator and never had one."""
    return not (
        FirstAdministrator.objects.exists() or User.objects.filter(is_superuser=True).exists()
    )


def make_token() -> str:
    """Return the secret part of a link that makes the first administrator."""
    return signing.dumps("first", salt=SALT)


def check_token(token: str) -> None:
    """Raise LinkDead unless `token` can still make the first administrator."""
    try:
        signing.loads(token, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature as error:
        raise LinkDead from error
    if not is_needed():
        raise LinkDead


@sensitive_variables()
def make(token: str, *, email: str, password: str, now: datetime) -> User:
    """Return the first administrator; their keys are made when they first log in.

    Raises LinkDead, also for the slower of two who use the link at once.
    """
    check_token(token)
    user = User(email=email.strip().lower(), is_staff=True, is_superuser=True)
    user.set_password(password)  # before the transaction: Argon2 is slow
    try:
        with transaction.atomic():
            FirstAdministrator.objects.create(made_at=now)
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            record(What.ALL_GIVEN, Concerning(person=user.pk), by=None, now=now)
    except IntegrityError as error:
        raise LinkDead from error
    return user
