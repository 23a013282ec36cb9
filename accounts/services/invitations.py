"""Invites people by mail, with roles that whoever invites could give; each link works once.

What the link proves is that its bearer reads the mailbox, so their address needs no other proof.
Roles are given as they are when the link is used: what the inviter lost meanwhile is not given.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts.guesses import digest
from accounts.models import Invitation, User
from accounts.services.granting import (
    BeyondOwn,
    NotAllowed,
    add_member,
    may_touch_role,
    set_staff,
)
from privacy.audit import Concerning, What, record
from privacy.permissions import may
from privacy.vault.texts import open_text, seal_text

__all__ = ["BeyondOwn", "LinkDead", "NotAllowed"]

INVITE = "accounts.invite_people"
LINK_LIVES = timedelta(days=7)
TABLE = Invitation._meta.db_table


class LinkDead(Exception):
    """The link was used, withdrawn, is too old, or was never ours."""


class AddressTaken(Exception):
    """The address that an invitation went to has an account by now."""


@dataclass(frozen=True)
class Guest:
    """Whom to invite, and what they shall be."""

    email: str = field(repr=False)
    roles: tuple[Group, ...] = ()
    is_staff: bool = False


def footprint(email: str) -> str:
    """Return what the table finds an invitation by; the address cannot be read from it."""
    return digest("invitation", email.strip().lower())


@sensitive_variables()
def invite(guest: Guest, *, by: User, now: datetime) -> Invitation:
    """Mail a link to somebody. Raises NotAllowed, BeyondOwn for roles that `by` could not give.

    An earlier link to the same address works no more.
    """
    _need(by)
    if guest.is_staff and not (by.is_staff or by.is_superuser):
        raise NotAllowed("You may not enter the administration yourself.")
    beyond = [role.name for role in guest.roles if not may_touch_role(by, role)]
    if beyond:
        raise NotAllowed(f"These roles are not yours to give: {', '.join(sorted(beyond))}.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _open_ones(now).filter(footprint=footprint(guest.email)).update(
            withdrawn_at=now, sealed_address=""
        )
        row = Invitation(
            key=_key(token),
            footprint=footprint(guest.email),
            is_staff=guest.is_staff,
            invited_by=by.pk,
            sent_at=now,
            expires_at=now + LINK_LIVES,
        )
        row.sealed_address = seal_text(guest.email, table=TABLE, row=str(row.uid))
        row.save()
        row.roles.set(guest.roles)
        record(What.INVITED, Concerning(about=f"invitation {row.pk}"), by=by.pk, now=now)
        transaction.on_commit(lambda: _send(guest.email, token))
    return row


@sensitive_variables()
def send_again(row: Invitation, *, by: User, now: datetime) -> bool:
    """Mail a new link in the place of the first; return False if that one is over.

    Raises NotAllowed.
    """
    _need(by)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        found = Invitation.objects.select_for_update().get(pk=row.pk)
        if not found.sealed_address:
            return False
        email = address_of(found)
        found.key, found.sent_at, found.expires_at = _key(token), now, now + LINK_LIVES
        found.save(update_fields=["key", "sent_at", "expires_at"])
        about = Concerning(about=f"invitation {row.pk}")
        record(What.INVITED_AGAIN, about, by=by.pk, now=now)
        transaction.on_commit(lambda: _send(email, token))
    return True


@transaction.atomic
def withdraw(row: Invitation, *, by: User, now: datetime) -> bool:
    """Let a link work no more; return False if it did not. Raises NotAllowed."""
    _need(by)
    live = Invitation.objects.filter(pk=row.pk, accepted_at=None, withdrawn_at=None)
    if not live.update(withdrawn_at=now, sealed_address=""):
        return False
    record(What.WITHDRAWN, Concerning(about=f"invitation {row.pk}"), by=by.pk, now=now)
    return True


def forget_old(now: datetime) -> int:
    """Forget the addresses of invitations whose link is too old; return how many there were."""
    old = Invitation.objects.filter(expires_at__lte=now).exclude(sealed_address="")
    return old.update(sealed_address="")


def find(token: str, *, now: datetime) -> Invitation:
    """Return the invitation of a link. Raises LinkDead."""
    row = _open_ones(now).filter(key=_key(token)).first()
    if row is None:
        raise LinkDead
    return row


@sensitive_variables()
def address_of(row: Invitation) -> str:
    """Return whom an invitation went to, "" once that is over."""
    if not row.sealed_address:
        return ""
    return open_text(row.sealed_address, table=TABLE, row=str(row.uid))


@transaction.atomic
def accept(token: str, person: User, *, now: datetime) -> Collection[Group]:
    """Give a person what their invitation says, once; return the roles that they got.

    Raises LinkDead, also for another person than the one whose address it was sent to.
    """
    row = _open_ones(now).select_for_update().filter(key=_key(token)).first()
    if row is None or row.footprint != footprint(person.email):
        raise LinkDead
    Invitation.objects.filter(pk=row.pk).update(
        accepted_at=now, accepted_by=person.pk, sealed_address=""
    )
    about = Concerning(person=person.pk, about=f"invitation {row.pk}")
    record(What.ACCEPTED, about, by=person.pk, now=now)
    inviter = User.objects.filter(pk=row.invited_by, is_active=True).first()
    if inviter is None:
        return []
    given = [role for role in row.roles.all() if _give(role, person, inviter, now)]
    if row.is_staff:
        _let_in(person, inviter, now)
    return given


def _give(role: Group, person: User, inviter: User, now: datetime) -> bool:
    try:
        return add_member(role, person, by=inviter, now=now)
    except (BeyondOwn, NotAllowed):
        return False


def _let_in(person: User, inviter: User, now: datetime) -> None:
    try:
        set_staff(person, to=True, by=inviter, now=now)
    except (BeyondOwn, NotAllowed):
        return


def _open_ones(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def _need(by: User) -> None:
    if not by.is_active or not may(by, INVITE):
        raise NotAllowed("You may not invite people.")


def _key(token: str) -> str:
    return hashlib.sha256(b"dasite/invitation/" + token.encode()).hexdigest()


@sensitive_variables()
def _send(email: str, token: str) -> None:
    url = f"{settings.DASITE_URL}{reverse('accounts:invitation', args=[token])}"
    context = {"invitation_url": url, "days": LINK_LIVES.days}
    get_adapter().send_mail("accounts/email/invitation", email, context)
