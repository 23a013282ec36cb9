"""Begins epochs of an open scope, and closes those that are over.

What may go wrong for ever: the key of an epoch destroyed while something is still sealed under
it. So `close_past` asks its caller to have sealed everything anew, and to have committed that.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from privacy.models.keys import Grant, KeyShare
from privacy.models.sharing import RoleKey
from privacy.vault import keyring, recipients
from privacy.vault.aead import read_epoch
from privacy.vault.box import Box
from privacy.vault.wrap import Recipient


def epoch_of(sealed: bytes) -> int:
    """Return the epoch that sealed bytes say they are under, unproven until they are opened.

    Raises SealBroken, FormatUnknown.
    """
    return read_epoch(sealed)


def begin(box: Box, *, to: Collection[Recipient] = (), but: Collection[UUID] = ()) -> None:
    """Seal under a fresh key from now on, for `to` and all who can open the box, save for `but`.

    Roles get it under their newest key, which nobody has who left them. Raises SealBroken if a
    public key was exchanged.
    """
    with transaction.atomic():
        _renew_roles(box)
        box.begin_epoch([*to, *recipients.of_scope(box.scope, but=but)])


def move_on(box: Box, role: UUID) -> None:
    """Grant to a role's newest key what was granted to one that somebody left with."""
    newest = recipients.of_role(role)
    older = Grant.objects.filter(scope=box.scope, recipient=role).exclude(
        generation=newest.generation
    )
    with transaction.atomic():
        if older.exists():
            box.grant_to(newest)
            older.delete()


def close_past(box: Box) -> None:
    """Destroy for ever what opens the epochs before the newest one.

    Only once everything in the scope is sealed under the newest, and that is committed: what an
    old backup holds of them is closed by this to everybody, whoever was let in then. Cut short,
    it leaves shares that nothing uses; do it again.
    """
    # Not the other way round: a grant without its share would keep the whole box from opening.
    Grant.objects.filter(scope=box.scope, epoch__lt=box.epoch).delete()
    shares = KeyShare.objects.filter(kind=keyring.SCOPE, owner=box.scope)
    shares.filter(number__lt=box.epoch).delete()


def _renew_roles(box: Box) -> None:
    held = Grant.objects.filter(scope=box.scope)
    roles = RoleKey.objects.filter(role__in=held.values("recipient"))
    for role in roles.values_list("role", flat=True).distinct():
        move_on(box, role)
